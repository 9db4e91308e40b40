package codebuild

import (
	"testing"

	"beanstalkline/rehearsal/archive/archivetest"
)

func TestArtifacts(t *testing.T) {
	dir := archivetest.Tree(t, "Procfile", "docs/a.md", "docs/deep/b.md")
	for name, test := range map[string]struct {
		artifacts     artifacts
		want, wantErr string
	}{
		"from a base directory": {artifacts{Files: texts{"**/*"}, BaseDirectory: "docs"}, "a.md deep/b.md", ""},
		"without paths":         {artifacts{Files: texts{"docs/**/*"}, DiscardPaths: true}, "a.md b.md", ""},
		"all but some":          {artifacts{Files: texts{"**/*"}, Exclude: texts{"docs/*"}}, "Procfile docs/deep/b.md", ""},
		"nothing":               {artifacts{}, "", "artifacts/files is required"},
	} {
		t.Run(name, func(t *testing.T) {
			zipped, err := test.artifacts.pack(dir)
			archivetest.Check(t, zipped, err, test.want, test.wantErr)
		})
	}
}
