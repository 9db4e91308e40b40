package summary_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/renderer/html"

	"beanstalkline/review/internal/hostile"
	"beanstalkline/review/summary"
	"beanstalkline/review/verdict"
	"beanstalkline/review/view"
	"beanstalkline/review/words"
)

// review is one with a text in every place where a text of somebody else's can be.
func review(text string, findings int) *view.Review {
	text = words.Plain(text)
	does := &view.Verdict{Emoji: "🔴", Words: verdict.DataLost.String(), Unknown: "may do more"}
	table := &view.Table{Caption: text, Columns: []string{"Option", text, "After"}, Rows: []view.Row{{
		Name: text, Note: text, Link: "https://docs.aws.amazon.com/elasticbeanstalk/",
		Cells: []view.Cell{{Text: text, Value: true, Note: text, Mark: "A"}, {Text: text, Verdict: does, Mark: "B"}},
	}}}
	section := view.Section{Title: "What happens", Note: text, Table: table}
	for range findings {
		section.Lines = append(section.Lines, view.Line{Verdict: does, Subject: text, More: []string{text, text}, Text: text, Source: text})
	}
	section.Lines = append(section.Lines, view.Line{Text: text})
	return &view.Review{Base: text, Head: text, Says: text, Worst: *does, Side: &section, Forbidden: &section,
		Stages: []view.Stage{{Name: text, Verdict: *does, Sections: []view.Section{section}}}}
}

// rendered is Markdown as a site shows it.
func rendered(t *testing.T, markdown string) string {
	t.Helper()
	var out bytes.Buffer
	site := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithRendererOptions(html.WithUnsafe()))
	if err := site.Convert([]byte(markdown), &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	tags = regexp.MustCompile(`</?([a-zA-Z0-9]+)[^>]*>`)
	code = regexp.MustCompile(`(?s)<code>.*?</code>`)
	link = regexp.MustCompile(`href="([^"]*)"`)
	// What GitHub looks for in what is rendered, outside of code.
	calls = regexp.MustCompile(`(?i)(^|\W)(@\w|#\d|gh-\d|https?://|www\.\w)`)
)

func TestTextsOfOthersMeanNothing(t *testing.T) {
	allowed := []string{"h1", "h2", "h3", "p", "ul", "li", "code", "strong", "a", "details", "summary"}
	for _, text := range append(slices.Clone(hostile.Texts), "", " ", "`", "a`<b>`c", "``a`", "1. one", "- one", `\`, "a\\`b`") {
		markdown := summary.Of(review(text, 2))
		page := rendered(t, markdown)
		for _, tag := range tags.FindAllStringSubmatch(page, -1) {
			if !slices.Contains(allowed, tag[1]) || strings.Contains(tag[0], "on") && tag[1] != "strong" && tag[1] != "a" {
				t.Errorf("%.40q becomes %s", text, tag[0])
			}
		}
		for _, address := range link.FindAllStringSubmatch(page, -1) {
			if address[1] != "https://docs.aws.amazon.com/elasticbeanstalk/" {
				t.Errorf("%.40q becomes a link to %s", text, address[1])
			}
		}
		outside := strings.ReplaceAll(tags.ReplaceAllString(code.ReplaceAllString(page, "code"), " "), `href="https://`, "")
		if called := calls.FindString(outside); called != "" {
			t.Errorf("%.40q becomes %q outside of code", text, called)
		}
		if heads := strings.Count(page, "<h"); heads != 3 {
			t.Errorf("%.40q makes %d headings, want 3", text, heads)
		}
	}
}

func TestTextsAreShownAsTheyAre(t *testing.T) {
	for _, text := range []string{"t3.small", "a|b", "`a`", "**a**", "<b>", "a  b"} {
		page := rendered(t, summary.Of(review(text, 1)))
		shown := "<code>" + strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(text) + "</code>"
		if !strings.Contains(page, shown) {
			t.Errorf("%q is not shown as %s in\n%s", text, shown, page)
		}
	}
}

func TestALongSummaryIsCutWithASentence(t *testing.T) {
	for _, findings := range []int{10, 1000} {
		got := summary.Of(review("a name of somebody's", findings))
		told := strings.HasSuffix(got, "\n\nThe rest does not fit here: the page of the review has it.\n")
		if len(got) > summary.Limit || told != (findings == 1000) {
			t.Errorf("%d findings are told in %d bytes, and the rest is mentioned: %v", findings, len(got), told)
		}
		if opened, closed := strings.Count(got, "<details>"), strings.Count(got, "</details>"); opened != closed || opened == 0 {
			t.Errorf("of %d details, %d are closed", opened, closed)
		}
	}
	stacks := &view.Review{}
	for i := range 5000 {
		stacks.Stages = append(stacks.Stages, view.Stage{Name: fmt.Sprintf("Stack%d", i)})
	}
	if got := summary.Of(stacks); len(got) > summary.Limit || !strings.Contains(got, "The rest does not fit") {
		t.Errorf("5000 stacks are told in %d bytes", len(got))
	}
}

func TestTheVerdictComesFirst(t *testing.T) {
	calm := view.Verdict{Emoji: "🟢", Words: "no interruption", Unknown: "2 changes may do more"}
	lost := view.Verdict{Emoji: "🔴", Words: "no interruption", Lost: "1 guard is lost",
		Exposed: []view.Exposure{{Words: "1 right grows"}, {Severe: true, Words: "2 ports"}}}
	section := view.Section{Title: "Pipeline", Lines: []view.Line{
		{Verdict: &view.Verdict{Emoji: "🔴", Words: "a guard is lost"}, Subject: "Prod/Pipeline", Text: "nobody approves"}}}
	head := "the working tree"
	forbidden := &view.Section{Title: "The policy forbids 1 thing of this", Lines: []view.Line{
		{Verdict: &view.Verdict{Emoji: "🔴", Words: "approval-lost"}, Subject: "Prod", Text: "nobody approves"}}}
	got := summary.Of(&view.Review{Base: "main", Head: head, Says: "2 stacks of 3 change.", Worst: lost, Forbidden: forbidden,
		Stages: []view.Stage{
			{Name: "Dev", Verdict: calm}, {Name: "Prod", Verdict: lost, Sections: []view.Section{section}},
			{Name: "Test", Same: true, Verdict: view.Verdict{Emoji: "⚪", Words: "nothing"}, Sections: []view.Section{section}},
		}})
	want := "# What this change does\n\nFrom `main` to `the working tree`\n\n" +
		"## 🔴 The policy forbids 1 thing of this\n\n- 🔴 approval-lost: `Prod` nobody approves\n\n🔴 **2 stacks of 3 change.**\n\n" +
		"- 🟢 `Dev`: no interruption, ❓ 2 changes may do more\n" +
		"- 🔴 `Prod`: no interruption, 🔴 1 guard is lost, 🔺 1 right grows, 🔴 2 ports\n- ⚪ `Test`: nothing\n\n" +
		"<details>\n<summary>🔴 <code>Prod</code>: no interruption, 🔴 1 guard is lost, 🔺 1 right grows, 🔴 2 ports</summary>\n\n" +
		"### Pipeline\n\n- 🔴 a guard is lost: `Prod/Pipeline` nobody approves\n\n\n</details>\n"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
