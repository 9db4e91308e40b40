package view

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"

	"beanstalkline/review/assembly"
	"beanstalkline/review/report"
	"beanstalkline/review/setting"
	"beanstalkline/review/words"
)

// columns is how many environments stand side by side.
const columns = 12

// A column is an environment as it is to be.
type column struct {
	name string
	set  map[setting.Key]string
}

// side is the options of all environments side by side: those that are not the same everywhere.
func side(r *report.Report) *Section {
	all := environments(r)
	if len(all) < 2 {
		return nil
	}
	shownOnes := all[:min(len(all), columns)]
	keys := map[setting.Key]bool{}
	table := &Table{Caption: "Options that are not the same in all environments. Equal letters mark equal values.", Columns: []string{"Option"}}
	for _, c := range shownOnes {
		table.Columns = append(table.Columns, c.name)
		for key := range c.set {
			keys[key] = true
		}
	}
	same := 0
	for _, key := range slices.SortedFunc(maps.Keys(keys), compare) {
		cells := besides(shownOnes, key)
		if cells == nil {
			same++
			continue
		}
		option, _ := options.Lookup(key.Namespace, key.Name)
		row := Row{Name: shown(key.Name), Note: shown(strings.TrimSpace(key.Namespace + " " + key.Resource)), Link: page(option.Doc()), Cells: cells}
		table.Rows = append(table.Rows, row)
	}
	section := &Section{ID: "side", Title: "Stages side by side", Table: table,
		Note: fmt.Sprintf("%s the same in all %d environments, and not shown.", count(same, "1 option is", "%d options are"), len(shownOnes))}
	if more := len(all) - len(shownOnes); more > 0 {
		section.Note += fmt.Sprintf(" %d more environments are left out.", more)
	}
	if more := len(table.Rows) - lines; more > 0 {
		table.Rows = table.Rows[:lines]
		section.Note += fmt.Sprintf(" %d more options are left out.", more)
	}
	if len(table.Rows) == 0 {
		section.Table = nil
	}
	return section
}

func compare(a, b setting.Key) int {
	return cmp.Or(cmp.Compare(a.Namespace, b.Namespace), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Resource, b.Resource))
}

// environments are those of all stacks, as they are to be.
func environments(r *report.Report) (found []column) {
	for _, s := range r.Stages {
		if s.After == nil {
			continue
		}
		ids := slices.DeleteFunc(slices.Sorted(maps.Keys(s.After.Template.Resources)), func(id string) bool {
			return s.After.Template.Resources[id].Type != "AWS::ElasticBeanstalk::Environment"
		})
		for _, id := range ids {
			name := shown(s.Name)
			if len(ids) > 1 {
				name = shown(s.After.Template.Resources[id].Path(id))
			}
			found = append(found, column{name, texts(s.After.Template.Resources[id])})
		}
	}
	return found
}

func texts(resource *assembly.Resource) map[setting.Key]string {
	set := map[setting.Key]string{}
	for key, value := range setting.Of(resource) {
		set[key] = words.Of(resource, value)
	}
	return set
}

// besides are the values of an option, each with a letter; nil where they are all the same.
func besides(all []column, key setting.Key) (cells []Cell) {
	letters := map[string]string{}
	for _, c := range all {
		value, has := c.set[key]
		cell := Cell{Text: shown(value), Value: true}
		distinct := "set to " + value
		if !has {
			cell, distinct = Cell{Text: "not set"}, ""
		} else if value == "" {
			cell = Cell{Text: "empty"}
		}
		if letters[distinct] == "" {
			letters[distinct] = string(rune('A' + len(letters)))
		}
		cell.Mark = letters[distinct]
		cells = append(cells, cell)
	}
	if len(letters) == 1 {
		return nil
	}
	return cells
}
