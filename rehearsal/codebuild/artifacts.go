package codebuild

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/failure"
)

type artifacts struct {
	Files          texts                `yaml:"files"`
	Exclude        texts                `yaml:"exclude-paths"`
	BaseDirectory  string               `yaml:"base-directory"`
	DiscardPaths   yesNo                `yaml:"discard-paths"`
	EnableSymlinks yesNo                `yaml:"enable-symlinks"`
	Name           string               `yaml:"name"`
	Type           string               `yaml:"type"`
	Prefix         string               `yaml:"s3-prefix"`
	Secondary      map[string]artifacts `yaml:"secondary-artifacts"`
}

// pack zips what the specification calls the artifact of a build that ran in dir. A name is that of a secondary artifact,
// which a pipeline takes if it wants several.
func (a artifacts) pack(dir, name string) (zipped []byte, notes []string, err error) {
	where := "artifacts/files"
	if name != "" {
		where = "artifacts/secondary-artifacts/" + name + "/files"
		a = a.Secondary[name]
	}
	f := &failure.Failure{Where: phaseOf("upload_artifacts")}
	if len(a.Files) == 0 {
		f.Cause = "CLIENT_ERROR: " + archive.ErrNothing.Error()
		f.Do = "List the files to deploy in " + where + " of the build specification: the pipeline takes what they name."
		return nil, nil, f
	}
	base, err := baseOf(dir, a.BaseDirectory)
	if err != nil {
		return nil, nil, err
	}
	zipped, skipped, err := archive.Pack(base, archive.Selection{
		Files:        a.Files,
		Exclude:      a.Exclude,
		DiscardPaths: bool(a.DiscardPaths),
		KeepLinks:    bool(a.EnableSymlinks),
	})
	switch {
	case errors.Is(err, fs.ErrNotExist):
		f.Cause = "CLIENT_ERROR: no matching base directory path found for " + a.BaseDirectory
		f.Do = "Let the build make that folder, or change base-directory."
		return nil, nil, f
	case errors.Is(err, archive.ErrNothing):
		f.Cause = "CLIENT_ERROR: " + err.Error() + " for " + strings.Join(skipped, ", ")
		f.Do = "Let the build make these files, or change " + where + "."
		return nil, nil, f
	}
	for _, glob := range skipped {
		notes = append(notes, fmt.Sprintf("nothing matches %s of %s, and CodeBuild goes on without it", glob, where))
	}
	return zipped, notes, err
}

// baseOf is the folder that a base directory names, which may be a glob of one.
func baseOf(dir, base string) (string, error) {
	full := filepath.Join(dir, filepath.FromSlash(base))
	if !strings.ContainsAny(base, "*?") {
		return full, nil
	}
	found, err := filepath.Glob(full)
	if err == nil && len(found) == 1 {
		full = found[0]
	}
	return full, err
}
