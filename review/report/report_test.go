package report

import (
	"os"
	"path/filepath"
	"testing"

	"beanstalkline/review/assembly"
)

// Stacks of one name in several regions are compared with themselves.
func TestPaired(t *testing.T) {
	folder := t.TempDir()
	stack := func(region, template string) *assembly.Stack {
		file := filepath.Join(folder, region+template)
		if err := os.WriteFile(file, []byte(template), 0o600); err != nil {
			t.Fatal(err)
		}
		return &assembly.Stack{Name: "App", Region: region, File: file}
	}
	app := func(stacks ...*assembly.Stack) *assembly.Assembly { return &assembly.Assembly{Stacks: stacks} }
	for name, c := range map[string]struct {
		base, head *assembly.Assembly
		want       []string
	}{
		"each region": {app(stack("a", "1"), stack("b", "1")), app(stack("a", "2"), stack("b", "1")), []string{"a to a differs", "b to b"}},
		"moved":       {app(stack("a", "1")), app(stack("b", "1")), []string{"a to b"}},
		"one moved":   {app(stack("a", "1"), stack("b", "1")), app(stack("b", "1"), stack("c", "1")), []string{"b to b", "a to c"}},
		"one more":    {app(stack("a", "1")), app(stack("a", "1"), stack("b", "1")), []string{"a to a", " to b"}},
		"two moved": {
			app(stack("a", "1"), stack("b", "1")), app(stack("c", "1"), stack("d", "1")), []string{" to c", " to d", "a to ", "b to "},
		},
	} {
		t.Run(name, func(t *testing.T) {
			pairs, err := paired(c.base, c.head)
			if err != nil || len(pairs) != len(c.want) {
				t.Fatalf("got %d pairs and the error %v, want %v", len(pairs), err, c.want)
			}
			for _, want := range c.want {
				if !has(pairs, want) {
					t.Errorf("there is no pair %q", want)
				}
			}
		})
	}
}

func has(pairs []*pair, want string) bool {
	for _, p := range pairs {
		got := region(p.Base) + " to " + region(p.Head)
		if p.differs {
			got += " differs"
		}
		if got == want {
			return true
		}
	}
	return false
}

func region(stack *assembly.Stack) string {
	if stack == nil {
		return ""
	}
	return stack.Region
}
