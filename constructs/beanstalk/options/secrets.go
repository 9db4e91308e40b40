package options

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// SecretsFrom returns the first version of the branch that fetches the secrets of
// aws:elasticbeanstalk:application:environmentsecrets, and the first that reads a key of a secret's JSON text: those of
// AWS's release notes of 2025-03-28 and 2026-01-13. Empty where they are not known, as for other operating systems than
// Amazon Linux 2023.
func (b Branch) SecretsFrom() (secrets, jsonKeys string) {
	if b.System() != "64bit Amazon Linux 2023" {
		return "", ""
	}
	support := load().Platforms.Secrets[b.Family]
	return support.From, support.JSONKeysFrom
}

// CompareVersions compares two platform versions, such as "4.9.1" and "4.10.0", and returns -1, 0 or 1.
func CompareVersions(a, b string) int {
	numbers := func(version string) (all []int) {
		for part := range strings.SplitSeq(version, ".") {
			n, _ := strconv.Atoi(part)
			all = append(all, n)
		}
		return all
	}
	return slices.Compare(numbers(a), numbers(b))
}

var completeSecretName = regexp.MustCompile(`-[A-Za-z0-9]{6}$`)

// CompleteSecretName reports whether the name in the ARN of a Secrets Manager secret ends with a hyphen and six characters, as
// Secrets Manager adds them.
func CompleteSecretName(name string) bool { return completeSecretName.MatchString(name) }
