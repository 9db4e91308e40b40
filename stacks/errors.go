package stacks

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
)

// stackTrace is where a JavaScript error stops being for people.
var stackTrace = regexp.MustCompile(`(?m)\n\s+at .*|^[A-Z]\w*: |\s*\nCaused by: [\s\S]*`)

// Catch turns a panic, which is how the CDK and its constructs refuse, into an error without a stack trace.
func Catch(define func() error) (err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case error:
			err = r
		default:
			err = errors.New(stackTrace.ReplaceAllString(fmt.Sprint(r), ""))
		}
	}()
	return define()
}

// Lines are the problems of an error, one a line, each with the construct or stage that it concerns.
func Lines(err error) []string {
	var joined interface{ Unwrap() []error }
	if !errors.As(err, &joined) {
		return strings.Split(strings.TrimSpace(stackTrace.ReplaceAllString(err.Error(), "")), "\n")
	}
	// What stands before the joined problems, such as a construct's path, holds for each of them.
	prefix := strings.TrimSuffix(err.Error(), joined.(error).Error())
	var lines []string
	for _, problem := range joined.Unwrap() {
		for _, line := range Lines(problem) {
			lines = append(lines, prefix+line)
		}
	}
	return lines
}
