// Package cdk is what the constructs share for working with the CDK.
package cdk

import (
	"bytes"
	"encoding/json"
	"regexp"
	"runtime"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/prop"
)

func init() { prop.Unresolved = unresolved }

var listToken = regexp.MustCompile(`^#\{Token\[[A-Za-z0-9:._-]+\]\}$`)

// unresolved asks the CDK about what looks like a token, because anybody can write something that does. There are none
// before Node.js runs.
func unresolved(value any) bool {
	var ask func() bool
	switch v := value.(type) {
	case string:
		if listToken.MatchString(v) {
			ask = func() bool { return awscdk.Tokenization_ReverseList(&[]*string{&v}) != nil }
		} else if prop.TokenLike(v) {
			ask = func() bool { return len(*awscdk.Tokenization_ReverseString(&v).Tokens()) > 0 }
		}
	case float64:
		if prop.TokenLike(v) {
			ask = func() bool { return awscdk.Tokenization_ReverseNumber(&v) != nil }
		}
	}
	if ask == nil || !Running() {
		return false
	}
	token := false
	return Try(func() { token = ask() }) == nil && token
}

// Running reports whether Node.js is running. jsii does not say; the goroutine that waits for its process does.
func Running() bool {
	stacks := make([]byte, 1<<16)
	n := runtime.Stack(stacks, true)
	for n == len(stacks) {
		stacks = make([]byte, 2*n)
		n = runtime.Stack(stacks, true)
	}
	return bytes.Contains(stacks[:n], []byte("jsii-runtime-go/internal/kernel/process.(*Process).ensureStarted"))
}

// Resolved is a text as the template will have it: what its tokens stand for is JSON. It is "" where only a synthesis knows.
func Resolved(scope constructs.Construct, text string) (resolved string) {
	_ = Try(func() {
		data, _ := json.Marshal(awscdk.Stack_Of(scope).Resolve(text))
		resolved = string(data)
	})
	return resolved
}
