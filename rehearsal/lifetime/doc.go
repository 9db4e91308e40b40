// Package lifetime ends a run and everything that belongs to it: its processes, its ports, and its temporary files. That
// happens when a run is over or interrupted; through a guard, a second process, when a run is killed; and at the start of
// the next run when both were.
//
// What belongs to a run is known by its folder: temporary files are in it, and processes have its name in their
// environment, however far they have gone from whoever started them.
package lifetime
