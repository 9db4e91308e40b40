package summary

import (
	"html"
	"regexp"
	"strings"
)

// code is somebody's text as code, in which Markdown means nothing and GitHub finds no names, numbers or addresses.
func code(text string) string {
	if text == "" {
		return "(empty)"
	}
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if strings.Trim(text, " ") != text || strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return fence + text + fence
}

var (
	punctuation = regexp.MustCompile("[\\\\`*_{}\\[\\]<>()#+!|~&$]|^-|^[0-9]+[.)]")
	// What GitHub would turn into a link, or tell somebody of: names, numbers of issues, and addresses.
	linked = regexp.MustCompile(`(?i)@|#|\bgh-|://|\bwww\.|\bmailto:`)
)

// apart is a mark without width at which a word ends for GitHub.
const apart = "\u2060"

// prose is a sentence with somebody's texts in it, in which Markdown and HTML mean nothing.
func prose(text string) string {
	text = linked.ReplaceAllStringFunc(text, func(found string) string {
		if last := len(found) - 1; found[last] == '.' || found == "://" {
			return found[:last] + apart + found[last:]
		}
		return found + apart
	})
	return punctuation.ReplaceAllStringFunc(text, func(found string) string {
		last := len(found) - 1
		return found[:last] + `\` + found[last:]
	})
}

// tag is somebody's text in HTML, as code.
func tag(text string) string { return "<code>" + html.EscapeString(text) + "</code>" }
