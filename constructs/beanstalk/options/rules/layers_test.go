package rules_test

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// layers are the files of a package, each of which uses only what those before it define. Those on one line do not use
// each other.
var layers = map[string][]string{
	"..": {
		"option architecture branch metric setting tier resource", "catalogue fault", "suggest secrets", "branches", "form", "value", "doc",
	},
	".": {
		"names environment problem", "secret value platform", "view", "obstacle", "prepare", "engine", "relations property secret_arn",
		"table_*", "registry", "checker", "cases", "explain", "doc",
	},
}

// TestLayers checks that no file of a package uses what a file above it or beside it defines.
func TestLayers(t *testing.T) {
	for dir, order := range layers {
		layer := map[string]int{}
		for i, line := range order {
			for _, pattern := range strings.Fields(line) {
				files, err := filepath.Glob(filepath.Join(dir, pattern+".go"))
				if err != nil || len(files) == 0 {
					t.Errorf("%s: no file %s.go", dir, pattern)
				}
				for _, file := range files {
					layer[file] = i
				}
			}
		}
		set := token.NewFileSet()
		var files []*ast.File
		names, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			if _, known := layer[name]; !known {
				t.Errorf("%s has no layer", name)
			}
			file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, file)
		}
		// What other packages define is not looked up: only what belongs to this package matters.
		info := types.Info{Uses: map[*ast.Ident]types.Object{}}
		config := types.Config{Importer: nothing{}, Error: func(error) {}}
		pkg, _ := config.Check(dir, set, files, &info)
		uses := 0
		for identifier, object := range info.Uses {
			if object.Pkg() != pkg || !object.Pos().IsValid() {
				continue
			}
			user, definer := set.Position(identifier.Pos()), set.Position(object.Pos())
			if user.Filename == definer.Filename {
				continue
			}
			if uses++; layer[definer.Filename] >= layer[user.Filename] {
				t.Errorf("%s uses %s, which is not in a layer below but in %s", user, object.Name(), definer)
			}
		}
		if uses < 20 {
			t.Errorf("%s: %d uses between files were looked at, want more", dir, uses)
		}
	}
}

// nothing imports no package.
type nothing struct{}

func (nothing) Import(string) (*types.Package, error) { return nil, errors.New("not looked up") }
