package failure

import (
	"fmt"
	"strings"
	"testing"
)

func TestExcerpt(t *testing.T) {
	numbered := func(n int, marks map[int]string) string {
		var lines []string
		for i := range n {
			lines = append(lines, fmt.Sprint(i)+marks[i])
		}
		return strings.Join(lines, "\n")
	}
	for name, test := range map[string]struct {
		text, want string
		lines      int
	}{
		"nothing":                 {" \n", "", 0},
		"a little":                {"a\nb\n", "a b", 2},
		"a lot":                   {numbered(90, nil), "75 76", 15},
		"what is wrong is last":   {numbered(90, map[int]string{89: " SyntaxError: x"}), "75 76", 15},
		"with what leads to it":   {numbered(90, map[int]string{76: " SyntaxError: x"}), "71 72", 19},
		"what is wrong is before": {numbered(90, map[int]string{40: " SyntaxError: x", 50: " Error"}), "35 36", 23},
		"at the very beginning":   {numbered(90, map[int]string{0: " panic: x"}), "0 panic: x 1 2 3 ... 77", 18},
		"a line without an end":   {strings.Repeat("x", 5000), strings.Repeat("x", 300) + " ...", 1},
	} {
		t.Run(name, func(t *testing.T) {
			got := Excerpt(test.text)
			if text := strings.Join(got, " "); !strings.HasPrefix(text, test.want) || len(got) != test.lines {
				t.Errorf("got %d lines, %q", len(got), text)
			}
		})
	}
}
