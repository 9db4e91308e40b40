package picture

import (
	"fmt"
	"strings"
	"unicode"

	"beanstalkline/review/words"
)

// A Picture is drawn as SVG: boxes in the order of painting, and arrows. Its size is in units of about a pixel of a phone.
type Picture struct {
	Title string
	// Desc is the picture in words.
	Desc          []string
	Width, Height int
	Boxes         []Placed
	Arrows        []string // paths
	// Marked says that something differs.
	Marked bool
}

// A Placed box has its place.
type Placed struct {
	X, Y, Width, Height int
	Kind                string
	Mark                Mark
	Title               string // everything that the box says
	Texts               []Text
}

// A Text is a line of a box.
type Text struct {
	X, Y int
	Text string
	Role string // "name", "mark", "was" or nothing
}

// The measures of a picture.
const (
	width   = 340
	padding = 8
	gap     = 8
	line    = 16
	arrow   = 18
)

// drawn lays a box out, without a frame of its own, under a title.
func drawn(title string, root *box) *Picture {
	p := &Picture{Title: words.Plain(title), Width: width, Marked: root.marked()}
	p.Height = 2 + p.inside(root, 1, 1, width-2, 0)
	return p
}

// inside places what is inside a box, and returns how high that is.
func (p *Picture) inside(b *box, x, y, wide, depth int) (high int) {
	boxes := b.limited()
	columns := max(1, min(b.columns, len(boxes)))
	one := (wide - (columns-1)*gap) / columns
	for first := 0; first < len(boxes); first += columns {
		if first > 0 && b.flow {
			p.Arrows = append(p.Arrows, fmt.Sprintf("M%d %dv%dm-4 -5l4 5l4 -5", x+wide/2, y+high, arrow-2))
			high += arrow
		} else if first > 0 {
			high += gap
		}
		row := 0
		var tops []int
		for i, inner := range boxes[first:min(first+columns, len(boxes))] {
			tops = append(tops, len(p.Boxes))
			row = max(row, p.place(inner, x+i*(one+gap), y+high, one, depth))
		}
		for _, at := range tops {
			p.Boxes[at].Height = row
		}
		high += row
	}
	return high
}

// place places a box with what is inside it, and returns how high it is.
func (p *Picture) place(b *box, x, y, wide, depth int) int {
	placed := Placed{X: x, Y: y, Width: wide, Kind: b.kind, Mark: b.mark, Title: words.Plain(words.Cut(b.told(), 1000))}
	if placed.Title != "" {
		p.Desc = append(p.Desc, strings.Repeat("· ", depth)+placed.Title)
	}
	high := padding
	write := func(text, role string) {
		for _, part := range wrapped(words.Plain(text), wide-2*padding, role == "name" || role == "mark") {
			placed.Texts = append(placed.Texts, Text{x + padding, y + high + line - 4, part, role})
			high += line
		}
	}
	if b.mark != "" {
		write(signs[b.mark]+" "+string(b.mark), "mark")
	}
	for i, text := range b.lines {
		role := ""
		if i == 0 {
			role = "name"
		}
		write(text, role)
	}
	for _, text := range b.was {
		write(text, "was")
	}
	p.Boxes = append(p.Boxes, placed)
	if len(b.inside) > 0 {
		high += padding/2 + p.inside(b, x+padding, y+high+padding/2, wide-2*padding, depth+1)
	}
	return high + padding
}

// wrapped is a text in at most two lines of a width, the last of which is cut if there is more.
func wrapped(text string, wide int, bold bool) (lines []string) {
	if bold {
		wide = wide * 7 / 8
	}
	if measure(text) <= 10*wide {
		return []string{text}
	}
	first := fitting(text, wide)
	if at := strings.LastIndexAny(first, " /:,"); at > len(first)/2 {
		first = first[:at+1]
	}
	rest := strings.TrimSpace(text[len(first):])
	if measure(rest) > 10*wide {
		rest = fitting(rest, wide-measure("…")/10) + "…"
	}
	return []string{first, rest}
}

// fitting is the beginning of a text that is not wider.
func fitting(text string, wide int) string {
	left := 10 * wide
	for at, r := range text {
		if left -= measure(string(r)); left < 0 {
			return text[:at]
		}
	}
	return text
}

// measure is how wide a text is, in tenths of a unit: as wide as in the widest of the usual fonts.
func measure(text string) (wide int) {
	for _, r := range text {
		switch {
		case strings.ContainsRune(" ijlftr.,:;'|!/()[]-I", r):
			wide += 50
		case strings.ContainsRune("mwMW@%—…⟳", r):
			wide += 120
		case unicode.IsLower(r):
			wide += 76
		case r < 0x2000:
			wide += 84
		default: // some writings are as wide as they are high
			wide += 140
		}
	}
	return wide
}
