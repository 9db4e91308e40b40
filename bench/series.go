package main

import (
	"fmt"
	"slices"
	"time"
)

// sample is what a command took; its processor time includes that of its children.
type sample struct{ elapsed, processor time.Duration }

type series []sample

// perStage is what each stage beyond the first has added, round by round.
func (s series) perStage(one series, stages int) series {
	added := make(series, len(s))
	for i := range s {
		n := time.Duration(stages - 1)
		added[i] = sample{(s[i].elapsed - one[i].elapsed) / n, (s[i].processor - one[i].processor) / n}
	}
	return added
}

func (s series) elapsed() []float64 {
	var seconds []float64
	for _, x := range s {
		seconds = append(seconds, x.elapsed.Seconds())
	}
	return seconds
}

func (s series) processor() []float64 {
	var seconds []float64
	for _, x := range s {
		seconds = append(seconds, x.processor.Seconds())
	}
	return seconds
}

// print writes a row: medians, and how they compare to those of another series.
func (s series) print(name string, to series, target string) {
	column := func(seconds, to []float64) string {
		text := fmt.Sprintf("%5.2f s [%.2f, %.2f]", median(seconds), slices.Min(seconds), slices.Max(seconds))
		if to != nil {
			ratio := "?" // a difference that drowned in noise has none
			if median(to) > 0 {
				ratio = fmt.Sprintf("%.2f", median(seconds)/median(to))
			}
			text = fmt.Sprintf("%-22s x %s", text, ratio)
		}
		return text
	}
	fmt.Printf("%-26s %-31s %-31s %s\n",
		name, column(s.elapsed(), to.elapsed()), column(s.processor(), to.processor()), target)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	n := len(sorted)
	return (sorted[(n-1)/2] + sorted[n/2]) / 2
}
