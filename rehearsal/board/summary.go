package board

import (
	"strings"

	"beanstalkline/rehearsal/printable"
)

// A Summary is what is said at the end.
type Summary struct {
	Title    string
	Stages   []Outcome
	Rest     []string // what else is to say, each on a line
	Commands []string // what can be typed in a shell
}

// An Outcome is what has come of a stage.
type Outcome struct {
	Stage     string
	Facts     []string
	Addresses []string // to open in a browser, while the apps run
}

// Lines are the summary in lines of at most width columns; 0 is no limit. The addresses are at the end.
func (s Summary) Lines(width int) []Line {
	lines := []Line{nil}
	if s.Title != "" {
		lines = append(lines, paragraph(width, 0, Title, s.Title)...)
	}
	for _, stage := range s.Stages {
		lines = append(lines, paragraph(width, 2, Title, stage.Stage)...)
		for _, fact := range stage.Facts {
			lines = append(lines, paragraph(width, 4, Plain, fact)...)
		}
	}
	for _, text := range s.Rest {
		indent := len(text) - len(strings.TrimLeft(text, " "))
		lines = append(lines, paragraph(width, indent, Plain, text[indent:])...)
	}
	for _, text := range s.Commands {
		lines = append(lines, command(width, text)...)
	}
	for _, stage := range s.Stages {
		if len(stage.Addresses) > 0 {
			lines = append(lines, paragraph(width, 0, Plain, "Open "+stage.Stage+":")...)
		}
		for _, url := range stage.Addresses {
			lines = append(lines, address(width, url))
		}
	}
	return lines
}

// command is a command in lines that a shell takes as one. A word that is too long stays in one piece all the same.
func command(width int, text string) []Line {
	const indent, more = "  ", " \\"
	line := indent
	var lines []Line
	for word := range strings.FieldsSeq(text) {
		if width > 0 && strings.TrimSpace(line) != "" && printable.Width(line+" "+word+more) > width {
			lines = append(lines, Line{{Plain, line + more}})
			line = indent + indent
		}
		if strings.TrimSpace(line) != "" {
			line += " "
		}
		line += word
	}
	return append(lines, Line{{Plain, line}})
}

// address is an address in one piece: on the narrowest terminals, without what a browser adds itself.
func address(width int, url string) Line {
	switch short := strings.TrimPrefix(url, "http://"); {
	case width == 0 || 2+printable.Width(url) <= width:
		return Line{{Plain, "  "}, {Good, url}}
	case printable.Width(url) <= width:
		return Line{{Good, url}}
	default:
		return Line{{Good, short}}
	}
}
