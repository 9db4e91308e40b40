package process

import (
	"bytes"
	"context"
)

type listener struct{}

// Heard is a context in which Output lets hear have each line while a command runs.
func Heard(ctx context.Context, hear func(line string)) context.Context {
	return context.WithValue(ctx, listener{}, hear)
}

// lines is a writer that passes on each line that is complete. A carriage return ends one, too.
type lines struct {
	hear func(string)
	rest []byte
}

func (l *lines) Write(written []byte) (int, error) {
	l.rest = append(l.rest, written...)
	for {
		end := bytes.IndexAny(l.rest, "\r\n")
		if end < 0 {
			l.rest = l.rest[max(0, len(l.rest)-longest):]
			return len(written), nil
		}
		if line := bytes.TrimSpace(l.rest[:end]); len(line) > 0 {
			l.hear(string(line[:min(len(line), longest)]))
		}
		l.rest = l.rest[end+1:]
	}
}

// longest is as much of a line as anybody sees.
const longest = 4096
