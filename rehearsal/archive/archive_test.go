package archive

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"beanstalkline/rehearsal/archive/archivetest"
)

func TestPack(t *testing.T) {
	dir := archivetest.Tree(t, "Procfile", "bin/application", "bin/.hidden", "docs/deep/a.md", "docs/b.md")
	for name, test := range map[string]struct {
		selection              Selection
		want, wantErr, skipped string
	}{
		"files": {selection: Selection{Files: []string{"bin/application", "Procfile"}}, want: "Procfile bin/application"},
		"everything": {
			selection: Everything, want: "Procfile bin/.hidden bin/application docs/b.md docs/deep/a.md",
		},
		"a folder, not below": {selection: Selection{Files: []string{"docs/*"}}, want: "docs/b.md"},
		"a folder and below":  {selection: Selection{Files: []string{"docs/**/*"}}, want: "docs/b.md docs/deep/a.md"},
		"all but some": {
			selection: Selection{Files: []string{"**/*"}, Exclude: []string{"docs/**/*", "bin/.*"}},
			want:      "Procfile bin/application",
		},
		"without paths": {selection: Selection{Files: []string{"docs/**/*"}, DiscardPaths: true}, want: "a.md b.md"},
		"a file that does not exist": {
			selection: Selection{Files: []string{"bin/application", "bin/other"}}, want: "bin/application", skipped: "bin/other",
		},
		"nothing": {
			selection: Selection{Files: []string{"dist/**/*"}}, wantErr: "no matching artifact paths", skipped: "dist/**/*",
		},
	} {
		t.Run(name, func(t *testing.T) {
			zipped, skipped, err := Pack(dir, test.selection)
			if got := strings.Join(skipped, " "); got != test.skipped {
				t.Errorf("skipped %q, want %q", got, test.skipped)
			}
			archivetest.Check(t, zipped, err, test.want, test.wantErr)
		})
	}
}

func TestPackAndUnpackKeepModes(t *testing.T) {
	dir := archivetest.Tree(t, "bin/application", "Procfile")
	if err := os.Chmod(filepath.Join(dir, "bin/application"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("application", filepath.Join(dir, "bin/link")); err != nil {
		t.Fatal(err)
	}
	for links, want := range map[bool]fs.FileMode{false: 0o755, true: fs.ModeSymlink} {
		zipped, _, err := Pack(dir, Selection{Files: []string{"**/*"}, KeepLinks: links})
		if err != nil {
			t.Fatal(err)
		}
		target := t.TempDir()
		if err := Unpack(zipped, target); err != nil {
			t.Fatal(err)
		}
		for file, mode := range map[string]fs.FileMode{"bin/application": 0o755, "Procfile": 0o644, "bin/link": want} {
			info, err := os.Lstat(filepath.Join(target, file))
			if err != nil {
				t.Fatal(err)
			}
			if got := info.Mode() & (fs.ModeSymlink | 0o755); got&^0o777 != mode&^0o777 || mode.IsRegular() && got != mode {
				t.Errorf("%s: got %v, want %v", file, got, mode)
			}
		}
	}
}
