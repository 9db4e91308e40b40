// Package prerequisite looks for the programs that must be installed on a machine before anything can be set up on it.
package prerequisite
