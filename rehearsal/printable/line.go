package printable

import (
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"
)

// Line is a text as one line that takes up the columns that Width says: without escape sequences and control
// characters, without what joins or turns the characters around it, and with single spaces.
func Line(text string) string {
	visible := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case r == unicode.ReplacementChar || unicode.Is(unicode.Variation_Selector, r) || !unicode.IsPrint(r):
			return -1
		}
		return r
	}, ansi.Strip(strings.ToValidUTF8(text, "")))
	return strings.Join(strings.Fields(visible), " ")
}

// Lines are the lines of a text, which keep how far they are indented.
func Lines(text string) []string {
	var lines []string
	for line := range strings.Lines(strings.TrimRight(text, " \t\r\n")) {
		indent := len(line) - len(strings.TrimLeft(line, " "))
		lines = append(lines, strings.Repeat(" ", indent)+Line(line))
	}
	return lines
}
