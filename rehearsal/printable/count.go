package printable

import "fmt"

// Count is a number of things, whose noun takes an s if they are not one.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
