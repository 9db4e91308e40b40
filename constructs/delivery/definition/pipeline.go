package definition

import (
	"regexp"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// pipeline is a definition as the rules see it.
type pipeline struct {
	node
	region  string // where it is deployed; empty if that is not known
	stages  []stage
	actions []action // of all stages, in their order
	open    bool     // there may be stages or actions that only CloudFormation knows

	named map[string]string // what stages and actions are called, by their place
}

type stage struct {
	node
	actions []action
	open    bool // there may be actions that only CloudFormation knows
}

type action struct {
	node
	stage int // its index
	// What it does; empty if not known.
	category, owner, provider string
	inputs, outputs           []node // the names of its artifacts
	inputsKnown, outputsKnown bool
}

// read looks at the properties of a pipeline as the rules see them.
func read(properties map[string]any, region string) *pipeline {
	p := &pipeline{node: node{value: properties}, region: region, named: map[string]string{}}
	stages, known := p.in("Stages").all()
	p.open = !known
	for i, n := range stages {
		s := stage{node: n}
		stage := p.call(n, "stage ", "")
		actions, known := n.in("Actions").all()
		s.open = !known || n.function()
		p.open = p.open || s.open
		for _, a := range actions {
			s.actions = append(s.actions, readAction(a, i))
			if stage != "" {
				p.call(a, "action ", " in "+stage)
			}
		}
		p.stages, p.actions = append(p.stages, s), append(p.actions, s.actions...)
	}
	return p
}

func readAction(n node, stage int) action {
	a := action{node: n, stage: stage}
	kind := n.in("ActionTypeId")
	a.category, _ = kind.in("Category").text()
	a.owner, _ = kind.in("Owner").text()
	a.provider, _ = kind.in("Provider").text()
	a.inputs, a.inputsKnown = names(n.in("InputArtifacts"))
	a.outputs, a.outputsKnown = names(n.in("OutputArtifacts"))
	return a
}

// names returns the Name of each item of a list, and whether all of them are known.
func names(list node) ([]node, bool) {
	items, known := list.all()
	var all []node
	for _, item := range items {
		name := item.in("Name")
		_, named := name.text()
		known = known && named
		all = append(all, name)
	}
	return all, known
}

// runOrder is the place of an action among those of its stage, and whether it is known.
func (a action) runOrder() (float64, bool) {
	if a.in("RunOrder").missing() {
		return 1, true
	}
	return a.in("RunOrder").number()
}

// after reports whether an action certainly, or possibly, starts when the other one has ended.
func (a action) after(other action) bool {
	if a.stage != other.stage {
		return a.stage > other.stage
	}
	mine, known := a.runOrder()
	theirs, known2 := other.runOrder()
	return !known || !known2 || mine > theirs
}

// v1 reports whether the pipeline is known to be of type V1, which is what CodePipeline makes unless told otherwise.
func (p *pipeline) v1() bool {
	return p.in("PipelineType").missing() || p.in("PipelineType").is("V1")
}

var plainName = regexp.MustCompile(`^[A-Za-z0-9]{1,50}$`)

// label says where something is: RunOrder of action "Deploy" in stage "Prod".
func (p *pipeline) label(path []string) string {
	path, place := p.place(path)
	var b strings.Builder
	for i, step := range path {
		if _, err := strconv.Atoi(step); err == nil {
			b.WriteString("[" + step + "]")
			continue
		}
		if i > 0 {
			b.WriteByte('.')
		}
		if !plainName.MatchString(step) {
			step = prop.Quote(step)
		}
		b.WriteString(step)
	}
	switch {
	case place == "":
		return b.String()
	case b.Len() == 0:
		return place
	}
	return b.String() + " of " + place
}

// call remembers what something is called, if it has a name.
func (p *pipeline) call(n node, what, where string) string {
	name, known := n.in("Name").text()
	if !known {
		return ""
	}
	called := what + prop.Quote(name) + where
	p.named[field(n.path)] = called
	return called
}

// place cuts from a path the stage and the action that have names, and says which they are.
func (p *pipeline) place(path []string) ([]string, string) {
	for _, n := range []int{4, 2} {
		if called := p.named[field(path[:min(n, len(path))])]; called != "" && len(path) >= n {
			return path[n:], called
		}
	}
	return path, ""
}

// field writes a path as people do: Stages[1].Actions[0].
func field(path []string) string {
	var b strings.Builder
	for i, step := range path {
		if _, err := strconv.Atoi(step); err == nil {
			step = "[" + step + "]"
		} else if i > 0 {
			step = "." + step
		}
		b.WriteString(step)
	}
	return b.String()
}

// earliest keeps for each name the action that has it and runs first.
type earliest map[string]action

func (e earliest) add(name string, a action) {
	if first, taken := e[name]; !taken || first.after(a) {
		e[name] = a
	}
}

// before reports whether an action that has the name runs before another one.
func (e earliest) before(name string, a action) bool {
	first, taken := e[name]
	return taken && a.after(first)
}
