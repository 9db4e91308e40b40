package archive

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Unpack unzips into dir, and nowhere else.
func Unpack(zipped []byte, dir string) error {
	archive, err := zip.NewReader(bytes.NewReader(zipped), int64(len(zipped)))
	if err != nil {
		return err
	}
	for _, entry := range archive.File {
		if !filepath.IsLocal(entry.Name) {
			return fmt.Errorf("the archive contains %s, which lies outside it", entry.Name)
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
