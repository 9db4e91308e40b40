package page_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"regexp"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/internal/hostile"
	"beanstalkline/review/page"
	"beanstalkline/review/picture"
	"beanstalkline/review/view"
	"beanstalkline/review/words"
)

func written(t *testing.T, review *view.Review) string {
	t.Helper()
	var out bytes.Buffer
	if err := page.Write(&out, review); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// full has a text in every place where a text of somebody else's can be.
func full(text string) *view.Review {
	text = words.Plain(text)
	does := view.Verdict{Class: "lost", Icon: "✕", Words: "data is lost", Lost: "1 guard is lost", Unknown: "may do more",
		Exposed: []view.Exposure{{Words: "1 right grows"}, {Severe: true, Words: "1 port opens to the internet"}}}
	row := view.Row{Name: text, Note: text, Link: "https://docs.aws.amazon.com/x", Cells: []view.Cell{
		{Text: text, Value: true, Note: text, Mark: "A"}, {Text: text, Verdict: &does}}}
	section := view.Section{ID: "stage-1-1", Title: "What happens", Note: text,
		Table: &view.Table{Caption: text, Columns: []string{"Option", text, text}, Rows: slices.Repeat([]view.Row{row}, 20)},
		Lines: slices.Repeat([]view.Line{{Verdict: &does, Subject: text, More: []string{text}, Text: text, Source: text}}, 20),
	}
	drawn := &picture.Picture{Title: text, Desc: []string{text}, Width: 10, Height: 10, Arrows: []string{"M0 0v1"},
		Boxes: []picture.Placed{{Kind: "step", Mark: picture.New, Title: text, Texts: []picture.Text{{Text: text, Role: "name"}}}}}
	return &view.Review{Base: text, Head: text, Says: text, Worst: does, Side: &section, Forbidden: &section, Stages: []view.Stage{
		{ID: "stage-1", Name: text, Verdict: does, Sections: []view.Section{section}, Pictures: []*picture.Picture{drawn}},
		{ID: "stage-2", Name: text, Verdict: does, Same: true, Pictures: []*picture.Picture{drawn}},
	}}
}

var tag = regexp.MustCompile(`<[!/a-zA-Z][^>]*>`)

// The tags of a page are the same whatever its texts are.
func TestTextsOfOthersAreTexts(t *testing.T) {
	tags := func(text string) []string {
		found := tag.FindAllString(written(t, full(text)), -1)
		for i := range found {
			found[i] = regexp.MustCompile(`data-column="[^"]*"`).ReplaceAllString(found[i], "")
		}
		return found
	}
	want := tags("calm")
	for _, text := range hostile.Texts {
		if got := tags(text); !slices.Equal(got, want) {
			for i := range got {
				if i >= len(want) || got[i] != want[i] {
					t.Errorf("%.40q changes the page: there is %s", text, got[i])
					break
				}
			}
		}
	}
}

func TestAPageNeedsNothingElse(t *testing.T) {
	got := written(t, full("calm"))
	for _, loading := range []string{"<script", "src=", "@import", "url(", "<iframe", "<img", "style="} {
		if strings.Contains(got, loading) {
			t.Errorf("the page has %s", loading)
		}
	}
	_, style, _ := strings.Cut(got, "<style>")
	style, _, _ = strings.Cut(style, "</style>")
	sum := sha256.Sum256([]byte(style))
	hash := strings.ReplaceAll(base64.StdEncoding.EncodeToString(sum[:]), "+", "&#43;")
	policy := "default-src &#39;none&#39;; style-src &#39;sha256-" + hash
	if !strings.Contains(got, policy) || len(style) < 1000 {
		t.Errorf("the policy of the page is not that of its style:\n%.600s", got)
	}
}

func TestWhatIsLongIsFolded(t *testing.T) {
	got := written(t, full("calm"))
	for _, want := range []string{"10 more", "8 more rows", "The picture in words", "What it has"} {
		want = "<summary>" + want + "</summary>"
		if !strings.Contains(got, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}

func TestNothingIsShownOfWhatIsNotThere(t *testing.T) {
	got := written(t, &view.Review{Says: "Nothing changes.", Stages: []view.Stage{{ID: "stage-1", Name: "Dev", Same: true}}})
	body := got[strings.Index(got, "<body>"):]
	for _, empty := range []string{"<h3", "<table", "<figure", "<details", "Stages side by side"} {
		if strings.Contains(body, empty) {
			t.Errorf("the page of a review without changes has %s", empty)
		}
	}
}
