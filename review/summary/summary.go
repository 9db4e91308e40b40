// Package summary tells a review in Markdown, for the description of a pull request or a comment on it.
package summary

import (
	"fmt"
	"strings"

	"beanstalkline/review/view"
)

// Limit is how long a comment on GitHub may be.
const Limit = 65_536

const cut = "\n\nThe rest does not fit here: the page of the review has it.\n"

// Of is a review as Markdown, cut with a sentence where it is longer than [Limit].
func Of(review *view.Review) string {
	var w writer
	w.line("# What this change does")
	w.line("")
	w.line("From %s to %s", code(review.Base), code(review.Head))
	w.line("")
	if review.Forbidden != nil {
		w.line("## 🔴 %s\n", review.Forbidden.Title)
		const most = 20
		for i, l := range review.Forbidden.Lines {
			if i == most {
				w.line("- and more: the page of the review has it")
				break
			}
			w.item(l)
		}
		w.line("")
	}
	w.line("%s **%s**", review.Worst.Emoji, prose(review.Says))
	w.line("")
	for _, s := range review.Stages {
		w.line("- %s %s: %s", s.Verdict.Emoji, code(s.Name), verdict(s.Verdict))
	}
	for _, s := range review.Stages {
		if s.Same || len(s.Sections) == 0 {
			continue
		}
		w.open(fmt.Sprintf("%s %s: %s", s.Verdict.Emoji, tag(s.Name), verdict(s.Verdict)))
		for _, section := range s.Sections {
			w.section(section)
		}
		w.close()
	}
	if review.Side != nil && review.Side.Table != nil {
		w.open(fmt.Sprintf("%s: %d options differ", review.Side.Title, len(review.Side.Table.Rows)))
		w.side(*review.Side)
		w.close()
	}
	if w.full {
		w.out.WriteString(cut)
	}
	return w.out.String()
}

// A writer writes lines as long as there is room for them.
type writer struct {
	out    strings.Builder
	opened bool
	full   bool
}

const closing = "\n</details>\n"

func (w *writer) line(format string, values ...any) {
	line := fmt.Sprintf(format, values...) + "\n"
	if w.full || w.out.Len()+len(line)+len(closing)+len(cut) > Limit {
		w.full = true
		return
	}
	w.out.WriteString(line)
}

// open begins details. What is inside is Markdown only after an empty line.
func (w *writer) open(title string) {
	w.line("\n<details>\n<summary>%s</summary>\n", title)
	w.opened = !w.full
}

func (w *writer) close() {
	if w.opened {
		w.out.WriteString(closing)
		w.opened = false
	}
}

func (w *writer) section(s view.Section) {
	w.line("### %s\n", s.Title)
	if s.Note != "" {
		w.line("%s\n", prose(s.Note))
	}
	for _, l := range s.Lines {
		w.item(l)
	}
	if s.Table != nil {
		for _, row := range s.Table.Rows {
			w.row(*s.Table, row)
		}
	}
	w.line("")
}

func (w *writer) item(l view.Line) {
	said := "-"
	if l.Verdict != nil {
		said += " " + l.Verdict.Emoji + " " + verdict(*l.Verdict) + ":"
	}
	if l.Subject != "" {
		said += " " + code(l.Subject)
	}
	said += " " + prose(l.Text)
	for i, subject := range l.More {
		switch i {
		case 0:
			said += "; so " + word(len(l.More)) + " " + code(subject)
		case few:
			w.line("%s and %d more", said, len(l.More)-few)
			return
		default:
			said += ", " + code(subject)
		}
	}
	w.line("%s", said)
}

// few is how many subjects one line names.
const few = 10

func word(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}

// row is a row of a table as an item: what one of its cells says cannot end a cell.
func (w *writer) row(t view.Table, row view.Row) {
	said := "- " + code(row.Name)
	if row.Plain {
		said = "- " + prose(row.Name)
	}
	if row.Note != "" {
		said += " (" + code(row.Note) + ")"
	}
	for i, cell := range row.Cells {
		if said += "; "; cell.Verdict == nil {
			said += prose(strings.ToLower(t.Columns[i+1])) + " "
		}
		said += value(cell)
	}
	if row.Link != "" {
		said += " ([AWS](" + row.Link + "))"
	}
	w.line("%s", said)
}

func value(cell view.Cell) string {
	var said []string
	if cell.Verdict != nil {
		said = append(said, cell.Verdict.Emoji, verdict(*cell.Verdict))
		if cell.Text != "" {
			said[1] += ":"
		}
	}
	switch {
	case cell.Value:
		said = append(said, code(cell.Text))
	case cell.Text != "":
		said = append(said, prose(cell.Text))
	}
	if cell.Note != "" {
		said = append(said, "("+prose(cell.Note)+")")
	}
	return strings.Join(said, " ")
}

// side is the stages side by side: for each option the values, and who has them.
func (w *writer) side(s view.Section) {
	w.line("%s\n", prose(s.Note))
	for _, row := range s.Table.Rows {
		said := "- " + code(row.Name) + " (" + code(row.Note) + ")"
		told := map[string]bool{}
		for i, cell := range row.Cells {
			if told[cell.Mark] {
				continue
			}
			told[cell.Mark] = true
			var who []string
			for j := i; j < len(row.Cells); j++ {
				if row.Cells[j].Mark == cell.Mark {
					who = append(who, code(s.Table.Columns[j+1]))
				}
			}
			said += "; " + value(cell) + " in " + strings.Join(who, ", ")
		}
		w.line("%s", said)
	}
}

// verdict is what a verdict says.
func verdict(v view.Verdict) string {
	said := v.Words
	if v.Lost != "" {
		said += ", 🔴 " + v.Lost
	}
	for _, e := range v.Exposed {
		mark := "🔺"
		if e.Severe {
			mark = "🔴"
		}
		said += ", " + mark + " " + e.Words
	}
	if v.Unknown != "" {
		said += ", ❓ " + v.Unknown
	}
	return said
}
