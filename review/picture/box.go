// Package picture draws what the stacks of an app have, and what a change does to it, as boxes inside boxes. It draws what
// templates say, and nothing that they do not.
package picture

import (
	"fmt"
	"slices"
	"strings"
)

// A Mark says what a change does to a box.
type Mark string

// The marks. What has none stays as it is.
const (
	New      Mark = "new"
	Gone     Mark = "gone"
	Changed  Mark = "changed"
	Replaced Mark = "replaced"
)

var signs = map[Mark]string{New: "+", Gone: "−", Changed: "≠", Replaced: "⟳"}

// Sign is what stands for the mark beside its word.
func (m Mark) Sign() string { return signs[m] }

// A box is a part of a picture, with what is inside it.
type box struct {
	key     string // by which it is the same before and after
	id      string // the logical id of its resource, if it is one
	owner   string // the logical id of what makes it, and makes another when that is replaced
	kind    string // how it looks
	lines   []string
	was     []string // the lines before, where they were others
	mark    Mark
	columns int  // how many of those inside are side by side
	flow    bool // arrows lead from each inside to the next
	inside  []*box
}

func (b *box) add(inside ...*box) *box {
	b.inside = append(b.inside, inside...)
	return b
}

// merged is a box before and after as one, whose marks say what differs. What is inside something new or gone has no mark of
// its own.
func merged(before, after *box, fate func(id string) Mark) *box {
	b := *after
	b.inside = nil
	switch {
	case before.id != after.id, before.owner != after.owner, after.owner != "" && fate(after.owner) == Replaced:
		b.mark = Replaced
	case after.id != "" && fate(after.id) != "":
		b.mark = fate(after.id)
	}
	if !slices.Equal(before.lines, after.lines) {
		b.was = missing(before.lines, after.lines)
		if b.mark == "" {
			b.mark = Changed
		}
	}
	left := map[string]*box{}
	for _, inner := range before.inside {
		left[inner.key] = inner
	}
	for _, inner := range after.inside {
		was := left[inner.key]
		delete(left, inner.key)
		if was == nil {
			inner.mark = New
			b.inside = append(b.inside, inner)
			continue
		}
		b.inside = append(b.inside, merged(was, inner, fate))
	}
	for i, inner := range before.inside {
		if left[inner.key] == inner {
			inner.mark = Gone
			b.inside = slices.Insert(b.inside, min(i, len(b.inside)), inner)
		}
	}
	return &b
}

// missing are the lines that are no longer there.
func missing(before, after []string) (lines []string) {
	for _, line := range before {
		if !slices.Contains(after, line) {
			lines = append(lines, "was: "+line)
		}
	}
	return lines
}

// told is a box in words.
func (b *box) told() string {
	var said []string
	if b.mark != "" {
		said = append(said, string(b.mark)+":")
	}
	return strings.Join(slices.Concat(said, []string{strings.Join(slices.Concat(b.lines, b.was), ", ")}), " ")
}

// most is how many boxes are drawn inside one.
const most = 12

// limited are the boxes that are drawn: those with marks rather than others, where there are too many.
func (b *box) limited() []*box {
	if len(b.inside) <= most {
		return b.inside
	}
	kept := slices.Clone(b.inside)
	slices.SortStableFunc(kept, func(a, b *box) int { return rank(a) - rank(b) })
	more := &box{kind: "more", lines: []string{"and " + count(len(kept)-most+1, "more", "more")}}
	return append(kept[:most-1], more)
}

func rank(b *box) int {
	if b.marked() {
		return 0
	}
	return 1
}

// marked reports whether the box, or one inside it, has a mark.
func (b *box) marked() bool {
	return b.mark != "" || slices.ContainsFunc(b.inside, (*box).marked)
}

// count is a number of things.
func count(n int, one, several string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, several)
}

// guard adds what security groups let in; a box that has some is drawn with another line around it.
func (b *box) guard(open string) {
	if open != "" {
		b.kind += " guarded"
		b.lines = append(b.lines, open)
	}
}
