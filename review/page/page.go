// Package page shows a review as one file of HTML, which needs nothing else: no script, no font, no picture from elsewhere.
package page

import (
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"io"
	"strings"

	"beanstalkline/review/picture"
	"beanstalkline/review/view"
)

//go:embed page.html
var html string

//go:embed page.css
var css string

var parsed = template.Must(template.New("page").Funcs(template.FuncMap{
	"lower": strings.ToLower,
	"sign":  picture.Mark.Sign,
	"picture": func(of string, number int, p *picture.Picture) any {
		return struct {
			ID      string
			Picture *picture.Picture
		}{fmt.Sprintf("%s-picture-%d", of, number+1), p}
	},
	"rows": func(of *view.Table, from, to int) *view.Table {
		return &view.Table{Caption: of.Caption, Columns: of.Columns, Rows: of.Rows[from:to]}
	},
	"marks": func() []picture.Mark {
		return []picture.Mark{picture.New, picture.Gone, picture.Changed, picture.Replaced}
	},
}).Parse(html))

// Write writes the page of a review.
func Write(out io.Writer, review *view.Review) error {
	style := sha256.Sum256([]byte(css))
	return parsed.Execute(out, struct {
		*view.Review
		CSS    template.CSS
		Policy string
	}{
		review, template.CSS(css),
		// A browser runs and loads nothing, and takes no style but the page's own.
		"default-src 'none'; style-src 'sha256-" + base64.StdEncoding.EncodeToString(style[:]) + "'; img-src data:; base-uri 'none'; form-action 'none'",
	})
}
