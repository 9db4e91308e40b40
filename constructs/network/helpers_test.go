package network_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"

	"beanstalkline/internal/cdktest"
)

func checkRejection(t *testing.T, define func(), want ...string) {
	t.Helper()
	if got, want := cdktest.Rejection(define), "Test/Stack/Subject: "+strings.Join(want, "\nTest/Stack/Subject: "); got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
}

// resources are those of a template by logical id, or only those of a type.
func resources(template assertions.Template, ofType string) map[string]map[string]any {
	found := map[string]map[string]any{}
	all, _ := (*template.ToJSON())["Resources"].(map[string]any)
	for id, r := range all {
		if r := r.(map[string]any); ofType == "" || r["Type"] == ofType {
			found[id] = r
		}
	}
	return found
}
