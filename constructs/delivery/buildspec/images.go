package buildspec

import (
	_ "embed"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// imagesFile holds the versions that CodeBuild's images have of their runtimes, as of 2026-11-22: the pages "Available
// runtimes" and "EC2 compute images", and the images' own list of versions.
//
//go:embed images.json
var imagesFile []byte

// Runtime is what an image has of a runtime.
type Runtime struct {
	Versions []string `json:"versions"`
	// Others means that the image can install versions that it does not have.
	Others bool `json:"others"`
}

var images = func() (read map[string]map[string]Runtime) {
	if err := json.Unmarshal(imagesFile, &read); err != nil {
		panic(err) // the repository's own file, which the tests of this package read
	}
	return read
}()

// RuntimesOf returns the runtimes of an image of CodeBuild's, by their names, or nil for one that is not known.
func RuntimesOf(image string) map[string]Runtime { return maps.Clone(images[image]) }

// chooses reports whether asking for a version gets that of an image.
func chooses(wanted, version string) bool {
	if prefix, some := strings.CutSuffix(wanted, "x"); some {
		return strings.HasPrefix(version, prefix) || version == strings.TrimSuffix(prefix, ".")
	}
	return wanted == version
}

// Has reports whether asking for a version, such as 22, 22.x, latest or $NODE, gets one that the image has.
func (r Runtime) Has(wanted string) bool {
	return wanted == "latest" || strings.HasPrefix(wanted, "$") ||
		slices.ContainsFunc(r.Versions, func(v string) bool { return chooses(wanted, v) })
}
