package app

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/stacks"
)

// One problem, one line, whatever is in it.
func TestReport(t *testing.T) {
	var out strings.Builder
	report(&out, errors.Join(errors.New("one"), errors.New("two")))
	if want := "error: one\nerror: two\n"; out.String() != want {
		t.Errorf("prints %q, want %q", out.String(), want)
	}
}

func TestChooseStages(t *testing.T) {
	for name, test := range map[string]struct {
		list    any
		want    []string
		wantErr string
	}{
		"all without a list":     {nil, []string{"Dev", "Test", "Staging", "Prod"}, ""},
		"one":                    {"Prod", []string{"Prod"}, ""},
		"several, with a space":  {"Dev, Test", []string{"Dev", "Test"}, ""},
		"an unknown stage":       {"Dve", nil, `stages of the context must be names of stages, which are Dev, Test, Staging and Prod, got "Dve"`},
		"a stage named twice":    {"Dev,Dev", nil, `stages of the context must name each stage once, got "Dev" twice`},
		"an empty context value": {"", nil, `stages of the context must be names of stages, which are Dev, Test, Staging and Prod, got ""`},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, err := choose([]stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()}, test.list)
			var got []string
			for _, stage := range chosen {
				got = append(got, stage.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("stages (-want +got):\n%s", diff)
			}
			if message := fmt.Sprint(err); err != nil && message != test.wantErr || err == nil && test.wantErr != "" {
				t.Errorf("error %q, want %q", message, test.wantErr)
			}
		})
	}
}
