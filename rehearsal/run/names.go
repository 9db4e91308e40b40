package main

import (
	"slices"
	"strings"
)

// short is what somebody wrote, cut if it is long.
func short(given string) string {
	if runes := []rune(given); len(runes) > 60 {
		return string(runes[:59]) + "…"
	}
	return given
}

// nearest is the candidate that given most likely stands for, or nothing: at most a third of its letters differ,
// whatever their case.
func nearest(given string, candidates []string) string {
	best, fewest := "", 1+max(1, len(given)/3)
	for _, candidate := range candidates {
		if d := distance(strings.ToLower(given), strings.ToLower(candidate)); d < fewest {
			best, fewest = candidate, d
		}
	}
	return best
}

// distance counts the letters to insert, delete or replace to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		above := slices.Clone(row)
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			row[j+1] = min(above[j+1]+1, row[j]+1, above[j]+cost)
		}
	}
	return row[len(b)]
}
