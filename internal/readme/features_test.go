package readme

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var (
	linked     = regexp.MustCompile(`\[([^\]]+)\]\(([^)\s]+)\)`)
	identifier = regexp.MustCompile("^`(?:[A-Za-z]+\\.)*([A-Za-z]+)`$")
)

// Every feature has a place and a test, and every link of the page leads to what it names.
func TestFeaturesAreWhereThePageSays(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "docs", "features.md"))
	if err != nil {
		t.Fatal(err)
	}
	page, _, _ := strings.Cut(string(content), "\n## Left out")
	features := 0
	for line := range strings.Lines(page) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| feature ") {
			continue
		}
		features++
		if len(cells) != 3 || !linked.MatchString(cells[1]) || !linked.MatchString(cells[2]) {
			t.Errorf("a feature has a name, where it lives and what shows it, got %s", line)
		}
	}
	if features < 40 {
		t.Errorf("the page has %d features, want more", features)
	}
	for _, found := range linked.FindAllStringSubmatch(string(content), -1) {
		text, to := found[1], found[2]
		if strings.HasPrefix(to, "https://") || strings.HasPrefix(to, "#") {
			continue
		}
		file := filepath.Join(root, "docs", to)
		info, err := os.Stat(file)
		if err != nil {
			t.Errorf("%s leads to %v", text, err)
			continue
		}
		if info.IsDir() {
			continue
		}
		there, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := identifier.FindStringSubmatch(text)
		is := strings.HasPrefix(text, "Test") || strings.HasPrefix(text, "Example")
		if is && !strings.Contains(string(there), "\nfunc "+text+"(") || name != nil && !hasWord(string(there), name[1]) {
			t.Errorf("%s is not in %s", text, to)
		}
	}
}

func hasWord(text, word string) bool {
	return regexp.MustCompile(`\b` + word + `\b`).MatchString(text)
}
