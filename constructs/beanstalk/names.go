package beanstalk

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/prop"
)

// apart reports whether an account or a region is known to be another than that of a scope.
func apart(scope constructs.Construct, account, region *string) bool {
	stack := awscdk.Stack_Of(scope)
	return unlike(account, stack.Account()) || unlike(region, stack.Region())
}

// same reports whether two names are known to be the same.
func same(a, b *string) bool { return *a == *b && !prop.Unresolved(*a) }

// unlike reports whether two names are known to be different.
func unlike(a, b *string) bool { return *a != *b && !prop.Unresolved(*a) && !prop.Unresolved(*b) }

// withDigest is a name with a digest behind it, without what would make both too long.
func withDigest(name string, longest int, digest string) string {
	return strings.TrimRight(name[:min(len(name), longest-len("-")-len(digest))], "-") + "-" + digest
}

// digest is a number that some texts have and others have not, of so many bytes, in hexadecimal digits.
func digest(bytes int, texts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(texts, "\n")))
	return hex.EncodeToString(sum[:bytes])
}
