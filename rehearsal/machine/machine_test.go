package machine

import (
	"slices"
	"strings"
	"testing"
)

func TestFits(t *testing.T) {
	for _, test := range []struct {
		version, wanted string
		fits            bool
	}{
		{"1.26.8", "1.26", true}, {"1.26.8", "1.x", true}, {"1.26.8", "latest", true}, {"1.26.8", "1.26.8", true},
		{"1.26.8", "1.2", false}, {"1.26.8", "2", false}, {"22.1.0", "22", true}, {"22.1.0", "22.x", true},
		{"21.0.2", "corretto21", true}, {"17.0.1", "corretto21", false}, {"20.20.2", "22", false},
	} {
		if got := Fits(test.version, test.wanted); got != test.fits {
			t.Errorf("%s for %s: got %t", test.version, test.wanted, got)
		}
	}
}

func TestVersionAndRoutes(t *testing.T) {
	if got := Version(t.Context(), "golang"); !strings.HasPrefix(got, "1.") {
		t.Errorf("got %q", got)
	}
	if got := Version(t.Context(), "cobol"); got != "" {
		t.Errorf("got %q", got)
	}
	t.Setenv("PIP_INDEX_URL", "https://example.com/simple")
	if got := Routes(t.Context()); !slices.Contains(got, "PIP_INDEX_URL=https://example.com/simple") {
		t.Errorf("got %v", got)
	}
}
