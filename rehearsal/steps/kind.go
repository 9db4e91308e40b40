package steps

import (
	"fmt"
	"slices"
)

// A Kind says what an event is.
type Kind int

const (
	Started  Kind = iota // a step begins
	Done                 // a step has succeeded
	Failed               // a step has failed
	Noted                // something worth knowing, outside of any step
	Said                 // the last line of what a step runs
	Stopped              // a step has ended because the rehearsal does
	Expected             // a step is to come
)

var kinds = []string{"started", "done", "failed", "noted", "said", "stopped", "expected"}

func (k Kind) String() string { return kinds[k] }

// MarshalText makes a kind a word in recordings.
func (k Kind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// UnmarshalText reads that word.
func (k *Kind) UnmarshalText(text []byte) error {
	at := slices.Index(kinds, string(text))
	if at < 0 {
		return fmt.Errorf("no kind of event is called %q", text)
	}
	*k = Kind(at)
	return nil
}
