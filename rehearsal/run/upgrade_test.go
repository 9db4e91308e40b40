package main

import (
	"slices"
	"strings"
	"testing"
)

// An upgrade goes over whatever the earlier commit has of the stacks to deploy.
func TestWhatAnUpgradeDeploysOver(t *testing.T) {
	const release = "SourceStack TestStack ProdStack ReleaseStack"
	for name, test := range map[string]struct{ wanted, had, earlier, later, wantErr string }{
		"the same stacks": {wanted: "SourceStack DevStack", had: "SourceStack DevStack DemoStack", earlier: "SourceStack DevStack"},
		"stages that had pipelines of their own": {wanted: release, had: "SourceStack TestStack ProdStack",
			earlier: "SourceStack TestStack ProdStack", later: "ReleaseStack"},
		"a new stage": {wanted: release, had: "SourceStack TestStack", earlier: "SourceStack TestStack", later: "ProdStack ReleaseStack"},
		"stages that all are new": {
			wanted: "SourceStack TestStack ReleaseStack", had: "SourceStack DevStack", earlier: "SourceStack", later: "TestStack ReleaseStack",
			wantErr: "0123456 has no stack TestStack and no ReleaseStack, so that there is nothing to deploy over: it has SourceStack, DevStack",
		},
	} {
		u := upgrade{commit: "0123456789"}
		earlier, later, err := u.part(strings.Fields(test.wanted), strings.Fields(test.had))
		if !slices.Equal(earlier, strings.Fields(test.earlier)) || !slices.Equal(later, strings.Fields(test.later)) {
			t.Errorf("%s: got %v over %v", name, later, earlier)
		}
		said := ""
		if err != nil {
			said = err.Error()
		}
		if said != test.wantErr {
			t.Errorf("%s: got %q, want %q", name, said, test.wantErr)
		}
	}
}
