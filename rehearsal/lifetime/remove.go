package lifetime

import (
	"os"
	"path/filepath"
)

// removeAll removes folders even if they are read-only, as Go's modules are.
func removeAll(path string) {
	if os.RemoveAll(path) == nil {
		return
	}
	filepath.WalkDir(path, func(file string, entry os.DirEntry, err error) error {
		if err == nil && entry.IsDir() {
			os.Chmod(file, 0o700)
		}
		return nil
	})
	os.RemoveAll(path)
}
