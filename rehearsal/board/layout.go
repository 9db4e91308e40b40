package board

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/steps"
)

// Lines are the board at a time, in lines of at most width columns, and at most height of them, in which the longest
// texts are cut and less detail is shown the less room there is. A height of 0 is no limit, and nothing is left out.
func (b *Board) Lines(width, height int, now time.Duration) []Line {
	for shown := everything; ; shown++ {
		l := layout{width: width, wrap: height == 0, beside: shown > everything, now: now}
		rows := b.rows(shown, now)
		lines := l.lines(b.Title, rows)
		if height == 0 || len(lines) <= height {
			return lines
		}
		if shown == leastDetail {
			rows, missing := mostUrgent(rows, height-2)
			lines = append(l.lines(b.Title, rows), Line{{Dim, printable.Cut(fmt.Sprintf("  and %d more", missing), width)}})
			return lines[:min(len(lines), height)]
		}
	}
}

// mostUrgent are at most n of the rows, first of all those of what has failed, then of what runs, and how many are missing.
func mostUrgent(rows []row, n int) (urgent []row, missing int) {
	chosen := map[int]bool{}
	for _, states := range [][]steps.Kind{{steps.Failed}, {steps.Started}, {steps.Done, steps.Stopped, steps.Expected}} {
		for i, r := range rows {
			if len(chosen) < n && slices.Contains(states, r.state) {
				chosen[i] = true
			}
		}
	}
	for i, r := range rows {
		if chosen[i] {
			urgent = append(urgent, r)
		}
	}
	return urgent, len(rows) - len(urgent)
}

// A layout makes lines of rows.
type layout struct {
	width  int
	wrap   bool // texts are wrapped rather than cut
	beside bool // texts are beside the steps or nowhere
	now    time.Duration
	name   int // the columns of the names
}

func (l layout) lines(title string, rows []row) []Line {
	for _, r := range rows {
		l.name = max(l.name, printable.Width(r.name))
	}
	l.name = min(l.name, max(12, l.width/3))
	lines := []Line{l.title(title)}
	for _, r := range rows {
		for _, line := range l.row(r) {
			lines = append(lines, line.cut(l.width))
		}
	}
	return lines
}

func (l layout) title(title string) Line {
	took := duration(l.now)
	if printable.Width(title)+2+len(took) > l.width {
		return Line{{Title, printable.Cut(title, l.width)}}
	}
	return Line{{Title, title}, {Dim, "  " + took}}
}

func (l layout) row(r row) []Line {
	switch {
	case r.heading != "":
		return []Line{{{Title, printable.Cut(r.heading, l.width)}}}
	case r.state == steps.Noted:
		mark := Span{Warning, "* "}
		if r.more {
			mark = Span{Plain, "  "}
		}
		return l.text(Line{{Plain, "  "}, mark}, 4, Plain, r.text)
	case r.name == "":
		return []Line{nil}
	}
	symbol := l.symbol(r.state)
	name := printable.Cut(r.name, min(l.name, l.width-4))
	line := Line{{Plain, "  "}, symbol, {Plain, " " + name}}
	used := 4 + printable.Width(name)
	if took := "  " + pad(duration(r.took), 6); r.state != steps.Expected && l.width >= 4+l.name+len(took) {
		line = append(line, Span{Dim, strings.Repeat(" ", l.name-printable.Width(name)) + took})
		used = 4 + l.name + len(took)
	}
	room := l.width - used - 2
	if r.text == "" || l.beside && room < roomForText {
		return []Line{line}
	}
	look := Dim
	if r.state == steps.Failed {
		look = Bad
	}
	if room < roomForText { // it has a line of its own
		return append([]Line{line}, l.text(Line{{Plain, "    "}}, 4, look, r.text)...)
	}
	return l.text(append(line, Span{Plain, "  "}), used+2, look, r.text)
}

// roomForText are the fewest columns beside a step that are worth showing a text in.
const roomForText = 24

// text puts a text behind the beginning of a line, which takes up some columns.
func (l layout) text(begin Line, columns int, look Look, text string) []Line {
	room := l.width - columns
	if !l.wrap {
		return []Line{append(begin, Span{look, printable.Cut(text, room)})}
	}
	var lines []Line
	for _, part := range printable.Wrap(text, room) {
		lines = append(lines, append(begin, Span{look, part}))
		begin = Line{{Plain, strings.Repeat(" ", columns)}}
	}
	return lines
}

// spinner is what turns while a step runs.
var spinner = []string{"⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"}

func (l layout) symbol(state steps.Kind) Span {
	switch state {
	case steps.Done:
		return Span{Good, "✓"}
	case steps.Failed:
		return Span{Bad, "✗"}
	case steps.Stopped:
		return Span{Dim, "-"}
	case steps.Expected:
		return Span{Dim, "."}
	}
	return Span{Busy, spinner[int(l.now/Tick)%len(spinner)]}
}

// Tick is how often a board changes when nothing happens.
const Tick = 100 * time.Millisecond

// duration is a duration in at most six columns, for up to a day.
func duration(d time.Duration) string {
	switch {
	case d < 100*time.Second:
		return fmt.Sprintf("%.1fs", d.Truncate(100*time.Millisecond).Seconds())
	case d < time.Hour:
		return fmt.Sprintf("%dm%02ds", int(d.Minutes()), int(d.Seconds())%60)
	}
	return fmt.Sprintf("%dh%02dm", int(d.Hours()), int(d.Minutes())%60)
}

// pad puts spaces before a text, up to a width.
func pad(text string, width int) string { return strings.Repeat(" ", max(0, width-len(text))) + text }
