package archive

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// pattern turns a glob of a build specification into an expression: * stays within a folder, ** does not.
func pattern(glob string) *regexp.Regexp {
	glob = strings.TrimPrefix(path.Clean(filepath.ToSlash(glob)), "/")
	quoted := regexp.QuoteMeta(glob)
	for _, replace := range [][2]string{{`\*\*/`, `(.*/)?`}, {`\*\*`, `.*`}, {`\*`, `[^/]*`}, {`\?`, `[^/]`}} {
		quoted = strings.ReplaceAll(quoted, replace[0], replace[1])
	}
	return regexp.MustCompile("^" + quoted + "$")
}

// Match returns the files under dir that match the globs but not exclude, as slash-separated paths in order. A glob
// that matches none is an error, as in CodeBuild.
func Match(dir string, globs, exclude []string) ([]string, error) {
	var all []string
	err := filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, file)
		all = append(all, filepath.ToSlash(relative))
		return err
	})
	if err != nil {
		return nil, err
	}
	named := func(globs []string) map[string]bool {
		set := map[string]bool{}
		for _, glob := range globs {
			for _, file := range all {
				if pattern(glob).MatchString(file) {
					set[file] = true
				}
			}
		}
		return set
	}
	var problems []error
	for _, glob := range globs {
		if len(named([]string{glob})) == 0 {
			problems = append(problems, fmt.Errorf("no matching artifact paths found for %s", glob))
		}
	}
	wanted, unwanted := named(globs), named(exclude)
	files := slices.DeleteFunc(all, func(file string) bool { return !wanted[file] || unwanted[file] })
	return files, errors.Join(problems...)
}
