package codebuild

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
)

// imagesFile holds the versions that CodeBuild's images have of their runtimes, as of 2026-11-22: the pages "Available
// runtimes" and "EC2 compute images", and the images' own list of versions.
//
//go:embed images.json
var imagesFile []byte

type imageRuntime struct {
	Versions []string `json:"versions"`
	Others   bool     `json:"others"` // it can install more than it has
}

var images = func() (read map[string]map[string]imageRuntime) {
	if err := json.Unmarshal(imagesFile, &read); err != nil {
		panic(err)
	}
	return read
}()

// checkImage compares the runtimes that the specification asks for with those of the build image.
func (s buildSpec) checkImage(image string) (notes []string, err error) {
	wanted := s.Phases.Install.Runtimes
	if len(wanted) == 0 {
		return nil, nil
	}
	has, known := images[image]
	if !known {
		return []string{fmt.Sprintf("which runtimes the image %s has is not known here", image)}, nil
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		version, runtime := wanted[name], has[name]
		if strings.HasPrefix(version, "$") || version == "latest" ||
			slices.ContainsFunc(runtime.Versions, func(v string) bool { return chooses(version, v) }) {
			continue
		}
		if runtime.Others {
			notes = append(notes, fmt.Sprintf("the image %s has %s %s, and installs %s if it can",
				image, name, strings.Join(runtime.Versions, ", "), version))
			continue
		}
		f := &failure.Failure{
			Where: phaseOf("download_source"),
			Cause: fmt.Sprintf("YAML_FILE_ERROR: Unknown runtime version named '%s' of %s. This build image has the following versions: %s",
				version, name, strings.Join(runtime.Versions, ", ")),
			Do: "Change runtime-versions, or choose another image for the build.",
		}
		if runtime.Versions == nil {
			f.Cause = fmt.Sprintf("YAML_FILE_ERROR: Unknown runtime named '%s'. This build image has the following runtimes: %s",
				name, strings.Join(slices.Sorted(maps.Keys(has)), ", "))
		}
		return nil, f
	}
	return notes, nil
}

// chooses reports whether asking for a version gets the image's.
func chooses(wanted, version string) bool {
	if prefix, some := strings.CutSuffix(wanted, "x"); some {
		return strings.HasPrefix(version, prefix) || version == strings.TrimSuffix(prefix, ".")
	}
	return wanted == version
}

// checkMachine compares them with those of this machine, which is what runs.
func (s buildSpec) checkMachine(ctx context.Context) (notes []string, err error) {
	wanted := s.Phases.Install.Runtimes
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if name == "android" {
			continue
		}
		title, version := machine.Title(name), machine.Version(ctx, name)
		if version == "" {
			return nil, failure.Missing(fmt.Sprintf(
				"the build asks for %s %s, and this machine has none: install it to rehearse the build", title, wanted[name]))
		}
		if !strings.HasPrefix(wanted[name], "$") && !machine.Fits(version, wanted[name]) {
			notes = append(notes, fmt.Sprintf("the build asks for %s %s, and is rehearsed with %s", title, wanted[name], version))
		}
	}
	return notes, nil
}
