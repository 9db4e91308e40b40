package codebuild

import (
	"testing"

	"beanstalkline/rehearsal/archive/archivetest"
)

func TestArtifacts(t *testing.T) {
	dir := archivetest.Tree(t, "Procfile", "docs/a.md", "docs/deep/b.md")
	for name, test := range map[string]struct {
		artifacts           artifacts
		name, want, wantErr string
	}{
		"from a base directory": {artifacts: artifacts{Files: texts{"**/*"}, BaseDirectory: "docs"}, want: "a.md deep/b.md"},
		"from a glob of one":    {artifacts: artifacts{Files: texts{"*"}, BaseDirectory: "d*"}, want: "a.md"},
		"without paths":         {artifacts: artifacts{Files: texts{"docs/**/*"}, DiscardPaths: true}, want: "a.md b.md"},
		"all but some": {
			artifacts: artifacts{Files: texts{"**/*"}, Exclude: texts{"docs/*"}}, want: "Procfile docs/deep/b.md",
		},
		"a secondary one": {
			artifacts: artifacts{Files: texts{"*"}, Secondary: map[string]artifacts{"docs": {Files: texts{"docs/*"}}}},
			name:      "docs", want: "docs/a.md",
		},
		"nothing":             {wantErr: "List the files to deploy in artifacts/files"},
		"nothing that exists": {artifacts: artifacts{Files: texts{"dist/**/*"}}, wantErr: "no matching artifact paths found for dist/**/*"},
		"no such base directory": {
			artifacts: artifacts{Files: texts{"*"}, BaseDirectory: "dist"}, wantErr: "no matching base directory path found for dist",
		},
	} {
		t.Run(name, func(t *testing.T) {
			zipped, _, err := test.artifacts.pack(dir, test.name)
			archivetest.Check(t, zipped, err, test.want, test.wantErr)
		})
	}
}
