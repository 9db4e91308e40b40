package picture

import (
	"cmp"
	"slices"
	"strings"

	"beanstalkline/review/pipeline"
)

// Pipelines draws each pipeline of a stack, step by step.
func (app App) Pipelines(stack string) (pictures []*Picture) {
	before, after := app[0].boxes(stack), app[1].boxes(stack)
	same := func(string) Mark { return "" }
	for _, is := range after[:min(len(after), most)] {
		i := slices.IndexFunc(before, func(was *box) bool { return was.key == is.key })
		if i >= 0 {
			is = merged(before[i], is, same)
		}
		pictures = append(pictures, drawn("What "+is.key+" does", is))
	}
	stays := map[string]bool{}
	for _, is := range after {
		stays[is.key] = true
	}
	for _, was := range before {
		if !stays[was.key] && len(pictures) < most {
			pictures = append(pictures, drawn("What "+was.key+" did, which is gone", was))
		}
	}
	return pictures
}

// boxes are the pipelines of a stack.
func (d deliveries) boxes(stack string) (boxes []*box) {
	for _, p := range d.pipelines {
		if p.Stack == stack && len(p.Steps) > 0 {
			boxes = append(boxes, d.steps(p))
		}
	}
	return boxes
}

// steps are those of a pipeline, a box for each of its stages.
func (d deliveries) steps(p *pipeline.Pipeline) *box {
	root := &box{key: p.Path, flow: true}
	for _, step := range p.Steps {
		last := len(root.inside) - 1
		if last < 0 || root.inside[last].key != step.Stage {
			root.add(&box{key: step.Stage, kind: "step", lines: []string{step.Stage}})
			last++
		}
		b := root.inside[last]
		b.lines = append(b.lines, d.action(step))
		if strings.HasPrefix(step.Kind, "Approval") {
			b.kind = "gate"
		}
		for _, more := range []string{d.sizes[step.Target], reaction(step.OnFailure)} {
			if more != "" && !slices.Contains(b.lines, more) {
				b.lines = append(b.lines, more)
			}
		}
		for _, condition := range step.Conditions {
			if !slices.Contains(b.lines, condition) {
				b.lines = append(b.lines, condition)
			}
		}
	}
	return root
}

// action says what a step does.
func (d deliveries) action(step pipeline.Step) string {
	category, provider, _ := strings.Cut(step.Kind, " ")
	switch {
	case category == "Approval":
		return "somebody approves"
	case step.Target != "":
		return "to " + step.Target
	case category == "Source":
		return strings.TrimSpace(provider + " " + step.Text)
	}
	return cmp.Or(strings.TrimSpace(provider+" "+step.Text), category)
}

func reaction(result string) string {
	switch result {
	case "ROLLBACK":
		return "if it fails: back to the last release"
	case "RETRY":
		return "if it fails: one more try"
	case "":
		return ""
	}
	return "if it fails: " + result
}
