package codebuild

import (
	"errors"
	"path/filepath"

	"beanstalkline/rehearsal/archive"
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

// pack zips what the specification calls the artifact of a build that ran in dir.
func (a artifacts) pack(dir string) ([]byte, error) {
	if len(a.Files) == 0 {
		return nil, errors.New("artifacts/files is required: the pipeline takes this build's output")
	}
	return archive.Pack(filepath.Join(dir, a.BaseDirectory), archive.Selection{
		Files:        a.Files,
		Exclude:      a.Exclude,
		DiscardPaths: bool(a.DiscardPaths),
		KeepLinks:    bool(a.EnableSymlinks),
	})
}
