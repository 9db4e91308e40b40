package board

import (
	"errors"
	"strings"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/printable"
)

// Failure is why a rehearsal has failed, in lines of at most width columns; 0 is no limit. What explains itself is shown
// part by part: where, why, the last lines of the log, what to do.
func Failure(err error, width int) []Line {
	var f *failure.Failure
	if !errors.As(err, &f) {
		return plainly(err.Error(), width)
	}
	before, after, _ := strings.Cut(err.Error(), f.Error())
	lines := plainly(before+f.Where+": "+f.Cause, width)
	if f.Where == "" {
		lines = plainly(before+f.Cause, width)
	}
	for _, logged := range f.Log {
		for _, line := range printable.Lines(logged) {
			lines = append(lines, paragraph(width, 4, Dim, line)...)
		}
	}
	for _, line := range printable.Lines(f.Do + after) {
		lines = append(lines, paragraph(width, 0, Plain, line)...)
	}
	return lines
}

// plainly is the text of an error.
func plainly(text string, width int) []Line {
	var lines []Line
	for i, line := range printable.Lines(text) {
		begin := len(lines)
		if i == 0 {
			lines = append(lines, paragraph(width, 0, Plain, "error: "+line)...)
			lines[begin] = append(Line{{Bad, "error:"}}, Span{Plain, strings.TrimPrefix(lines[begin].String(), "error:")})
			continue
		}
		indent := len(line) - len(strings.TrimLeft(line, " "))
		lines = append(lines, paragraph(width, indent, Plain, line[indent:])...)
	}
	return lines
}
