// Package printable makes text of programs fit for a terminal: what they color, move or hide stays with them.
package printable
