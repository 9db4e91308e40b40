package board

import (
	"image/color"
	"strings"

	"charm.land/lipgloss/v2"

	"beanstalkline/rehearsal/printable"
)

// A Look is how text looks.
type Look int

const (
	Plain Look = iota
	Title
	Dim
	Good
	Bad
	Busy
	Warning
)

// A Span is text of one look.
type Span struct {
	Look Look
	Text string
}

// A Line is a line of a board.
type Line []Span

// String is the line without its looks.
func (l Line) String() string {
	var text strings.Builder
	for _, span := range l {
		text.WriteString(span.Text)
	}
	return text.String()
}

// cut is as much of a line as fits into width columns.
func (l Line) cut(width int) Line {
	var kept Line
	for _, span := range l {
		span.Text = printable.Cut(span.Text, width)
		if width -= printable.Width(span.Text); span.Text != "" {
			kept = append(kept, span)
		}
	}
	return kept
}

// The colors are those that every terminal lets its user choose.
var colors = map[Look]color.Color{
	Dim: lipgloss.BrightBlack, Good: lipgloss.Green, Bad: lipgloss.Red, Busy: lipgloss.Cyan, Warning: lipgloss.Yellow,
}

// Styled is the line with escape sequences for its looks.
func (l Line) Styled() string {
	var text strings.Builder
	for _, span := range l {
		style := lipgloss.NewStyle()
		if span.Look == Title {
			style = style.Bold(true)
		} else if c, ok := colors[span.Look]; ok {
			style = style.Foreground(c)
		}
		text.WriteString(style.Render(span.Text))
	}
	return text.String()
}

// Styled are lines with escape sequences, one below the other.
func Styled(lines []Line) string {
	var text strings.Builder
	for i, line := range lines {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(line.Styled())
	}
	return text.String()
}
