// Package seeded reviews changes that teams make, and compares what the review says with what is expected.
package seeded

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/report"
)

var (
	update     = flag.Bool("update", false, "write the expected reviews in testdata; read their diff")
	assemblies = flag.String("assemblies", "", "the folder that the program seeds has filled; it is run if there is none")
)

// pairs are the changes whose base is not the app as it is.
var pairs = map[string][2]string{
	"option-removed":    {"option", "base"},
	"price-down":        {"least", "base"},
	"secret-changed":    {"secret", "secret-changed"},
	"nothing":           {"base", "base"},
	"approval-gained":   {"approval-lost", "base"},
	"certificate-gone":  {"certificate", "base"},
	"right-taken":       {"right-widened", "base"},
	"port-closed":       {"port-opened", "base"},
	"right-moved":       {"right-widened", "right-moved"},
	"port-moved":        {"port-opened", "port-moved"},
	"window-gone":       {"window", "base"},
	"notifications-off": {"notifications", "base"},
}

func folders(t *testing.T) string {
	t.Helper()
	if *assemblies != "" {
		return *assemblies
	}
	folder := t.TempDir()
	seeds := exec.Command("go", "run", ".", folder)
	seeds.Dir = "../seeds"
	bin, err := filepath.Abs("../../node_modules/.bin") // whose node the CDK knows
	if err != nil {
		t.Fatal(err)
	}
	seeds.Env = append(os.Environ(), "CDK_VALIDATION=false", "PATH="+bin+string(os.PathListSeparator)+os.Getenv("PATH"))
	if said, err := seeds.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return folder
}

func TestChangesOfAFirstYear(t *testing.T) {
	if err := change.Installed(t.Context(), ".."); err != nil {
		t.Fatal(err)
	}
	folder := folders(t)
	names, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][2]string{}
	for _, entry := range names {
		all[entry.Name()] = [2]string{"base", entry.Name()}
	}
	delete(all, "base")
	for name, pair := range pairs {
		all[name] = pair
	}
	for name, pair := range all {
		t.Run(name, func(t *testing.T) {
			got := review(t, filepath.Join(folder, pair[0]), filepath.Join(folder, pair[1]))
			file := filepath.Join("testdata", name+".json")
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-want +got, `go test ./seeded -update` writes it:\n%s", diff)
			}
		})
	}
	if len(all) < 30 {
		t.Errorf("%d changes are reviewed, want 30 or more", len(all))
	}
}

// review is what the review says of the stages that change, as JSON.
func review(t *testing.T, base, head string) []byte {
	t.Helper()
	was, err := assembly.Read(base)
	if err != nil {
		t.Fatal(err)
	}
	is, err := assembly.Read(head)
	if err != nil {
		t.Fatal(err)
	}
	r, err := report.New(t.Context(), "..", was, is)
	if err != nil {
		t.Fatal(err)
	}
	r.Base, r.Head = filepath.Base(base), filepath.Base(head)
	r.Stages = slices.DeleteFunc(r.Stages, func(s *report.Stage) bool { return s.State == "unchanged" })
	content, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return append(content, '\n')
}
