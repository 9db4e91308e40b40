package view

import (
	"fmt"
	"strings"
)

// listed is a list of names in a sentence.
func listed(names []string) string {
	const few = 6
	if len(names) > few {
		return fmt.Sprintf("%s and %d more", strings.Join(names[:few], ", "), len(names)-few)
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// count is a number of things: the form for one, or that for several with the number where %d is.
func count(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return strings.ReplaceAll(several, "%d", fmt.Sprint(n))
}
