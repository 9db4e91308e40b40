package pipeline

import (
	"context"
	"os"
	"path/filepath"
	"slices"
)

// A run is an execution on its way through the stages.
type run struct {
	execution
	order   order
	telling telling
	dir     string   // for what it unpacks and builds
	folders []string // of its actions, in there

	waits   bool
	approve func(context.Context, Approval) error
	serves  func(App) (address string)
	runs    func(environment string) bool

	superseded bool
	rolledBack string // the stage that has failed
	back       string // the execution that it has started, to return to an earlier release
}

// folderOf is an action's folder, another one each time.
func (r *run) folderOf(stage, action string) (string, error) {
	parent := filepath.Join(r.dir, r.telling.execution, stage)
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(parent, action+"-")
	r.folders = append(r.folders, folder)
	return folder, err
}

// has says whether something that the execution has deployed is what an environment got last of it.
func (r *run) has(environment string) bool {
	return slices.ContainsFunc(r.apps, func(app App) bool { return app.Environment == environment })
}

// tidy removes the folders of the actions, but for those that apps run in.
func (r *run) tidy() {
	for _, folder := range r.folders {
		if !slices.ContainsFunc(r.apps, func(app App) bool { return app.Dir == folder }) {
			os.RemoveAll(folder)
		}
	}
}
