package view

import (
	"fmt"

	"beanstalkline/review/picture"
	"beanstalkline/review/words"
)

// A Review is all of it. Every text that comes from an assembly is one line whose every character is seen; whoever shows it
// escapes it.
type Review struct {
	Base, Head string
	// Says is the whole in a sentence.
	Says  string
	Worst Verdict
	// Forbidden is what a policy forbids; nil where it forbids nothing.
	Forbidden *Section
	Stages    []Stage
	// Side is the stages side by side; nil where there is nothing to compare.
	Side *Section
}

// A Stage is one stack.
type Stage struct {
	ID       string // an anchor
	Name     string
	Same     bool // nothing changes
	Verdict  Verdict
	Sections []Section
	Pictures []*picture.Picture
}

// A Section is one field of knowledge: a list, a table, or both.
type Section struct {
	ID, Title string
	// Note is what is to be known before reading.
	Note  string
	Lines []Line
	Table *Table
}

// A Line is an item of a list.
type Line struct {
	Verdict *Verdict // what it does, if it is known to do something
	Subject string   // what the line is about: shown as a name
	More    []string // further subjects of the same line
	Text    string
	Source  string
}

// A Table has a cell for each column in every row.
type Table struct {
	Caption string
	Columns []string
	Rows    []Row
}

// A Row begins with a cell that names it.
type Row struct {
	Name   string
	Plain  bool   // the name is ours, and not that of something
	Note   string // beneath the name
	Link   string // a page of AWS about it
	Cells  []Cell
	Differ bool
}

// A Cell is a value, or a verdict.
type Cell struct {
	Text    string
	Note    string // beneath the value
	Value   bool   // the text is somebody's value, not a sentence
	Verdict *Verdict
	Mark    string // equal marks mean equal values
}

// A Verdict is a level as people see it: by its word, its icon and its colour.
type Verdict struct {
	Class string // of the page's style
	Icon  string
	Emoji string // where there is no style
	Words string
	// Lost says which guards are lost, and Unknown what may do more; empty where none are, and nothing may.
	Lost, Unknown string
	// Exposed says which rights grow, and which ports open to the internet.
	Exposed []Exposure
}

// An Exposure is one sentence about rights or ports.
type Exposure struct {
	Severe bool // a right to do everything, or for everybody; a port that is not for a website
	Words  string
}

// String is the verdict in words.
func (v Verdict) String() string {
	said := v.Words
	if v.Lost != "" {
		said += "; " + v.Lost
	}
	for _, e := range v.Exposed {
		said += "; " + e.Words
	}
	if v.Unknown != "" {
		said += "; " + v.Unknown
	}
	return said
}

// Most is how many characters of a value are shown, and lines how many of a list.
const (
	most  = 600
	lines = 500
)

// some is the section with as many lines as are read; nil if it has none.
func (s *Section) some() *Section {
	if len(s.Lines) == 0 && s.Table == nil {
		return nil
	}
	if more := len(s.Lines) - lines; more > 0 {
		s.Lines = append(s.Lines[:lines], Line{Text: fmt.Sprintf("And %d more, which the JSON of the review has.", more)})
	}
	return s
}

// shown is a text of somebody else's, cut to what is read.
func shown(text string) string { return words.Plain(words.Cut(text, most)) }

// page is a page of AWS's documentation; nothing else is linked to.
func page(address string) string {
	const documentation = "https://docs.aws.amazon.com/"
	if len(address) > len(documentation) && address[:len(documentation)] == documentation {
		return address
	}
	return ""
}
