package printable

import (
	"slices"
	"testing"
)

func TestLineLeavesOutWhatIsNotText(t *testing.T) {
	for text, want := range map[string]string{
		"plain":                       "plain",
		"\x1b[31mred\x1b[0m":          "red",
		"\x1b]0;title\x07after":       "after",
		"\x1b]8;;https://x\x1b\\link": "link",
		"\x1b[2J\x1b[Hcleared":        "cleared",
		"a\tb\r\n":                    "a b",
		"bell\a back\b null\x00":      "bell back null",
		"csi\u009b31m c1":             "csi31m c1",
		"broken \xff\xfe bytes":       "broken bytes",
		"turned \u202e around":        "turned around",
		"joined 👩\u200d💻 and ❤\ufe0f": "joined 👩💻 and ❤",
		"日本語 é e\u0301":               "日本語 é e\u0301",
		"unfinished \x1b[3":           "unfinished",
	} {
		if got := Line(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestLinesKeepTheirIndent(t *testing.T) {
	want := []string{"a", "  b c", "", "d"}
	if got := Lines("a\n  b\tc\r\n\n\x1b[1md\n\n"); !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestCutAndWrapKeepToTheWidth(t *testing.T) {
	for _, text := range []string{
		"", "short", "a sentence of some words", "日本語の文字は幅が広い", "mixed 日本 words 語", "https://localhost:8080/a/long/path",
		"  indented by two",
	} {
		for width := range 40 {
			if got := Width(Cut(text, width)); got > width {
				t.Errorf("%q in %d columns takes up %d", text, width, got)
			}
			for _, line := range Wrap(text, width) {
				if got := Width(line); got > max(width, 2) {
					t.Errorf("%q in %d columns: %q takes up %d", text, width, line, got)
				}
			}
		}
	}
	for width, want := range map[int]string{6: "日本…", 5: "日本…", 4: "日…", 3: "日…", 2: "…", 1: "…", 0: ""} {
		if got := Cut("日本語文", width); got != want {
			t.Errorf("%d: got %q, want %q", width, got, want)
		}
	}
	if got := Wrap("one two three\nfour", 8); !slices.Equal(got, []string{"one two", "three", "four"}) {
		t.Errorf("got %q", got)
	}
}

func TestCount(t *testing.T) {
	for n, want := range []string{"0 files", "1 file", "2 files"} {
		if got := Count(n, "file"); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
