// Package house holds what the layout of the project promises.
package house

import (
	"bufio"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const root = "../.."

// rooms are the packages of the main module from the bottom to the top: each imports only those before it.
var rooms = []string{
	"internal/prop", "internal/regions", "internal/iamwalk", "internal/cdk", "internal/topic", "internal/isolation",
	"constructs/nodejs", "internal/cdktest",
	"constructs/beanstalk/options", "constructs/beanstalk/options/rules", "constructs/beanstalk/options/template",
	"constructs/delivery/definition", "constructs/delivery/buildspec",
	"constructs/network", "constructs/beanstalk", "constructs/monitoring", "constructs/delivery",
	"stacks", "internal/app", "internal/rehearsed", "cmd/beanstalk-check", "internal/house", "internal/readme", "",
}

func TestImportsGoDown(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Imports " "}}`, "./...")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	floor := func(importPath string) int {
		return slices.Index(rooms, strings.TrimPrefix(strings.TrimPrefix(importPath, "beanstalkline"), "/"))
	}
	for line := range strings.Lines(string(out)) {
		packages := strings.Fields(line)
		if floor(packages[0]) < 0 {
			t.Errorf("%s has no place in the house", packages[0])
		}
		for _, imported := range packages[1:] {
			if strings.HasPrefix(imported, "beanstalkline") && floor(imported) >= floor(packages[0]) {
				t.Errorf("%s imports %s, which is not below it", packages[0], imported)
			}
		}
	}
}

// sources are the Go and Python files of all modules that Git knows, by folder.
func sources(t *testing.T) map[string][]string {
	t.Helper()
	list := exec.Command("git", "ls-files", "--cached", "--others", "--exclude-standard", "*.go", "*.py")
	list.Dir = root
	out, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, name := range strings.Fields(string(out)) {
		if _, err := os.Stat(filepath.Join(root, name)); err == nil {
			found[path.Dir(name)] = append(found[path.Dir(name)], name)
		}
	}
	return found
}

func TestFilesAreReadInFiveMinutes(t *testing.T) {
	for _, names := range sources(t) {
		for _, name := range names {
			file, err := os.Open(filepath.Join(root, name))
			if err != nil {
				t.Fatal(err)
			}
			test, n := strings.HasSuffix(name, "_test.go"), 0
			for lines := bufio.NewScanner(file); lines.Scan(); {
				// The expected output of an example is as long as it is.
				if n++; test && len([]rune(lines.Text())) > 140 && !strings.HasPrefix(strings.TrimSpace(lines.Text()), "//") {
					t.Errorf("%s:%d has more than 140 characters", name, n)
				}
			}
			file.Close()
			if !test && n > 300 {
				t.Errorf("%s has %d lines, want at most 300", name, n)
			}
		}
	}
}

// The files of a package are layers: what one uses of another does not, by whatever way, use it in turn.
func TestNoFilesOfAPackageGoInCircles(t *testing.T) {
	uses := 0
	for dir, names := range sources(t) {
		arrows := arrowsOf(t, dir, names)
		for _, from := range slices.Sorted(maps.Keys(arrows)) {
			uses += len(arrows[from])
			for to, name := range arrows[from] {
				if reaches(arrows, to, from, map[string]bool{}) {
					t.Errorf("%s/%s uses %s of %s, which uses it in turn", dir, from, name, to)
				}
			}
		}
	}
	if uses < 100 {
		t.Errorf("%d arrows between files were looked at, want more", uses)
	}
}

// arrowsOf are the files of a package, tests aside, with the files that they use, and a name that they use of them.
func arrowsOf(t *testing.T, dir string, names []string) map[string]map[string]string {
	t.Helper()
	set := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") || !strings.HasSuffix(name, ".go") {
			continue
		}
		file, err := parser.ParseFile(set, filepath.Join(root, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	// What other packages define is not looked up: only what is of this package matters.
	info := types.Info{Uses: map[*ast.Ident]types.Object{}}
	config := types.Config{Importer: nothing{}, Error: func(error) {}}
	pkg, _ := config.Check(dir, set, files, &info)
	arrows := map[string]map[string]string{}
	for identifier, object := range info.Uses {
		from, to := filepath.Base(set.Position(identifier.Pos()).Filename), filepath.Base(set.Position(object.Pos()).Filename)
		if object.Pkg() != pkg || !object.Pos().IsValid() || from == to {
			continue
		}
		if arrows[from] == nil {
			arrows[from] = map[string]string{}
		}
		arrows[from][to] = object.Name()
	}
	return arrows
}

func reaches(arrows map[string]map[string]string, from, to string, seen map[string]bool) bool {
	if from == to {
		return true
	}
	seen[from] = true
	for next := range arrows[from] {
		if !seen[next] && reaches(arrows, next, to, seen) {
			return true
		}
	}
	return false
}

// nothing imports no package.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not looked up") }
