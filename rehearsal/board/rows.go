package board

import (
	"time"

	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/steps"
)

// A row is what stands in a line of the board: a heading, a step, a note, or nothing.
type row struct {
	heading string
	state   steps.Kind
	name    string
	took    time.Duration
	text    string
	more    bool // the text goes on
}

// A detail is how much of a board is shown.
type detail int

const (
	everything  detail = iota // every step and every note
	whatGoesOn                // one row for each stage that has ended
	whatRuns                  // of the others, only the steps that run or have failed
	oneRowEach                // one row for each stage
	leastDetail = oneRowEach
)

// rows are the rows of a board in some detail.
func (b *Board) rows(shown detail, now time.Duration) []row {
	var rows []row
	for _, g := range b.groups {
		if len(g.steps) > 0 && (shown == oneRowEach || shown > everything && g.ended()) {
			rows = append(rows, g.row(now))
			continue
		}
		if shown == everything && rows != nil {
			rows = append(rows, row{})
		}
		rows = append(rows, row{heading: g.name})
		for _, s := range g.steps {
			if shown < whatRuns || s.state == steps.Started || s.state == steps.Failed {
				rows = append(rows, row{state: s.state, name: s.name, took: s.lasted(now), text: s.text})
			}
		}
		for _, note := range g.notes {
			for i, line := range note {
				if shown < whatRuns {
					rows = append(rows, row{state: steps.Noted, more: i > 0, text: line})
				}
			}
		}
	}
	return rows
}

// row is a group in one row.
func (g *group) row(now time.Duration) row {
	last := g.now()
	if !g.ended() {
		text := last.name
		if last.state == steps.Expected {
			text = ""
		} else if last.text != "" {
			text += ": " + last.text
		}
		return row{state: last.state, name: g.name, took: last.lasted(now), text: text}
	}
	begin, end := g.steps[0].begin, time.Duration(0)
	for _, s := range g.steps {
		begin, end = min(begin, s.begin), max(end, s.begin+s.took)
	}
	return row{state: last.state, name: g.name, took: end - begin, text: printable.Count(len(g.steps), "step")}
}
