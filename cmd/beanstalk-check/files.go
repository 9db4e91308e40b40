package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// maxBytes is the size up to which a file is read. CloudFormation takes templates of up to 1 MB.
const maxBytes = 20 << 20

// suffixes are what the names of templates in a folder end with.
var suffixes = []string{".template.json", ".template.yaml", ".template.yml", ".template"}

// source is something to check.
type source struct {
	name string
	// found means that it was found in a folder: it may be no template of CloudFormation.
	found bool
}

// expand replaces a folder with the templates in it. What cannot be looked into does not hide the rest.
func expand(name string) ([]source, []error) {
	if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
		return []source{{name: name}}, nil
	}
	var files []source
	var failed []error
	// A slash at the end leads into a folder that is named by a link.
	err := filepath.WalkDir(name+string(filepath.Separator), func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			failed = append(failed, refusal(path, err))
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if filepath.Clean(path) != filepath.Clean(name) && isForeign(entry.Name()) {
				return fs.SkipDir
			}
		case hasSuffix(path) && !leadsToFolder(path):
			files = append(files, source{path, true})
		}
		return nil
	})
	if err != nil {
		failed = append(failed, refusal(name, err))
	}
	return files, failed
}

// isForeign reports whether a folder holds what somebody else wrote or what is only uploaded: packages, the history, and
// the assets of a CDK app.
func isForeign(folder string) bool {
	return folder == "node_modules" || folder == ".git" || strings.HasPrefix(folder, "asset.")
}

// leadsToFolder reports whether a path is a link to a folder. Such links may go in circles, and are not followed.
func leadsToFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

func hasSuffix(path string) bool {
	for _, suffix := range suffixes {
		if strings.HasSuffix(path, suffix) {
			return true
		}
	}
	return false
}

// read returns the content of a regular file, or of the standard input.
func read(file string, stdin io.Reader) ([]byte, error) {
	in := stdin
	if file != "-" {
		// Opening a pipe waits for somebody to write to it, so it is looked at first.
		info, err := os.Stat(file)
		if err != nil {
			return nil, refusal(file, err)
		}
		if !info.Mode().IsRegular() {
			return nil, fmt.Errorf("%s must be a regular file or a folder, got %s", shown(file), kindOf(info.Mode()))
		}
		opened, err := os.Open(file)
		if err != nil {
			return nil, refusal(file, err)
		}
		defer opened.Close()
		in = opened
	}
	data, err := io.ReadAll(io.LimitReader(in, maxBytes+1))
	if err != nil {
		return nil, refusal(file, err)
	}
	if len(data) > maxBytes {
		return nil, fmt.Errorf("%s must have at most %d MB", shown(file), maxBytes>>20)
	}
	return data, nil
}

func kindOf(mode fs.FileMode) string {
	switch {
	case mode&fs.ModeNamedPipe != 0:
		return `a pipe; write "-" for the standard input`
	case mode&fs.ModeSocket != 0:
		return "a socket"
	case mode&fs.ModeDevice != 0:
		return "a device"
	case mode.IsDir():
		return "a folder"
	}
	return "something else"
}

// refusal is why a file cannot be read, with its name as it can be printed.
func refusal(file string, err error) error {
	var inner *fs.PathError
	if errors.As(err, &inner) {
		return fmt.Errorf("open %s: %w", shown(file), inner.Err)
	}
	return fmt.Errorf("%s: %w", shown(file), err)
}
