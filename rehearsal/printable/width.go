package printable

import (
	"strings"

	"github.com/mattn/go-runewidth"
)

// A terminal that joins characters takes up less than the sum of them, none takes up more.
var condition = runewidth.Condition{StrictEmojiNeutral: true}

// Width is the most columns that a line takes up.
func Width(line string) int {
	width := 0
	for _, r := range line {
		width += condition.RuneWidth(r)
	}
	return width
}

// Cut is a line in at most width columns, with an ellipsis where some of it is missing.
func Cut(line string, width int) string {
	if Width(line) <= width {
		return line
	}
	if width < 1 {
		return ""
	}
	kept, _ := split(line, width-1)
	return strings.TrimRight(kept, " ") + "…"
}

// Wrap is a text in lines of at most width columns, which break between words where they can.
func Wrap(text string, width int) []string {
	width = max(width, 2) // for the widest of characters
	var lines []string
	for line := range strings.SplitSeq(text, "\n") {
		for Width(line) > width {
			kept, rest := split(line, width)
			if at := strings.LastIndex(kept, " "); at > 0 && !strings.HasPrefix(rest, " ") && strings.TrimSpace(kept[:at]) != "" {
				kept, rest = line[:at], line[at:]
			}
			lines = append(lines, kept)
			line = strings.TrimLeft(rest, " ")
		}
		lines = append(lines, line)
	}
	return lines
}

// split splits a line after at most width columns.
func split(line string, width int) (kept, rest string) {
	for i, r := range line {
		if width -= condition.RuneWidth(r); width < 0 {
			return line[:i], line[i:]
		}
	}
	return line, ""
}
