package main

import (
	"fmt"
	"time"
)

// announce says what is about to happen and how long it takes on a machine with two cores, then does it and says how
// long it took. Every eight seconds in between, it says that it still does.
func announce(what, about string, do func() error) error {
	fmt.Printf("%s: about %s\n", what, about)
	begin := time.Now()
	done := make(chan struct{})
	defer close(done)
	go func() {
		for {
			select {
			case <-done:
				return
			case <-time.After(8 * time.Second):
				fmt.Printf("    still at it after %s\n", seconds(time.Since(begin)))
			}
		}
	}()
	if err := do(); err != nil {
		return err
	}
	fmt.Printf("    took %s\n", seconds(time.Since(begin)))
	return nil
}

func seconds(d time.Duration) string { return fmt.Sprintf("%.0f s", d.Seconds()) }
