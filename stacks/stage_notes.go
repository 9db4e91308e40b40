package stacks

import (
	"encoding/json"
	"reflect"
	"time"

	"github.com/aws/jsii-runtime-go"
)

// The types of the entries in the metadata of a stage's stack, each with JSON as a text. They are there only where there is
// something to say, and have no values of properties.
const (
	// StageMetadata says which preset a stage is from, and which fields of its Environment are not as there:
	// {"preset": "Prod", "changed": ["InstanceTypes"]}.
	StageMetadata = "beanstalkline:stage"
	// WaiversMetadata is the stage's Waivers: {"Approval": "..."}.
	WaiversMetadata = "beanstalkline:waivers"
)

// note leaves in the metadata of the stack what a review tells: the preset of a complete stage, and its waivers.
func (s *StageStack) note(stage Stage, today time.Time) {
	if len(stage.Waivers) > 0 {
		s.leave(WaiversMetadata, stage.Waivers)
	}
	as, is := presets[stage.preset]
	if !is {
		return
	}
	preset := as()
	preset.released = stage.released
	preset = preset.complete(today)
	if preset.released {
		preset.nameAfter(s.Stack)
	}
	changed := []string{}
	before, after := reflect.ValueOf(preset.Environment), reflect.ValueOf(stage.Environment)
	for i := range before.NumField() {
		if !reflect.DeepEqual(before.Field(i).Interface(), after.Field(i).Interface()) {
			changed = append(changed, before.Type().Field(i).Name)
		}
	}
	s.leave(StageMetadata, map[string]any{"preset": stage.preset, "changed": changed})
}

func (s *StageStack) leave(kind string, what any) {
	text, err := json.Marshal(what)
	if err != nil {
		panic(err) // texts are always written
	}
	s.Stack.Node().AddMetadata(jsii.String(kind), string(text), nil)
}
