// Package browser looks at the pages of reviews in Chromium, as people do: on a phone and on a desk, by day and by night, by
// keyboard and with a screen reader.
package browser

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/page"
	"beanstalkline/review/report"
	"beanstalkline/review/view"
)

var pictures = flag.String("pictures", "", "the folder for screenshots of every page")

// A state is what a page looks like at one moment.
type state struct {
	Title                           string
	Text                            string
	Width                           int
	Outside, Spilt, IDs, Links, Ran []string
	Handlers                        []string
	Headings                        []int
	Active, Reachable               int
	Background                      string
}

// Seen is what was seen of a page.
type seen struct {
	File           string
	Said, Requests []string
	Views          []struct {
		Scheme       string
		Width        int
		Faults       []string
		Closed, Open state // the details
	}
	Keys struct {
		Reached int
		Unseen  []string
	}
}

// chromium is the browser's program. Where the variable CHROMIUM names one, there must be one.
func chromium(t *testing.T) string {
	t.Helper()
	if named := os.Getenv("CHROMIUM"); named != "" {
		return named
	}
	for _, name := range []string{"/usr/bin/chromium", "chromium", "chromium-browser", "google-chrome"} {
		if program, err := exec.LookPath(name); err == nil {
			return program
		}
	}
	t.Skip("no page was looked at: this machine has no Chromium; CHROMIUM names it where it is elsewhere")
	return ""
}

// driver makes sure that npm has installed what drives the browser, which a review itself does not need.
func driver(t *testing.T) {
	t.Helper()
	if _, err := os.Stat("../node_modules/playwright-core"); err == nil {
		return
	}
	npm := exec.CommandContext(t.Context(), "npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
	npm.Dir = ".."
	if said, err := npm.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
}

// tabs is how often the Tab key is pressed on a page at most.
const tabs = 250

// look opens pages, each in all widths and colour schemes.
func look(t *testing.T, files ...string) (all []seen) {
	t.Helper()
	var pages []map[string]any
	for _, file := range files {
		var views []map[string]any
		for _, width := range []int{360, 1440} {
			for _, scheme := range []string{"light", "dark"} {
				view := map[string]any{"width": width, "scheme": scheme}
				if *pictures != "" {
					name := fmt.Sprintf("%s-%d-%s.png", strings.TrimSuffix(filepath.Base(file), ".html"), width, scheme)
					view["picture"] = filepath.Join(*pictures, name)
				}
				views = append(views, view)
			}
		}
		pages = append(pages, map[string]any{"file": file, "keyboard": tabs, "views": views})
	}
	driver(t)
	told, err := json.Marshal(map[string]any{"program": chromium(t), "pages": pages})
	if err != nil {
		t.Fatal(err)
	}
	node := exec.CommandContext(t.Context(), "node", "look.mjs")
	node.Stdin = bytes.NewReader(told)
	node.Stderr = t.Output()
	said, err := node.Output()
	if err != nil {
		t.Fatalf("the browser cannot be driven: %v", err)
	}
	if err := json.Unmarshal(said, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

// written is the page of a review of two assemblies.
func written(t *testing.T, name, base, head string) string {
	t.Helper()
	if err := change.Installed(t.Context(), ".."); err != nil {
		t.Fatal(err)
	}
	before, err := assembly.Read(base)
	if err != nil {
		t.Fatal(err)
	}
	after, err := assembly.Read(head)
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.New(t.Context(), "..", before, after)
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(t.TempDir(), name+".html"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := page.Write(file, view.Of(r)); err != nil {
		t.Fatal(err)
	}
	return file.Name()
}

// none reports texts where there must be none.
func none(t *testing.T, what string, found []string) {
	t.Helper()
	if len(found) > 0 {
		t.Errorf("%s: %.2000q", what, found)
	}
}

// sound reports what a person could not read, reach or trust.
func (s seen) sound(t *testing.T) {
	t.Helper()
	none(t, "the console says", s.Said)
	none(t, "the page asks for", s.Requests)
	for i, v := range s.Views {
		if i == 0 && (s.Keys.Reached < min(v.Closed.Reachable, tabs) || len(s.Keys.Unseen) > 0) {
			t.Errorf("the keyboard reaches %d of %d, and focus is not seen on %q", s.Keys.Reached, v.Closed.Reachable, s.Keys.Unseen)
		}
		none(t, "axe finds", v.Faults)
		for _, at := range []state{v.Closed, v.Open} {
			if at.Width > v.Width {
				t.Errorf("the page is %d wide in a window of %d", at.Width, v.Width)
			}
			at.sound(t)
		}
	}
}

func (s state) sound(t *testing.T) {
	t.Helper()
	none(t, "outside of the window is", s.Outside)
	none(t, "outside of its box is", s.Spilt)
	none(t, "a script has set", s.Ran)
	none(t, "an element has", s.Handlers)
	if s.Active > 0 {
		t.Errorf("the page has %d elements that run or load something", s.Active)
	}
	for _, link := range s.Links {
		if !strings.HasPrefix(link, "#") && !strings.HasPrefix(link, "https://docs.aws.amazon.com/") && link != "data:," {
			t.Errorf("the page leads to %.200q", link)
		}
	}
	for i, level := range s.Headings {
		if i == 0 && level != 1 || i > 0 && (level == 1 || level > s.Headings[i-1]+1) {
			t.Errorf("the headings are not in order: %v", s.Headings)
			break
		}
	}
	if ids := slices.Sorted(slices.Values(s.IDs)); len(slices.Compact(ids)) != len(s.IDs) {
		t.Error("an id is given twice")
	}
}
