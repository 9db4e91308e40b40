package codebuild

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/failure"
)

// Secrets are values that the build's role may read, or not.
type Secrets interface {
	// Parameter is a parameter of Parameter Store.
	Parameter(ctx context.Context, name string) (string, error)
	// Secret is a version of a secret, the current one if stage and version are empty.
	Secret(ctx context.Context, id, stage, version string) (string, error)
}

// A variable is a value, or where it is kept.
type variable struct{ name, kind, value string }

// variables are those of the specification, then of the project, then of the action that starts the build; later ones
// win.
func (p Project) variables(
	ctx context.Context, spec buildSpec, action string, from Secrets,
) (map[string]string, error) {
	var given []variable
	for kind, values := range map[string]map[string]string{
		"PLAINTEXT":       spec.Env.Variables,
		"PARAMETER_STORE": spec.Env.ParameterStore,
		"SECRETS_MANAGER": spec.Env.SecretsManager,
	} {
		for _, name := range slices.Sorted(maps.Keys(values)) {
			given = append(given, variable{name, kind, values[name]})
		}
	}
	var project []types.EnvironmentVariable
	if p.Environment != nil {
		project = p.Environment.EnvironmentVariables
	}
	for _, v := range project {
		given = append(given, variable{sdk.ToString(v.Name), string(v.Type), sdk.ToString(v.Value)})
	}
	if action != "" {
		var more []struct{ Name, Value, Type string }
		if err := json.Unmarshal([]byte(action), &more); err != nil {
			return nil, fmt.Errorf("the action's EnvironmentVariables: %w", err)
		}
		for _, v := range more {
			given = append(given, variable{v.Name, v.Type, v.Value})
		}
	}
	winners := map[string]variable{}
	for _, v := range given {
		winners[v.name] = v
	}
	values := map[string]string{}
	for _, name := range slices.Sorted(maps.Keys(winners)) {
		value, err := winners[name].resolve(ctx, from)
		if err != nil {
			return nil, err
		}
		values[name] = value
	}
	return values, nil
}

func (v variable) resolve(ctx context.Context, from Secrets) (value string, err error) {
	switch v.kind {
	case "PARAMETER_STORE":
		value, err = from.Parameter(ctx, v.value)
	case "SECRETS_MANAGER":
		value, err = secret(ctx, from, v.value)
	default:
		return v.value, nil
	}
	if err != nil {
		err = &failure.Failure{
			Where: phaseOf("download_source"),
			Cause: fmt.Sprintf("the variable %s: %v", v.name, err),
			Do:    "Create the value in Prepare of the stage, and let the build's role read it.",
		}
	}
	return value, err
}

// secret reads what SECRET-ID:JSON-KEY:VERSION-STAGE:VERSION-ID names; an ARN has seven parts before the key.
func secret(ctx context.Context, from Secrets, reference string) (string, error) {
	parts := strings.Split(reference, ":")
	n := 1
	if parts[0] == "arn" {
		n = min(7, len(parts))
	}
	id, rest := strings.Join(parts[:n], ":"), append(parts[n:], "", "", "")
	text, err := from.Secret(ctx, id, rest[1], rest[2])
	if err != nil || rest[0] == "" {
		return text, err
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(text), &fields); err != nil {
		return "", fmt.Errorf("the secret %s is not a JSON object, so it has no %s", id, rest[0])
	}
	value, has := fields[rest[0]]
	if !has {
		return "", fmt.Errorf("the secret %s has no %s", id, rest[0])
	}
	if text, is := value.(string); is {
		return text, nil
	}
	plain, err := json.Marshal(value)
	return string(plain), err
}
