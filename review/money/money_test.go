package money

import (
	"os"
	"testing"

	"beanstalkline/review/assembly"
)

// What the README says of the stages of this app comes from their templates by the same prices.
func TestBillsOfThisApp(t *testing.T) {
	for name, want := range map[string]float64{"DevStack": 12.52, "StagingStack": 82.17, "ProdStack": 139.45} {
		stack := read(t, name)
		bill := Of(stack)
		t.Log(name, bill.Items, bill.Unpriced)
		if bill.Total != want {
			t.Errorf("%s costs %.2f, want %.2f", name, bill.Total, want)
		}
	}
}

func read(t *testing.T, name string) *assembly.Stack {
	t.Helper()
	_ = os.Getenv
	a, err := assembly.Read("/tmp/w/rv/base")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range a.Stacks {
		if s.Name == name {
			return s
		}
	}
	return nil
}
