package main

import (
	"slices"
	"testing"
)

func TestChoose(t *testing.T) {
	for name, test := range map[string]struct {
		stacks, wanted, want []string
		all                  bool
		wantErr              string
	}{
		"all":  {all: true, want: []string{"SourceStack", "DevStack", "ProdStack"}},
		"some": {wanted: []string{"Prod"}, want: []string{"SourceStack", "ProdStack"}},
		"without a source stack": {
			stacks: []string{"DevStack", "ProdStack"}, wanted: []string{"Dev"}, want: []string{"DevStack"},
		},
		"unknown": {wanted: []string{"Qa"}, wantErr: "there is no stage Qa: the app has Dev, Prod"},
	} {
		t.Run(name, func(t *testing.T) {
			if test.stacks == nil {
				test.stacks = []string{"DevStack", "SourceStack", "ProdStack"}
			}
			got, err := choose(test.stacks, test.wanted, test.all)
			if !slices.Equal(got, test.want) || test.wantErr != "" && (err == nil || err.Error() != test.wantErr) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
