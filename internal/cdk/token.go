// Package cdk is what the constructs share for working with the CDK.
package cdk

import (
	"bytes"
	"encoding/json"
	"regexp"
	"runtime"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/prop"
)

func init() { prop.Unresolved = unresolved }

var listToken = regexp.MustCompile(`^#\{Token\[[A-Za-z0-9:._-]+\]\}$`)

// known is what does not change while a Node.js process runs: its pseudo parameters, and which texts and numbers are tokens.
// To ask again takes calls to it.
var known struct {
	process string
	pseudo  *Pseudo
	tokens  map[any]bool
}

// Pseudo are pseudo parameters: where a template is deployed.
type Pseudo struct{ Partition, Region, Account string }

// PseudoParameters are those of the running Node.js process, which starts here if none does.
func PseudoParameters() Pseudo {
	running := process()
	if remember(running); running != "" && known.pseudo != nil {
		return *known.pseudo
	}
	p := Pseudo{*awscdk.Aws_PARTITION(), *awscdk.Aws_REGION(), *awscdk.Aws_ACCOUNT_ID()}
	if running != "" {
		known.pseudo = &p
	}
	return p
}

// remember forgets what was known of another process than the one that runs.
func remember(process string) {
	if process != known.process {
		known.process, known.pseudo, known.tokens = process, nil, map[any]bool{}
	}
}

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
	if ask == nil {
		return false
	}
	running := process()
	if running == "" {
		return false
	}
	remember(running)
	token := known.tokens[value]
	if !token && Try(func() { token = ask() }) == nil && token {
		known.tokens[value] = true
	}
	return token
}

// Running reports whether Node.js is running.
func Running() bool { return process() != "" }

// process is another text for each Node.js process, and empty while none runs. jsii does not say; the goroutine that waits
// for the process does. Where an earlier one is still waited for, the latest counts.
func process() (latest string) {
	stacks := make([]byte, 1<<16)
	n := runtime.Stack(stacks, true)
	for n == len(stacks) {
		stacks = make([]byte, 2*n)
		n = runtime.Stack(stacks, true)
	}
	for goroutine := range bytes.SplitSeq(stacks[:n], []byte("\n\n")) {
		if bytes.Contains(goroutine, []byte("jsii-runtime-go/internal/kernel/process.(*Process).ensureStarted.")) {
			id, _, _ := strings.Cut(string(goroutine), " [") // "goroutine 7 [", where numbers only rise
			if len(id) > len(latest) || len(id) == len(latest) && id > latest {
				latest = id
			}
		}
	}
	return latest
}

// Resolved is a text as the template will have it: what its tokens stand for is JSON. It is "" where only a synthesis knows.
func Resolved(scope constructs.Construct, text string) (resolved string) {
	_ = Try(func() {
		data, _ := json.Marshal(awscdk.Stack_Of(scope).Resolve(text))
		resolved = string(data)
	})
	return resolved
}

// Joined is a list as an option setting has it, with commas.
func Joined(list []*string) string {
	if len(list) == 1 && !prop.ListToken(*list[0]) {
		return *list[0]
	}
	comma := ","
	return *awscdk.Fn_Join(&comma, &list)
}
