package options

import (
	"regexp"
	"slices"
	"strings"

	"beanstalkline/internal/prop"
)

// longestName bounds the names that are compared. Names longer than any in the catalogue are not typos, and comparing
// them would take unbounded time.
const longestName = 100

// Nearest returns the candidate that given most likely stands for, how many letters differ, and whether there is one:
// the fewest letters to change, at most a third of them and at most eight, whatever their case. The first of equals
// wins.
func Nearest(given string, candidates []string) (string, int, bool) {
	best, bestDistance := "", -1
	if len(given) > longestName {
		return best, bestDistance, false
	}
	given = strings.ToLower(given)
	for _, candidate := range candidates {
		limit := min(max(1, min(len(given), len(candidate))/3), 8)
		if bestDistance >= 0 {
			limit = min(limit, bestDistance-1)
		}
		if d := distance(given, strings.ToLower(candidate), limit); d <= limit {
			best, bestDistance = candidate, d
		}
	}
	return best, bestDistance, bestDistance >= 0
}

// distance counts the letters to insert, delete, replace or swap with their neighbor to get from a to b; beyond limit
// it returns just more than limit.
func distance(a, b string, limit int) int {
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	var rows [3][2 * longestName]int // b is at most half as long again as a
	before, last, row := rows[0][:len(b)+1], rows[1][:len(b)+1], rows[2][:len(b)+1]
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		// What is further than limit from the diagonal costs more than limit.
		from, to := max(1, i-limit), min(len(b), i+limit)
		if from > 1 {
			row[from-1] = limit + 1
		}
		if to < len(b) {
			row[to+1] = limit + 1
		}
		for j := from; j <= to; j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// Extended returns the only candidate that given begins with or that begins with given, such as "Percent" for
// "Percentage", and whether there is one.
func Extended(given string, candidates []string) (string, bool) {
	given = strings.ToLower(given)
	var found []string
	for _, candidate := range candidates {
		c := strings.ToLower(candidate)
		if min(len(given), len(c)) >= 3 && (strings.HasPrefix(given, c) || strings.HasPrefix(c, given)) {
			found = append(found, candidate)
		}
	}
	if len(found) != 1 {
		return "", false
	}
	return found[0], true
}

var digits = regexp.MustCompile(`[0-9]+`)

// SuggestNamespace says what to write instead of a namespace that does not exist; for a templated one it keeps the
// caller's last segment.
func SuggestNamespace(given string) string {
	c := load()
	for _, t := range c.templates {
		if last, ok := strings.CutPrefix(given, t.prefix); ok && t.port {
			if port := digits.FindString(last); isPort(port) {
				return "write " + prop.Quote(t.prefix+port)
			}
			_, hasDefault := c.namespaces[t.prefix+"default"]
			if _, _, ok := Nearest(last, []string{"default"}); ok && hasDefault {
				return "write " + prop.Quote(t.prefix+"default")
			}
			return "end it with a port, as in " + prop.Quote(t.prefix+"443")
		}
	}
	candidates := slices.Clip(c.fixed)
	if last := given[strings.LastIndex(given, ":")+1:]; last != "" {
		for _, t := range c.templates {
			if !t.port || isPort(last) {
				candidates = append(candidates, t.prefix+last)
			}
		}
	}
	if near, _, ok := Nearest(given, candidates); ok {
		return "write " + prop.Quote(near)
	}
	return "write a documented namespace"
}
