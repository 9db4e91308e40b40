package house

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An explanation of what the scanners find, as .ci/scan reads it.
type explanation struct {
	Rules, Places []string
	Reason        string
}

// SECURITY.md tells readers why findings of the scanners stay: each explanation is a row, and each row an explanation.
func TestSecurityTellsWhyFindingsStay(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(text), "\n## Scanners\n")
	section, _, _ = strings.Cut(section, "\n## ")
	rows := map[string]bool{}
	for line := range strings.Lines(section) {
		if strings.HasPrefix(line, "| `") {
			rows[strings.TrimSpace(line)] = true
		}
	}

	text, err = os.ReadFile(filepath.Join(root, ".ci", "scan", "explained.json"))
	if err != nil {
		t.Fatal(err)
	}
	var explanations []explanation
	if err := json.Unmarshal(text, &explanations); err != nil {
		t.Fatal(err)
	}
	for _, e := range explanations {
		row := e.row()
		if len(e.Rules) == 0 || len(e.Places) == 0 || len(e.Reason) < 20 {
			t.Errorf("an explanation has rules, places and a reason, got %+v", e)
		} else if !rows[row] {
			t.Errorf("SECURITY.md lacks, in its section Scanners:\n%s", row)
		}
		delete(rows, row)
	}
	for row := range rows {
		t.Errorf("SECURITY.md tells what .ci/scan/explained.json does not explain, or tells it twice:\n%s", row)
	}
}

func (e explanation) row() string {
	code := func(words []string) string { return "`" + strings.Join(words, "`, `") + "`" }
	return "| " + code(e.Rules) + " | " + code(e.Places) + " | " + e.Reason + " |"
}
