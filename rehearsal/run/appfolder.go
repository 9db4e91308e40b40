package main

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"beanstalkline/rehearsal/watch"
)

// source is the folder of the app: the one that was given, or that a repository of the app starts with, or sampleapp. It
// is an empty text if there is none.
func (r *rehearsal) source() string {
	if r.app != "" {
		return r.app
	}
	seeds, err := r.cdk.Assembly.Seeds()
	if err != nil {
		return ""
	}
	for _, seed := range seeds {
		if folder := twin(r.root, seed); folder != "" {
			return folder
		}
	}
	if sample := filepath.Join(r.root, "sampleapp"); isFolder(sample) {
		return sample
	}
	return ""
}

// twin is the folder in root that has every file of another folder, the highest one if there are several.
func twin(root, of string) string {
	files := map[string][]byte{}
	filepath.WalkDir(of, func(path string, entry fs.DirEntry, err error) error {
		if err == nil && entry.Type().IsRegular() {
			name, _ := filepath.Rel(of, path)
			files[name], err = os.ReadFile(path)
		}
		return err
	})
	if len(files) == 0 {
		return ""
	}
	folders := []string{root}
	for len(folders) > 0 {
		folder := folders[0]
		folders = folders[1:]
		if hasAll(folder, files) {
			return folder
		}
		entries, _ := os.ReadDir(folder)
		for _, entry := range entries {
			if entry.IsDir() && !watch.Ignored(entry.Name()) {
				folders = append(folders, filepath.Join(folder, entry.Name()))
			}
		}
		slices.Sort(folders)
	}
	return ""
}

func hasAll(folder string, files map[string][]byte) bool {
	for name, content := range files {
		if found, err := os.ReadFile(filepath.Join(folder, name)); err != nil || !bytes.Equal(found, content) {
			return false
		}
	}
	return true
}
