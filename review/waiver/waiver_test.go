package waiver

import (
	"encoding/json"
	"fmt"
	"testing"

	"beanstalkline/review/assembly"
)

func stack(t *testing.T, entries ...any) *assembly.Stack {
	t.Helper()
	var notes []assembly.Note
	for _, entry := range entries {
		data, err := json.Marshal(entry)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, assembly.Note{Type: kind, Data: data}, assembly.Note{Type: "x", Data: data})
	}
	return &assembly.Stack{Name: "ProdStack", Notes: map[string][]assembly.Note{"/ProdStack": notes}}
}

func TestBetween(t *testing.T) {
	one := stack(t, `{"Approval": "a demo"}`)
	for name, test := range map[string]struct {
		base, head *assembly.Stack
		want       string
	}{
		"none":                  {stack(t), stack(t), "no waivers false []"},
		"new":                   {stack(t), one, "map[] map[Approval:a demo] true [Approval]"},
		"of a new stack":        {nil, one, "map[] map[Approval:a demo] true [Approval]"},
		"of a stack that goes":  {one, nil, "no waivers false []"},
		"given up":              {one, stack(t), "map[Approval:a demo] map[] true []"},
		"the same":              {one, one, "map[Approval:a demo] map[Approval:a demo] false []"},
		"another reason":        {one, stack(t, `{"Approval": "x"}`), "map[Approval:a demo] map[Approval:x] true []"},
		"nothing that is JSON":  {stack(t, "{", 1, nil, `[]`, map[string]any{}), stack(t, "<b>"), "no waivers false []"},
		"values of other types": {stack(t), stack(t, `{"A": 1, "B": null, "C": {"x": []}, "D": "r"}`), "map[] map[D:r] true [D]"},
	} {
		c := Between(test.base, test.head)
		got := "no waivers"
		if c != nil {
			got = fmt.Sprint(c.Base, " ", c.Head)
		}
		if got = fmt.Sprint(got, " ", c.Differ(), " ", c.New()); got != test.want {
			t.Errorf("%s: got %s, want %s", name, got, test.want)
		}
	}
}
