package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"beanstalkline/review/money"
	"beanstalkline/review/report"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
	"beanstalkline/review/words"
)

// sections are what is said about a stage, in the order of reading. Each is nil where it has nothing to say.
var sections = []func(*report.Stage) *Section{findings, settings, pipelines, rightsOf, portsOf, waivers, costs}

// findings are what the changes do, the worst first; those that say the same of several resources as one.
func findings(s *report.Stage) *Section {
	type same struct {
		level        verdict.Level
		unknown      bool
		text, source string
	}
	section := &Section{Title: "What happens"}
	at, told := map[same]int{}, map[string]bool{}
	for _, f := range s.Findings {
		key := same{f.Level, f.Unknown, f.Text, f.Source}
		name := shown(f.Resource)
		i, is := at[key]
		if !is {
			i = len(section.Lines)
			at[key] = i
		}
		if once := fmt.Sprint(i, " ", name); told[once] {
			continue
		} else if told[once] = true; is {
			section.Lines[i].More = append(section.Lines[i].More, name)
			continue
		}
		line := Line{Subject: name, Text: shown(f.Text), Source: shown(f.Source)}
		if s.State != "new" && s.State != "gone" { // of which the stage's verdict says it
			line.Verdict = does(f.Level, f.Unknown)
		}
		section.Lines = append(section.Lines, line)
	}
	return section.some()
}

// settings are the options that differ, by their names.
func settings(s *report.Stage) *Section {
	table := &Table{Caption: "Options of " + shown(s.Name) + " that differ", Columns: []string{"Option", "Before", "After", "What that does"}}
	several := len(s.Options) > 1
	for _, id := range slices.Sorted(maps.Keys(s.Options)) {
		for _, d := range ordered(s.Options[id]) {
			row := Row{Name: shown(d.Name), Note: shown(d.Namespace), Link: page(d.Doc)}
			if d.Resource != "" {
				row.Note += " of " + shown(d.Resource)
			}
			if several {
				row.Note += ", in " + shown(id)
			}
			before, after := values(d.Base, d.Head)
			before.Note, after.Note = shown(d.BaseSource), shown(d.HeadSource)
			row.Cells = []Cell{before, after, {Verdict: does(d.Level, d.Unknown), Text: shown(d.Text)}}
			if d.Level == verdict.EnvironmentReplaced && d.Text != "" {
				row.Cells[2].Verdict = nil // said of the environment
			}
			table.Rows = append(table.Rows, row)
		}
	}
	if len(table.Rows) == 0 {
		return nil
	}
	section := &Section{Title: "Options by name", Table: table}
	if more := len(table.Rows) - lines; more > 0 {
		table.Rows = table.Rows[:lines]
		section.Note = fmt.Sprintf("%d more are in the JSON of the review.", more)
	}
	return section
}

// ordered are options in the order of what they do, the worst first.
func ordered(all []setting.Difference) []setting.Difference {
	return slices.SortedStableFunc(slices.Values(all), func(a, b setting.Difference) int { return cmp.Compare(b.Level, a.Level) })
}

// values are those of an option before and after, cut where they are the same.
func values(base, head *string) (before, after Cell) {
	was, is := "", ""
	if base != nil {
		was = *base
	}
	if head != nil {
		is = *head
	}
	was, is = words.Both(was, is, most)
	cell := func(value *string, text string) Cell {
		switch {
		case value == nil:
			return Cell{Text: "not set"}
		case *value == "":
			return Cell{Text: "empty"}
		}
		return Cell{Text: words.Plain(text), Value: true}
	}
	return cell(base, was), cell(head, is)
}

// pipelines are what changes about how releases come here, in words.
func pipelines(s *report.Stage) *Section {
	section := &Section{Title: "Pipeline"}
	for _, lost := range []bool{true, false} {
		for _, d := range s.Pipelines {
			if d.Lost != lost {
				continue
			}
			line := Line{Subject: shown(d.Path), Text: shown(d.Text)}
			if lost {
				line.Verdict = &Verdict{Class: "lost", Icon: "✕", Emoji: "🔴", Words: "a guard is lost"}
			}
			section.Lines = append(section.Lines, line)
		}
	}
	return section.some()
}

// costs are what a stage costs in a month while nobody uses it, where that changes.
func costs(s *report.Stage) *Section {
	base, head := s.Money.Base, s.Money.Head
	if base == nil {
		base = &money.Bill{}
	}
	if head == nil {
		head = &money.Bill{}
	}
	table := &Table{Caption: "What differs in a month", Columns: []string{"What", "Before", "After"}}
	for _, what := range slices.Sorted(maps.Keys(items(base, head))) {
		was, is := items(base)[what], items(head)[what]
		if was != is {
			table.Rows = append(table.Rows, Row{Name: shown(what), Plain: true, Cells: []Cell{{Text: price(was)}, {Text: price(is)}}})
		}
	}
	if len(table.Rows) == 0 && slices.Equal(base.Unpriced, head.Unpriced) {
		return nil
	}
	prices := money.Prices()
	section := &Section{Title: "Money", Note: fmt.Sprintf("List prices of %s in %s, while nobody uses it: $%.2f a month before, $%.2f after.",
		prices.Date, prices.Region, base.Total, head.Total)}
	if len(table.Rows) > 0 {
		section.Table = table
	}
	for _, what := range head.Unpriced {
		section.Lines = append(section.Lines, Line{Subject: shown(what), Text: "has no price here"})
	}
	return section.some()
}

func items(bills ...*money.Bill) map[string]money.Item {
	found := map[string]money.Item{}
	for _, bill := range bills {
		for _, item := range bill.Items {
			found[item.What] = item
		}
	}
	return found
}

func price(item money.Item) string {
	if item.What == "" {
		return "none"
	}
	return fmt.Sprintf("%g: $%.2f", item.Count, item.Monthly)
}
