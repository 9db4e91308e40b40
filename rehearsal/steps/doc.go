// Package steps runs the steps of a rehearsal, one after another or together, and reports what happens as events.
// Nothing but Log, which is one of the possible receivers of events, writes anything.
package steps
