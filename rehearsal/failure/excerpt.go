package failure

import (
	"regexp"
	"slices"
	"strings"
)

// telling are lines that say what is wrong, in most languages.
var telling = regexp.MustCompile(`(?i)\w*error\b|\bpanic:|\bexception\b|\bfatal\b|not found|\bFAIL`)

// Excerpt is as much of an output as a person will read: its end, and where it first says what is wrong if that is
// further up.
func Excerpt(text string) []string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) == 1 && lines[0] == "" {
		return nil
	}
	for i, line := range lines {
		if short := []rune(line); len(short) > 300 {
			lines[i] = string(short[:300]) + " ..."
		}
	}
	const end, before = 15, 6
	if len(lines) <= end+before {
		return lines
	}
	first := slices.IndexFunc(lines, telling.MatchString)
	if first < 0 {
		return lines[len(lines)-end:]
	}
	begin := max(0, first-before+1)
	if first >= len(lines)-end {
		return lines[min(begin, len(lines)-end):]
	}
	excerpt := append(slices.Clone(lines[begin:min(first+4, len(lines)-end)]), "...")
	return append(excerpt, lines[len(lines)-end+2:]...)
}
