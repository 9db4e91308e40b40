package main

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
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

// match returns the files under dir that the globs name, as slash-separated paths in order. A glob that names none
// is an error, as in CodeBuild.
func match(dir string, globs, exclude []string) ([]string, error) {
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

// pack zips what the specification calls the artifact of a build that ran in dir. File modes go along.
func (a artifacts) pack(dir string) ([]byte, error) {
	if len(a.Files) == 0 {
		return nil, errors.New("artifacts/files is required: the pipeline takes this build's output")
	}
	base := filepath.Join(dir, a.BaseDirectory)
	files, err := match(base, a.Files, a.Exclude)
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, file := range files {
		name := file
		if a.DiscardPaths {
			name = path.Base(file)
		}
		if other, taken := names[name]; taken {
			return nil, fmt.Errorf("discard-paths gives %s and %s the same name", other, file)
		}
		names[name] = file
	}
	return zipFiles(names, func(file string) (fs.FileInfo, []byte, error) {
		full := filepath.Join(base, filepath.FromSlash(file))
		if a.EnableSymlinks {
			if info, err := os.Lstat(full); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				target, err := os.Readlink(full)
				return info, []byte(target), err
			}
		}
		info, err := os.Stat(full)
		if err != nil {
			return nil, nil, err
		}
		content, err := os.ReadFile(full)
		return info, content, err
	})
}

// zipFiles zips files under names, in the order of the names.
func zipFiles(files map[string]string, read func(file string) (fs.FileInfo, []byte, error)) ([]byte, error) {
	var zipped bytes.Buffer
	archive := zip.NewWriter(&zipped)
	for _, name := range sortedKeys(files) {
		info, content, err := read(files[name])
		if err != nil {
			return nil, err
		}
		header := &zip.FileHeader{Name: name, Method: zip.Deflate}
		header.SetMode(info.Mode())
		entry, err := archive.CreateHeader(header)
		if err != nil {
			return nil, err
		}
		if _, err := entry.Write(content); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return zipped.Bytes(), nil
}

// unpack unzips into dir.
func unpack(zipped []byte, dir string) error {
	archive, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return err
	}
	for _, entry := range archive.File {
		if !filepath.IsLocal(entry.Name) {
			return fmt.Errorf("the archive holds %s, which is outside of it", entry.Name)
		}
		target := filepath.Join(dir, filepath.FromSlash(entry.Name))
		if entry.FileInfo().IsDir() {
			if err := os.MkdirAll(target, 0o755); err != nil {
				return err
			}
			continue
		}
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil {
			return err
		}
		file, err := entry.Open()
		if err != nil {
			return err
		}
		content, err := io.ReadAll(file)
		if err != nil {
			return err
		}
		if entry.Mode()&fs.ModeSymlink != 0 {
			err = os.Symlink(string(content), target)
		} else {
			err = os.WriteFile(target, content, entry.Mode().Perm())
		}
		if err != nil {
			return err
		}
	}
	return nil
}
