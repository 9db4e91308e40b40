// Package readme follows the README.
package readme

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

const root = "../.."

// A block is what the README shows of one language, with the number of its first line.
type block struct {
	language, text string
	line           int
}

var fence = regexp.MustCompile("(?m)^( *)```([a-z]*)\n((?s:.*?))^ *```$")

func text(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// blocks are the README's blocks of a language, or all of them.
func blocks(t *testing.T, language string) []block {
	t.Helper()
	readme := text(t)
	var found []block
	for _, at := range fence.FindAllStringSubmatchIndex(readme, -1) {
		indent, is := readme[at[2]:at[3]], readme[at[4]:at[5]]
		if language == "" || language == is {
			content := strings.ReplaceAll("\n"+readme[at[6]:at[7]], "\n"+indent, "\n")[1:]
			found = append(found, block{is, content, 1 + strings.Count(readme[:at[6]], "\n")})
		}
	}
	if len(found) == 0 {
		t.Fatalf("the README has no blocks of %s", language)
	}
	return found
}

// GitHub shows about 100 characters of a line of code beside its list of files; what is longer must be scrolled.
func TestNoCodeScrolls(t *testing.T) {
	for _, b := range blocks(t, "") {
		for i, line := range strings.Split(b.text, "\n") {
			if width := len([]rune(strings.ReplaceAll(line, "\t", "    "))); width > 100 {
				t.Errorf("README.md:%d has %d characters of code, want at most 100: %s", b.line+i, width, line)
			}
		}
	}
}

func TestNoParagraphIsAWall(t *testing.T) {
	for _, paragraph := range regexp.MustCompile(`\n\s*\n|\n(- |\d\. |\|)`).Split(fence.ReplaceAllString(text(t), ""), -1) {
		if words := len(strings.Fields(paragraph)); words > 75 {
			t.Errorf("a paragraph has %d words, want at most 75: %.80s...", words, strings.TrimSpace(paragraph))
		}
	}
}

var link = regexp.MustCompile(`\]\(([^)\s]+)\)`)

// isReplaced says whether somebody's own app is in place of the sample app.
func isReplaced(t *testing.T) bool {
	module, err := os.ReadFile(filepath.Join(root, "sampleapp", "go.mod"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return !strings.HasPrefix(string(module), "module sampleapp\n")
}

func TestLinksLeadSomewhere(t *testing.T) {
	readme := text(t)
	anchors := map[string]bool{}
	for _, heading := range regexp.MustCompile(`(?m)^#+ (.+)$`).FindAllStringSubmatch(readme, -1) {
		plain := regexp.MustCompile(`[^a-z0-9 -]`).ReplaceAllString(strings.ToLower(heading[1]), "")
		anchors["#"+strings.ReplaceAll(plain, " ", "-")] = true
	}
	for _, found := range link.FindAllStringSubmatch(readme, -1) {
		switch to := found[1]; {
		case strings.HasPrefix(to, "https://"):
		case strings.HasPrefix(to, "sampleapp/") && isReplaced(t): // by somebody's own app
		case strings.HasPrefix(to, "#"):
			if !anchors[to] {
				t.Errorf("there is no section %s", to)
			}
		default:
			if _, err := os.Stat(filepath.Join(root, to)); err != nil {
				t.Errorf("the README leads to %v", err)
			}
		}
	}
}

// On GitHub a picture is as wide as the text, 830 pixels beside the list of files.
func TestPicturesCanBeRead(t *testing.T) {
	const width, least = 830, 12
	size, box := regexp.MustCompile(`(?:font-size[:=]\s*"?|font:[^;]*?)([0-9.]+)px`), regexp.MustCompile(`viewBox="0 0 ([0-9.]+) `)
	for _, found := range regexp.MustCompile(`!\[([^\]]*)\]\(([^)]+\.svg)\)`).FindAllStringSubmatch(text(t), -1) {
		content, err := os.ReadFile(filepath.Join(root, found[2]))
		if err != nil {
			t.Error(err)
			continue
		}
		wide := box.FindSubmatch(content)
		if wide == nil {
			t.Errorf("%s has no viewBox", found[2])
			continue
		}
		for _, letters := range size.FindAllSubmatch(content, -1) {
			if shown := number(t, letters[1]) * width / max(width, number(t, wide[1])); shown < least {
				t.Errorf("%s shows letters of %.1f pixels, want %d or more", found[2], shown, least)
			}
		}
		if len(found[1]) < 20 {
			t.Errorf("%s has no description", found[2])
		}
	}
}

func number(t *testing.T, digits []byte) float64 {
	t.Helper()
	n, err := strconv.ParseFloat(string(digits), 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}
