package archive

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An entry of a zip file, of which nobody has checked anything.
type entry struct {
	name, content string
	mode          fs.FileMode
}

func zipped(t *testing.T, entries ...entry) []byte {
	t.Helper()
	var buffer bytes.Buffer
	archive := zip.NewWriter(&buffer)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		header.SetMode(e.mode | 0o644)
		file, err := archive.CreateHeader(header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := file.Write([]byte(e.content)); err != nil {
			t.Fatal(err)
		}
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return buffer.Bytes()
}

func TestUnpackStaysInside(t *testing.T) {
	defer func(bytes int64) { largest = bytes }(largest)
	largest = 1000
	outside := t.TempDir()
	const link = fs.ModeSymlink
	for name, test := range map[string]struct {
		entries []entry
		wantErr string
	}{
		"a name that leads out":         {[]entry{{"../outside", "", 0}}, "outside"},
		"one that does in its middle":   {[]entry{{"a/../../outside", "", 0}}, "outside"},
		"an absolute name":              {[]entry{{"/outside", "", 0}}, "outside"},
		"a name of Windows":             {[]entry{{`..\outside`, "", 0}}, "outside"},
		"an empty name":                 {[]entry{{"", "", 0}}, "outside"},
		"a folder that leads out":       {[]entry{{"../outside/", "", 0}}, "outside"},
		"a file through a link":         {[]entry{{"a", outside, link}, {"a/outside", "", 0}}, "file exists"},
		"a file in the place of a link": {[]entry{{"a", outside + "/outside", link}, {"a", "", 0}}, "file exists"},
		"a link through a link":         {[]entry{{"a", outside, link}, {"a/outside", "b", link}}, "escapes"},
		"a link through links":          {[]entry{{"a", "b", link}, {"b", outside, link}, {"a/outside", "b", link}}, "escapes"},
		"a link that leads out":         {[]entry{{"outside", "../..", link}}, ""},
		"a link whose target is long":   {[]entry{{"a", strings.Repeat("a", 1001), link}}, "too large"},
		"a file twice":                  {[]entry{{"a", "", 0}, {"a", "", 0}}, "file exists"},
		"a file that is a folder":       {[]entry{{"a/b", "", 0}, {"a", "", 0}}, "file exists"},
		"a device":                      {[]entry{{"a", "", fs.ModeDevice | fs.ModeCharDevice}}, "neither a file"},
		"a pipe":                        {[]entry{{"a", "", fs.ModeNamedPipe}}, "neither a file"},
		"a socket":                      {[]entry{{"a", "", fs.ModeSocket}}, "neither a file"},
		"a file that grows":             {[]entry{{"a", strings.Repeat("a", 1001), 0}}, "too large"},
		"files that grow":               {[]entry{{"a", strings.Repeat("a", 600), 0}, {"b", strings.Repeat("b", 600), 0}}, "too large"},
		"files of the largest size":     {[]entry{{"a", strings.Repeat("a", 500), 0}, {"b", strings.Repeat("b", 500), 0}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			err := Unpack(zipped(t, test.entries...), filepath.Join(t.TempDir(), "inside", "folder"))
			if test.wantErr == "" && err != nil || test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("got %v, want %q", err, test.wantErr)
			}
			if left, err := os.ReadDir(outside); err != nil || len(left) > 0 {
				t.Errorf("written outside: %v, %v", left, err)
			}
		})
	}
}
