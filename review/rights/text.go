package rights

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

func each(texts []string, words func(string) string) []string {
	all := make([]string, len(texts))
	for i, text := range texts {
		all[i] = words(text)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// said joins texts as people do, and cuts what is too long.
func said(texts []string, last string, most int) string {
	if len(texts) > most {
		return strings.Join(texts[:most], ", ") + fmt.Sprintf(" %s %d more", cmp.Or(strings.Fields(last)[0], "and"), len(texts)-most)
	}
	return joined(texts, last)
}

func joined(texts []string, last string) string {
	if len(texts) < 2 {
		return strings.Join(texts, "")
	}
	return strings.Join(texts[:len(texts)-1], ", ") + " " + last + " " + texts[len(texts)-1]
}

// cut is the start of a text.
func cut(text string, most int) string {
	if all := []rune(text); len(all) > most {
		return string(all[:most]) + "…"
	}
	return text
}

// missing are texts that others do not have, each once.
func missing(texts, others []string) (found []string) {
	has := map[string]bool{}
	for _, other := range others {
		has[other] = true
	}
	for _, text := range texts {
		if !has[text] {
			found = append(found, text)
		}
		has[text] = true
	}
	return found
}
