package options

import "strings"

// nearest returns the candidate that given most likely stands for, and whether there is one: the
// fewest letters to change, at most a third of them, whatever their case. The first of equals wins.
func nearest(given string, candidates []string) (string, int, bool) {
	given = strings.ToLower(given)
	best, bestDistance := "", -1
	for _, candidate := range candidates {
		limit := max(1, min(len(given), len(candidate))/3)
		if bestDistance >= 0 {
			limit = min(limit, bestDistance-1)
		}
		if d := distance(given, strings.ToLower(candidate), limit); d <= limit {
			best, bestDistance = candidate, d
		}
	}
	return best, bestDistance, bestDistance >= 0
}

// distance counts the letters to insert, delete, replace or swap with their neighbour to get from a to
// b; beyond limit it returns just more than limit.
func distance(a, b string, limit int) int {
	if diff := len(a) - len(b); diff > limit || -diff > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := i
		for j := 1; j <= len(b); j++ {
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
