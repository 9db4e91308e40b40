package rules

import (
	"iter"
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

// secretPrefixes are what precedes the name in an ARN, by service.
var secretPrefixes = map[string]string{"secretsmanager": "secret:", "ssm": "parameter/"}

// secrets returns the settings of variables that are fetched, with their ARNs. An ARN is empty for what is none, which other
// rules report, or is not known.
func (v *view) secrets() iter.Seq2[value, secretArn] {
	return func(yield func(value, secretArn) bool) {
		for x := range v.within(nsSecrets) {
			if !yield(x, readSecretArn(x)) {
				return
			}
		}
	}
}

func readSecretArn(x value) (arn secretArn) {
	parts := strings.SplitN(x.Value, ":", 6)
	if x.unknown || len(parts) < 6 || secretPrefixes[parts[2]] == "" {
		return arn
	}
	arn.service = parts[2]
	if name, ok := strings.CutPrefix(parts[5], secretPrefixes[arn.service]); ok {
		arn.name, arn.key, arn.keyGiven = strings.Cut(name, ":")
	}
	return arn
}

// platformNeed is what a secret needs of the platform: its first version that does it, and the day of that version.
type platformNeed struct{ does, version, day string }

// tooOld returns what the version of the platform that is named does not do yet for a secret. It is empty if it does all.
func (v *view) tooOld(arn secretArn) platformNeed {
	fetches, readsKeys := v.platform.SecretsFrom()
	older := func(than string) bool {
		return than != "" && v.platform.version != "" && options.CompareVersions(v.platform.version, than) < 0
	}
	switch {
	case v.platform.custom:
	case older(fetches):
		return platformNeed{"fetches secrets", fetches, "2025-03-28"}
	case arn.service == "secretsmanager" && arn.keyGiven && older(readsKeys):
		return platformNeed{"reads JSON keys", readsKeys, "2026-01-13"}
	}
	return platformNeed{}
}
