package browser

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"beanstalkline/review/internal/hostile"
)

// app writes an assembly of the whole app, from the templates that its tests expect, with changes to some of them.
func app(t *testing.T, changes map[string]func(template string) string) string {
	t.Helper()
	folder := t.TempDir()
	files, err := filepath.Glob("../../testdata/*.template.json")
	if err != nil || len(files) < 6 {
		t.Fatalf("the app has %d stacks, %v", len(files), err)
	}
	artifacts := map[string]any{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name, template := strings.TrimSuffix(filepath.Base(file), ".template.json"), string(content)
		if change := changes[name]; change != nil {
			changed := change(template)
			if changed == template {
				t.Fatalf("the template of %s has not changed", name)
			}
			template = changed
		}
		save(t, filepath.Join(folder, filepath.Base(file)), template)
		artifacts[name] = map[string]any{"type": "aws:cloudformation:stack", "properties": map[string]any{"templateFile": filepath.Base(file)}}
	}
	manifest, err := json.Marshal(map[string]any{"version": "48.0.0", "artifacts": artifacts})
	if err != nil {
		t.Fatal(err)
	}
	save(t, filepath.Join(folder, "manifest.json"), string(manifest))
	return folder
}

func save(t *testing.T, file, content string) {
	t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func replacing(pairs ...string) func(string) string { return strings.NewReplacer(pairs...).Replace }

// replaced is the app after a change that replaces Prod, and does other things elsewhere.
func replaced(t *testing.T) string {
	return app(t, map[string]func(string) string{
		"ProdStack": replacing("Environment78414C64DedicatedLoadBalancerX8664", "Environment78414C64DedicatedLoadBalancerArm64",
			"t3.small", "t3.large"),
		"StagingStack": replacing("t3.micro", "t3.nano", `"Retain"`, `"Delete"`),
		"ReleaseStack": replacing(`"Approve-Prod"`, `"Look-at-Prod"`, `"Result": "ROLLBACK"`, `"Result": "RETRY"`),
	})
}

func TestThePageOfTheAppIsReadByEverybody(t *testing.T) {
	chromium(t)
	change, same := written(t, "replaced", app(t, nil), replaced(t)), written(t, "same", app(t, nil), app(t, nil))
	for _, s := range look(t, change, same) {
		t.Run(strings.TrimSuffix(filepath.Base(s.File), ".html"), func(t *testing.T) {
			s.sound(t)
			if s.Views[0].Closed.Background == s.Views[1].Closed.Background {
				t.Error("light and dark look the same")
			}
			want := "Nothing changes: all 6 stacks are as before."
			if s.File == change {
				want = "the environment and its address are replaced"
			}
			if got := s.Views[0].Closed.Text; !strings.Contains(got, want) {
				t.Errorf("the page does not say %q, but %.400q", want, got)
			}
		})
	}
}

func TestNothingOfAHostileAssemblyIsDone(t *testing.T) {
	chromium(t)
	base, head := t.TempDir(), t.TempDir()
	if err := hostile.Write(base, head); err != nil {
		t.Fatal(err)
	}
	for _, s := range look(t, written(t, "hostile", base, head)) {
		s.sound(t)
		for _, text := range hostile.Texts[:10] {
			if line := strings.Split(text, "\n")[0]; !strings.Contains(s.Views[0].Open.Text, line) {
				t.Errorf("the page does not show %q as it is", line)
			}
		}
	}
}
