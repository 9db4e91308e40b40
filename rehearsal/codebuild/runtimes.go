package codebuild

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
)

// checkImage compares the runtimes that the specification asks for with those of the build image.
func (s buildSpec) checkImage(image string) (notes []string, err error) {
	wanted := s.Phases.Install.Runtimes
	if len(wanted) == 0 {
		return nil, nil
	}
	has := buildspec.RuntimesOf(image)
	if has == nil {
		return []string{fmt.Sprintf("which runtimes the image %s has is not known here", image)}, nil
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		version, runtime := wanted[name], has[name]
		if runtime.Has(version) {
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
