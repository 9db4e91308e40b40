package buildspec

import (
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

var batchTypes = []string{"build-list", "build-matrix", "build-graph", "build-fanout"}

// batch finds a batch of several types ("Batch build buildspec reference").
func batch(r *report, at place, v *value) {
	if len(r.Outputs) > 0 && !r.Batch {
		r.warn(ruleIgnored, at, "must be for a project that builds batches, got a pipeline's, which ignores it", "")
	}
	var given []string
	for _, name := range batchTypes {
		if v.of(name) != nil {
			given = append(given, name)
		}
	}
	if len(given) > 1 {
		r.mustBe(ruleBatch, at, "of one type: "+prop.List(batchTypes, "or"), prop.Words(prop.List(given, "and")), "")
	}
}

// identified finds builds of a batch that share an identifier, and what depends on a build that is not there.
func identified(r *report, at place, v *value) {
	lines := map[string]int{}
	for i, task := range v.items {
		if id := task.of("identifier"); id != nil && id.kind == text {
			if lines[id.text] > 0 {
				r.mustBe(ruleBatch, at.item(i, task).key(entry{"identifier", id.line, id}), "different from those of other builds", id.text, "")
			}
			lines[id.text] = id.line
		}
	}
	for i, task := range v.items {
		own := task.of("identifier")
		for j, other := range task.of("depend-on").texts() {
			if known := lines[other.text] > 0; other.kind == text && (!known || own != nil && own.text == other.text) {
				r.mustBe(ruleBatch, at.item(i, task).missing("depend-on").item(j, other), "the identifier of another build of the graph", other.text, "")
			}
		}
	}
}

// hosted finds a build that asks for two kinds of hosts.
func hosted(r *report, at place, v *value) {
	if v.of("fleet") != nil && v.of("compute-type") != nil {
		r.mustBe(ruleBatch, at, "with fleet or with compute-type", prop.Words("both"), "")
	}
	if kind := v.of("type"); kind != nil && kind.kind == text && !strings.HasPrefix(kind.text, "$") {
		if types := strings.Fields(environmentTypes); !slices.Contains(types, kind.text) {
			r.oneOf(at.key(entry{"type", kind.line, kind}), kind, types)
		}
	}
}
