package main

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"beanstalkline/internal/prop"
)

// shown is the name of a file as it can be printed: quoted if it could forge a line or steer a terminal.
func shown(file string) string {
	if printable(file, len(file)) != file {
		return prop.Quote(file)
	}
	return file
}

// printable is a text of at most so many characters on one line, with what does not print written as an escape.
func printable(text string, most int) string {
	var b strings.Builder
	for i, r := range text {
		if b.Len() >= most {
			return b.String() + "..."
		}
		switch {
		case r == utf8.RuneError && !strings.HasPrefix(text[i:], string(utf8.RuneError)):
			fmt.Fprintf(&b, `\x%02x`, text[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

// cut is the beginning of a text, without a part of a character.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "..."
}
