package words

import (
	"fmt"
	"strings"
	"unicode"
)

// Plain is a text of somebody else's as one line whose every character is seen: controls, and marks that turn the direction of
// writing or have no width, become what they are called, such as \u202e.
func Plain(text string) string {
	if !strings.ContainsFunc(text, unseen) {
		return text
	}
	var out strings.Builder
	for _, r := range text {
		switch {
		case r == '\n':
			out.WriteString(" ⏎ ")
		case r == '\t':
			out.WriteByte(' ')
		case unseen(r):
			fmt.Fprintf(&out, `\u%04x`, r)
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

func unseen(r rune) bool {
	return unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co) || r == unicode.ReplacementChar
}

// Cut is at most so many characters of a text, the last of which says that there are more.
func Cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	runes := []rune(text)
	if len(runes) <= most {
		return text
	}
	return string(runes[:max(0, most-1)]) + "…"
}

// Both are two texts, cut so that what differs is seen.
func Both(was, is string, most int) (string, string) {
	before, after := []rune(was), []rune(is)
	same := 0
	for same < min(len(before), len(after)) && before[same] == after[same] {
		same++
	}
	if skip := same - most/2; skip > 1 && max(len(before), len(after)) > most {
		was, is = "…"+string(before[skip:]), "…"+string(after[skip:])
	}
	return Cut(was, most), Cut(is, most)
}
