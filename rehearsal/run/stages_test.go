package main

import (
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	for name, test := range map[string]struct {
		stacks, wanted, want []string
		all                  bool
		needs                map[string][]string
		wantErr              string
	}{
		"all":  {all: true, want: []string{"SourceStack", "DevStack", "ProdStack"}},
		"some": {wanted: []string{"Prod"}, want: []string{"SourceStack", "ProdStack"}},
		"without a source stack": {
			stacks: []string{"DevStack", "ProdStack"}, wanted: []string{"Dev"}, want: []string{"DevStack"},
		},
		"a release with its stages": {
			stacks: []string{"SourceStack", "DevStack", "TestStack", "ProdStack", "ReleaseStack"}, wanted: []string{"Release", "Dev"},
			needs: map[string][]string{"ReleaseStack": {"ProdStack", "SourceStack", "TestStack"}},
			want:  []string{"SourceStack", "TestStack", "ProdStack", "ReleaseStack", "DevStack"},
		},
		"repeated":     {wanted: []string{"Prod", "Dev", "Prod"}, want: []string{"SourceStack", "ProdStack", "DevStack"}},
		"unknown":      {wanted: []string{"Load"}, wantErr: `there is no stage "Load": the app has Dev, Prod`},
		"misspelt":     {wanted: []string{"Dev", "Deb"}, wantErr: `there is no stage "Deb": did you mean Dev?`},
		"lower case":   {wanted: []string{"prod"}, wantErr: `there is no stage "prod": did you mean Prod?`},
		"a stack":      {wanted: []string{"DevStack"}, wantErr: "DevStack is a stack, and stages are rehearsed: write Dev"},
		"a like stack": {wanted: []string{"devStack"}, wantErr: `there is no stage "devStack": did you mean Dev?`},
		"the source stack": {
			wanted:  []string{"SourceStack"},
			wantErr: "SourceStack belongs to every stage and is deployed with it: write a stage, which can be Dev, Prod",
		},
		"nothing": {wanted: []string{""}, wantErr: `there is no stage "": the app has Dev, Prod`},
	} {
		t.Run(name, func(t *testing.T) {
			if test.stacks == nil {
				test.stacks = []string{"DevStack", "SourceStack", "ProdStack"}
			}
			got, err := choose(test.stacks, test.wanted, test.all, test.needs)
			if _, ok := err.(mistake); err != nil && !ok {
				t.Errorf("%v is no mistake of the user", err)
			}
			if !slices.Equal(got, test.want) || test.wantErr != "" && (err == nil || err.Error() != test.wantErr) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
