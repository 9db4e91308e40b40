package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/printable"
)

// The size of a character, in pixels. GitHub shows the picture at its own size, which is narrower than a page.
const (
	advance = 7.8
	leading = 18
	margin  = 20
)

// style has a color for each look on light and on dark pages.
const style = `
    svg { --paper: #ffffff; --edge: #b9c4d0; --ink: #17202b; --dim: #566373; --good: #11702e; --bad: #b3261e; --busy: #0b6e99; --warning: #865b00 }
    @media (prefers-color-scheme: dark) {
      svg { --paper: #0f151c; --edge: #425164; --ink: #e9eef5; --dim: #a3b1c2; --good: #5fd07f; --bad: #ff8a80; --busy: #58bce6; --warning: #e5b95c }
    }
    text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; fill: var(--ink); white-space: pre }
    .title { font-weight: 700 }
    .dim { fill: var(--dim) }
    .good { fill: var(--good) }
    .bad { fill: var(--bad) }
    .busy { fill: var(--busy) }
    .warning { fill: var(--warning) }
    rect { fill: var(--paper); stroke: var(--edge) }
  `

var classes = map[board.Look]string{
	board.Title: "title", board.Dim: "dim", board.Good: "good", board.Bad: "bad", board.Busy: "busy", board.Warning: "warning",
}

// svg draws lines of a board. Each text has its place and its width, so that they fit together in every font.
func svg(lines []board.Line, columns int) string {
	var out strings.Builder
	width, height := 2*margin+float64(columns)*advance, 2*margin+len(lines)*leading
	fmt.Fprintf(&out, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%d" viewBox="0 0 %.0f %d" role="img" aria-labelledby="title">`,
		width, height, width, height)
	fmt.Fprintf(&out, "\n  <title id=\"title\">%s</title>\n  <style>%s</style>\n", escape("A rehearsal on a terminal: "+lines[0].String()), style)
	fmt.Fprintf(&out, "  <rect x=\"0.5\" y=\"0.5\" width=\"%.0f\" height=\"%d\" rx=\"10\"/>\n", width-1, height-1)
	for row, line := range lines {
		column := 0
		for _, span := range line {
			text := strings.TrimLeft(span.Text, " ")
			column += printable.Width(span.Text) - printable.Width(text)
			if shown := strings.TrimRight(text, " "); shown != "" {
				fmt.Fprintf(&out, "  <text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacingAndGlyphs\"%s>%s</text>\n",
					margin+float64(column)*advance, margin+row*leading+13, float64(printable.Width(shown))*advance, class(span.Look), escape(shown))
			}
			column += printable.Width(text)
		}
	}
	return out.String() + "</svg>\n"
}

func class(look board.Look) string {
	if name, ok := classes[look]; ok {
		return ` class="` + name + `"`
	}
	return ""
}

func escape(text string) string {
	var out strings.Builder
	xml.EscapeText(&out, []byte(text))
	return out.String()
}
