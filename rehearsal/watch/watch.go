// Package watch says which files of a folder people change, once they have stopped for a moment.
package watch

import (
	"context"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"
)

// pause is how long nothing must change until what has changed is told: editors write a file in several steps.
const pause = 200 * time.Millisecond

// Changes watches a folder and those inside it, and tells the paths that have changed, relative to it and with slashes.
// The channel is closed when ctx ends.
func Changes(ctx context.Context, root string) (<-chan []string, error) {
	watcher, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, err
	}
	if err := add(watcher, root); err != nil {
		watcher.Close()
		return nil, err
	}
	told := make(chan []string)
	go func() {
		defer close(told)
		defer watcher.Close()
		collect(ctx, watcher, root, told)
	}()
	return told, nil
}

func collect(ctx context.Context, watcher *fsnotify.Watcher, root string, told chan<- []string) {
	changed := map[string]bool{}
	var quiet <-chan time.Time // nil unless something has changed a moment ago
	var out chan<- []string    // nil until nothing has changed for a moment
	for {
		select {
		case <-ctx.Done():
			return
		case <-watcher.Errors:
		case <-quiet:
			quiet, out = nil, told
		case out <- slices.Sorted(maps.Keys(changed)):
			clear(changed)
			out = nil
		case event := <-watcher.Events:
			name, err := filepath.Rel(root, event.Name)
			if err != nil || event.Op == fsnotify.Chmod || Ignored(filepath.ToSlash(name)) {
				continue
			}
			if info, err := os.Lstat(event.Name); err == nil && info.IsDir() {
				add(watcher, event.Name)
			}
			changed[filepath.ToSlash(name)] = true
			quiet, out = time.After(pause), nil
		}
	}
}

// add watches a folder and those inside it.
func add(watcher *fsnotify.Watcher, root string) error {
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return nil // it is gone, or no folder
		}
		if path != root && Ignored(entry.Name()) {
			return fs.SkipDir
		}
		return watcher.Add(path)
	})
}

// Ignored says whether a path holds nothing that people edit: what Git, npm and the CDK keep, and what editors write for a
// moment.
func Ignored(path string) bool {
	for part := range strings.SplitSeq(path, "/") {
		switch {
		case slices.Contains([]string{".git", "node_modules", "cdk.out", ".idea", ".vscode", "__pycache__", ".venv", ".DS_Store", "4913"}, part),
			strings.HasPrefix(part, ".#"), strings.HasPrefix(part, "#") && strings.HasSuffix(part, "#"),
			strings.HasSuffix(part, "~"), strings.HasSuffix(part, ".swp"), strings.HasSuffix(part, ".swx"),
			strings.HasSuffix(part, ".tmp"), strings.HasPrefix(part, ".goutputstream-"), strings.HasSuffix(part, "___jb_tmp___"):
			return true
		}
	}
	return false
}
