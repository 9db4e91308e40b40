package main

import (
	"encoding/xml"
	"io"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"beanstalkline/rehearsal/board"
)

// The picture in the README is that of the recorded run. CONTRIBUTING says how both are made.
func TestThePictureIsUpToDate(t *testing.T) {
	recording, err := os.Open("../testdata/run.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer recording.Close()
	var drawn strings.Builder
	if err := draw(&drawn, recording, 0); err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../../docs/board.svg")
	if err != nil {
		t.Fatal(err)
	}
	if drawn.String() != string(want) {
		t.Error("docs/board.svg is another picture; make it again as CONTRIBUTING.md says")
	}
}

func TestAPictureIsLegibleOnGitHub(t *testing.T) {
	picture := svg([]board.Line{
		{{Look: board.Title, Text: "a < b & 日本"}}, nil, {{Look: board.Plain, Text: "  x  "}, {Look: board.Bad, Text: "✗"}},
	}, columns)
	for decoder := xml.NewDecoder(strings.NewReader(picture)); ; {
		if _, err := decoder.Token(); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
	}
	number := func(pattern string) float64 {
		n, err := strconv.ParseFloat(regexp.MustCompile(pattern).FindStringSubmatch(picture)[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if width, size := number(`svg [^>]*width="(\d+)"`), number(`font: (\d+)px`); width > 800 || size < 12 {
		t.Errorf("%g px wide, text of %g px", width, size)
	}
	for _, want := range []string{
		`<text x="20.0" y="33" textLength="93.6" lengthAdjust="spacingAndGlyphs" class="title">a &lt; b &amp; 日本</text>`,
		`<text x="35.6" y="69" textLength="7.8" lengthAdjust="spacingAndGlyphs">x</text>`,
		`<text x="59.0" y="69" textLength="7.8" lengthAdjust="spacingAndGlyphs" class="bad">✗</text>`,
		"prefers-color-scheme: dark",
	} {
		if !strings.Contains(picture, want) {
			t.Errorf("want %s in\n%s", want, picture)
		}
	}
}
