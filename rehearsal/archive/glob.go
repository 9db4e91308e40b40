package archive

import (
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

// Match returns the files under dir that match the globs but not exclude, as slash-separated paths in order, and the
// globs that match none.
func Match(dir string, globs, exclude []string) (files, unmatched []string, err error) {
	err = filepath.WalkDir(dir, func(file string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		relative, err := filepath.Rel(dir, file)
		files = append(files, filepath.ToSlash(relative))
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	wanted, unwanted := map[string]bool{}, map[string]bool{}
	for _, glob := range globs {
		if !mark(wanted, files, pattern(glob)) {
			unmatched = append(unmatched, glob)
		}
	}
	for _, glob := range exclude {
		mark(unwanted, files, pattern(glob))
	}
	files = slices.DeleteFunc(files, func(file string) bool { return !wanted[file] || unwanted[file] })
	return files, unmatched, nil
}

func mark(marked map[string]bool, files []string, matching *regexp.Regexp) (some bool) {
	for _, file := range files {
		if matching.MatchString(file) {
			marked[file], some = true, true
		}
	}
	return some
}
