// Package board shows a rehearsal on a terminal: the steps of each stage, with their state, their time and the last line
// of what runs.
//
// Board keeps what is known, and makes lines of it for any size and any time: it is all of the package that knows how a
// board looks. Live draws the lines while a rehearsal runs, and the command picture makes an SVG of a recorded run.
package board
