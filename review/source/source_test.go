package source

import (
	"encoding/json"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
)

// environment is that of ProdStack, with entries in the metadata of itself and of the stack, which are written as JSON.
func environment(t *testing.T, own []any, stack ...any) *assembly.Resource {
	t.Helper()
	notes := map[string][]assembly.Note{}
	add := func(path, kind string, entries []any) {
		for _, entry := range entries {
			data, err := json.Marshal(entry)
			if err != nil {
				t.Fatal(err)
			}
			notes[path] = append(notes[path], assembly.Note{Type: "x", Data: data}, assembly.Note{Type: kind, Data: data})
		}
	}
	add("/ProdStack/Environment", settings, own)
	add("/ProdStack", stage, stack)
	return &assembly.Resource{
		Metadata: map[string]any{"aws:cdk:path": "ProdStack/Environment/Resource"}, Stack: &assembly.Stack{Name: "ProdStack", Notes: notes},
	}
}

func TestSource(t *testing.T) {
	own := func(texts ...any) []any { return texts }
	const prod = `{"preset": "Prod", "changed": ["InstanceTypes"]}`
	for name, test := range map[string]struct {
		environment *assembly.Resource
		want        string // of the options A, B and C of the namespace n, and of C of the action r
	}{
		"of the constructs": {environment(t,
			own(`{"n A": "prop Capacity.MaxSize", "n B": "explicit Options[0]", "n C r": "prop Actions[1].MinSize"}`)),
			"prop Capacity.MaxSize, explicit Options[0], default, prop Actions[1].MinSize"},
		"of a stage": {environment(t,
			own(`{"n A": "prop Capacity.MaxSize", "n B": "explicit Options[0]", "n C": "prop InstanceTypes[0]"}`), prod),
			"preset Prod, explicit Options[0], prop InstanceTypes[0], default"},
		"a later entry": {environment(t, own(`{"n A": "prop A", "n B": "prop B"}`, `{"n A": "explicit Options[1]"}`)),
			"explicit Options[1], prop B, default, default"},
		"a stage of defaults":  {environment(t, nil, prod), "default, default, default, default"},
		"another CDK app":      {environment(t, nil), ", , , "},
		"no environment":       {nil, ", , , "},
		"without metadata":     {&assembly.Resource{}, ", , , "},
		"nothing that is JSON": {environment(t, own("<b>", 1, nil, []any{}, `[]`, `null`), "{", 7), ", , , "},
		"values of other types": {environment(t, own(`{"n A": 1, "n B": null, "n C": {"x": []}}`), `{"preset": 7, "changed": {}}`),
			", , , default"},
		"a stage without a name": {environment(t, own(`{"n A": "prop B"}`), `{"changed": [1, null, {}, []]}`),
			"prop B, default, default, default"},
		"fields of other types": {environment(t, own(`{"n A": "prop B"}`), `{"preset": "Dev", "changed": [1, null, {}, ["B"]]}`),
			"preset Dev, default, default, default"},
		"more fields than there are": {environment(t, own(`{"n A": "prop B"}`),
			`{"preset": "Dev", "changed": ["A"`+strings.Repeat(`, "A"`, 1000)+`]}`),
			"prop B, default, default, default"},
		"what is long": {environment(t, own(`{"n A": "`+strings.Repeat("x", 500)+`"}`)), strings.Repeat("x", 199) +
			"…, default, default, default"},
	} {
		s := Of(test.environment)
		got := strings.Join([]string{s.Source("n", "A", ""), s.Source("n", "B", ""), s.Source("n", "C", ""), s.Source("n", "C", "r")}, ", ")
		if got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
