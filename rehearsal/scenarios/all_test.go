package scenarios

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is wrong with a scenario shows here, and not only after a minute of playing.
func TestEveryScenarioCanBePlayed(t *testing.T) {
	readme, err := os.ReadFile(filepath.Join("..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range All {
		if row := fmt.Sprintf("\n| `%s` | %s | %s |\n", s.Name, s.About, s.Sees); !strings.Contains(string(readme), row) {
			t.Errorf("README.md has no row%s", row)
		}
		if named, is := Named(s.Name); !is || named.About != s.About || slices.Contains(Names()[:i], s.Name) {
			t.Errorf("%s: there are two of the name", s.Name)
		}
		pushed := []string{Before}
		for _, act := range s.Acts {
			switch act := act.(type) {
			case Push:
				pushed = append(pushed, act.As)
				for _, e := range act.Edits {
					content, err := os.ReadFile(filepath.Join("..", "testdata", "release", e.File))
					if err != nil || strings.Count(string(content), e.Old) != 1 {
						t.Errorf("%s: %s has not once %q (%v)", s.Name, e.File, e.Old, err)
					}
				}
			}
		}
		stages := []string{"Test", "Staging", "Prod"}
		if s.On != "" {
			stages = []string{s.On}
		}
		for _, stage := range stages {
			if !slices.Contains(pushed, s.End.Runs[stage]) {
				t.Errorf("%s: %s runs %q, and the pushes are %q", s.Name, stage, s.End.Runs[stage], pushed)
			}
		}
		for _, text := range []string{s.About, s.Sees, s.Does} {
			if text == "" || strings.HasSuffix(text, ".") {
				t.Errorf("%s: want a text that goes on from another, got %q", s.Name, text)
			}
		}
	}
}

func TestAnUnknownScenario(t *testing.T) {
	if _, is := Named("approve"); is {
		t.Error("want none")
	}
}
