package board

import (
	"math"
	"strings"

	"beanstalkline/rehearsal/printable"
)

// paragraph is a text in lines of at most width columns, indented by some of them. A width of 0 is no limit.
func paragraph(width, indent int, look Look, text string) []Line {
	if width == 0 {
		width = math.MaxInt
	}
	indent = min(indent, width/4)
	var lines []Line
	for _, part := range printable.Wrap(text, width-indent) {
		lines = append(lines, Line{{Plain, strings.Repeat(" ", indent)}, {look, part}})
	}
	return lines
}
