// Package prop is what the constructs share to read their properties.
package prop

import (
	"fmt"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"
)

// Or is the value of an optional property, or what it defaults to.
func Or[T any](value *T, otherwise T) T {
	if value == nil {
		return otherwise
	}
	return *value
}

// IsToken tells whether a string holds a value that CloudFormation supplies later; such a value is never judged.
func IsToken(s string) bool { return strings.Contains(s, "${Token[") }

// IsNumberToken tells the same of a number: the CDK encodes such tokens near the negative end of the range.
func IsNumberToken(n float64) bool { return n < -1e280 }

// Reject panics with the path of the construct that is not made, as jsii does with its own failures.
func Reject(scope constructs.Construct, id *string, err error) {
	if err != nil {
		panic(fmt.Errorf("%s/%s: %w", *scope.Node().Path(), *id, err))
	}
}
