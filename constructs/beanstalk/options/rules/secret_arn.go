package rules

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"
)

// secretArn is the ARN of a secret or a parameter in its parts.
type secretArn struct {
	service  string // secretsmanager or ssm
	name     string // of the secret or the parameter; empty if the ARN is of something else
	key      string // of the secret's JSON text, and whatever follows it
	keyGiven bool
}

// readSecretArn reads the ARN in a setting. It is empty for what is none, which other rules report, or is not known.
func readSecretArn(x value) (arn secretArn) {
	parts := strings.SplitN(x.Value, ":", 6)
	if x.unknown || len(parts) < 6 {
		return arn
	}
	switch arn.service = parts[2]; arn.service {
	case "secretsmanager":
		if name, ok := strings.CutPrefix(parts[5], "secret:"); ok {
			arn.name, arn.key, arn.keyGiven = strings.Cut(name, ":")
		}
	case "ssm":
		if name, ok := strings.CutPrefix(parts[5], "parameter/"); ok {
			arn.name, arn.key, arn.keyGiven = strings.Cut(name, ":")
		}
	default:
		return secretArn{}
	}
	return arn
}

// tooOld returns which version of the platform the secret needs and since when there is one, if the one that is named is
// older.
func (v *view) tooOld(x value) (version, day string) {
	older := func(than string) bool { return than != "" && options.CompareVersions(v.platform.version, than) < 0 }
	fetches, readsKeys := v.platform.SecretsFrom()
	arn := readSecretArn(x)
	switch {
	case v.platform.version == "" || v.platform.custom:
	case older(fetches):
		return fetches, "2025-03-28"
	case arn.service == "secretsmanager" && arn.keyGiven && older(readsKeys):
		return readsKeys, "2026-01-13"
	}
	return "", ""
}
