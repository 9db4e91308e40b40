package rules

import (
	"regexp"

	"beanstalkline/constructs/beanstalk/options"
)

var (
	secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secrets?|token|credentials?|secret_?key_?base` +
		`|(api|access|secret|private|master|signing|encryption)_?key|[_.-]pwd)([_.-]?[0-9]+)?$`)
	secretInURL   = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9+.-]*://[^/\s:@]*:[^/\s@]+@`)
	secretInText  = regexp.MustCompile(`(?i)(password|passwd|pwd|accountkey|accesskey)=[^;&\\s]`)
	secretPointer = regexp.MustCompile(`^(arn:|/|https?://[^@]*$|[0-9]*$|(?i:true|false)$)`)
)

// isSecret reports whether a setting looks like a secret, by its name or because its value is an address or a
// connection string with a password in it. A name like a secret's often stands for something else: where the secret is,
// how long it lives, whether there is one.
func isSecret(s options.Setting) bool {
	switch s.Namespace {
	case nsDatabase:
		return s.Name == "DBPassword"
	case nsVariables:
		return secretName.MatchString(s.Name) && !secretPointer.MatchString(s.Value) ||
			secretInURL.MatchString(s.Value) || secretInText.MatchString(s.Value)
	}
	return false
}
