package archive

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
)

// A Selection says which files of a folder an archive holds, and under which names.
type Selection struct {
	Files, Exclude []string // globs
	DiscardPaths   bool     // names without folders
	KeepLinks      bool     // symbolic links stay links
}

// Everything is every file of a folder.
var Everything = Selection{Files: []string{"**/*"}}

// ErrNothing is what CodeBuild says when an artifact would be empty.
var ErrNothing = errors.New("no matching artifact paths found")

// Pack zips the selected files of a folder, with their modes. It returns the globs that match nothing, which CodeBuild
// skips.
func Pack(dir string, selection Selection) (zipped []byte, skipped []string, err error) {
	files, skipped, err := Match(dir, selection.Files, selection.Exclude)
	if err != nil {
		return nil, nil, err
	}
	if len(files) == 0 {
		return nil, skipped, ErrNothing
	}
	zipped, err = pack(dir, files, selection)
	return zipped, skipped, err
}

func pack(dir string, files []string, selection Selection) ([]byte, error) {
	names := map[string]string{}
	for _, file := range files {
		if info, err := os.Stat(filepath.Join(dir, filepath.FromSlash(file))); !selection.KeepLinks && (err != nil || info.IsDir()) {
			continue // a link to a folder, or to nothing
		}
		name := file
		if selection.DiscardPaths {
			name = path.Base(file)
		}
		if other, taken := names[name]; taken {
			return nil, fmt.Errorf("discard-paths gives %s and %s the same name", other, file)
		}
		names[name] = file
	}
	return zipFiles(names, func(file string) (fs.FileInfo, []byte, error) {
		full := filepath.Join(dir, filepath.FromSlash(file))
		if selection.KeepLinks {
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
	for _, name := range slices.Sorted(maps.Keys(files)) {
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
