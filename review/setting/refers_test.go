package setting

import "testing"

func TestRefers(t *testing.T) {
	type object = map[string]any
	for name, c := range map[string]struct {
		value any
		want  bool
	}{
		"a reference":             {object{"Ref": "G"}, true},
		"another":                 {object{"Ref": "H"}, false},
		"an attribute":            {object{"Fn::GetAtt": []any{"G", "Arn"}}, true},
		"an attribute in a text":  {object{"Fn::GetAtt": "G.Arn"}, true},
		"a text":                  {object{"Fn::Sub": "a ${G} b"}, true},
		"a text with attributes":  {object{"Fn::Sub": []any{"${G.Arn}", object{}}}, true},
		"a text with something":   {object{"Fn::Sub": []any{"${X}", object{"X": object{"Ref": "G"}}}}, true},
		"a text that says so":     {object{"Fn::Sub": "${!G}"}, false},
		"a text as it is":         {"${G}", false},
		"deep inside":             {object{"Fn::Join": []any{",", []any{object{"Ref": "G"}}}}, true},
		"a function of no shape":  {object{"Fn::GetAtt": 1.0}, false},
		"a list without anything": {object{"Fn::Sub": []any{}}, false},
	} {
		if got := Refers(c.value, func(id string) bool { return id == "G" }); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}
