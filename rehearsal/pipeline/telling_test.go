package pipeline

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/localaws"
)

// An approval that waits for somebody says how to approve it, once.
func TestAnApprovalSaysHowToApprove(t *testing.T) {
	answers := []string{`{"Status": "InProgress", "Token": "1-2"}`, `{"Status": "InProgress"}`, `{"Status": "Succeeded", "Summary": "yes"}`}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, answers[0])
		answers = answers[1:]
	}))
	defer server.Close()
	var notes []string
	note := func(format string, a ...any) { notes = append(notes, fmt.Sprintf(format, a...)) }
	name := "Approve"
	outcome, err := telling{&localaws.Clients{Endpoint: server.URL}, "Line", "1"}.
		approval(t.Context(), "Approve-Prod", types.ActionDeclaration{Name: &name}, note)
	if err != nil || outcome != "approved yes" {
		t.Errorf("got %q, %v", outcome, err)
	}
	want := "put-approval-result --pipeline-name Line \\\n    --stage-name Approve-Prod --action-name Approve --token 1-2 \\\n"
	if len(notes) != 1 || !strings.Contains(notes[0], want) {
		t.Errorf("notes %q", notes)
	}
}
