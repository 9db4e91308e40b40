package steps

import (
	"encoding/json"
	"errors"
	"io"
	"sync"
	"time"
)

// Recorded is an event with the time since the rehearsal began.
type Recorded struct {
	At time.Duration
	Event
}

// Record is a Report that writes events to out, a line of JSON each, and starts counting time now. Of what a step says
// within half a second, which nobody could read, it keeps the first.
func Record(out io.Writer) Report {
	var mutex sync.Mutex
	said := map[string]time.Duration{}
	start, lines := time.Now(), json.NewEncoder(out)
	lines.SetEscapeHTML(false)
	return func(e Event) {
		mutex.Lock()
		defer mutex.Unlock()
		at := time.Since(start)
		if e.Kind == Said {
			if last, ok := said[e.Stage+"/"+e.Step]; ok && at < last+500*time.Millisecond {
				return
			}
			said[e.Stage+"/"+e.Step] = at
		}
		lines.Encode(Recorded{at.Round(time.Millisecond), e})
	}
}

// ReadRecording reads what Record has written.
func ReadRecording(in io.Reader) ([]Recorded, error) {
	var all []Recorded
	for lines := json.NewDecoder(in); ; {
		var next Recorded
		if err := lines.Decode(&next); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, err
		}
		all = append(all, next)
	}
}
