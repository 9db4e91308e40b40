package pipeline

import "slices"

// A Difference is one sentence about a pipeline.
type Difference struct {
	Stack string `json:"stack"`
	Path  string `json:"path"`
	Text  string `json:"text"`
	// Kind says what it is, for policies: "approval lost" and the like.
	Kind string `json:"kind"`
	// Lost says that a guard is gone.
	Lost bool `json:"lost,omitempty"`
	// Guards is the stack that it has guarded, if that is known.
	Guards string `json:"guards,omitempty"`
}

type differences []Difference

func (d *differences) say(p *Pipeline, kind string, lost bool, text string) {
	*d = append(*d, Difference{Stack: p.Stack, Path: p.Path, Kind: kind, Lost: lost, Text: text})
}

// find is the same pipeline in another assembly.
func find(pipelines []*Pipeline, p *Pipeline) *Pipeline {
	for _, same := range []func(other *Pipeline) bool{
		func(other *Pipeline) bool { return other.Stack == p.Stack && other.ID == p.ID },
		func(other *Pipeline) bool { return other.Stack == p.Stack && other.Path == p.Path },
	} {
		if i := slices.IndexFunc(pipelines, same); i >= 0 {
			return pipelines[i]
		}
	}
	return nil
}

func (p *Pipeline) step(key string) *Step {
	for i := range p.Steps {
		if p.Steps[i].key() == key {
			return &p.Steps[i]
		}
	}
	return nil
}
