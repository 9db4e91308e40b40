package secrets

import (
	"context"
	"fmt"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"beanstalkline/rehearsal/localaws"
)

// A Reader reads what a role may read.
type Reader struct {
	AWS  *localaws.Clients
	Role string // its ARN
}

// Parameter is a parameter of Parameter Store, by its name or ARN.
func (r Reader) Parameter(ctx context.Context, name string) (string, error) {
	got, err := r.AWS.SSM.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: sdk.Bool(true)})
	if err != nil {
		return "", err
	}
	if err := r.require(ctx, "ssm:GetParameters", sdk.ToString(got.Parameter.ARN)); err != nil {
		return "", err
	}
	return sdk.ToString(got.Parameter.Value), nil
}

// Secret is a version of a secret, by its name or ARN: the current one if stage and version are empty.
func (r Reader) Secret(ctx context.Context, id, stage, version string) (string, error) {
	input := &secretsmanager.GetSecretValueInput{SecretId: &id}
	if stage != "" {
		input.VersionStage = &stage
	}
	if version != "" {
		input.VersionId = &version
	}
	got, err := r.AWS.SecretsManager.GetSecretValue(ctx, input)
	if err != nil {
		return "", err
	}
	if err := r.require(ctx, "secretsmanager:GetSecretValue", sdk.ToString(got.ARN)); err != nil {
		return "", err
	}
	if got.SecretString == nil {
		return string(got.SecretBinary), nil
	}
	return *got.SecretString, nil
}

// Value is what an ARN of either service names.
func (r Reader) Value(ctx context.Context, arn string) (string, error) {
	if strings.HasPrefix(arn, "arn:") && strings.Split(arn, ":")[2] == "ssm" {
		return r.Parameter(ctx, arn)
	}
	return r.Secret(ctx, arn, "", "")
}

func (r Reader) require(ctx context.Context, action, resource string) error {
	got, err := r.AWS.IAM.SimulatePrincipalPolicy(ctx, &iam.SimulatePrincipalPolicyInput{
		PolicySourceArn: &r.Role, ActionNames: []string{action}, ResourceArns: []string{resource},
	})
	if err != nil {
		return err
	}
	for _, result := range got.EvaluationResults {
		if result.EvalDecision != "allowed" {
			return fmt.Errorf("AccessDeniedException: User: %s is not authorized to perform: %s on resource: %s",
				r.Role, action, resource)
		}
	}
	return nil
}
