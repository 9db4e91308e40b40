package board

import (
	"os"
	"strings"

	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/term"
)

// OnTerminal says whether a board can be drawn on what out is. It cannot on a dumb terminal.
func OnTerminal(out *os.File, env []string) bool {
	kind := lookup(env, "TERM")
	return term.IsTerminal(out.Fd()) && kind != "" && kind != "dumb"
}

// Width is the number of columns of a terminal, and 0 for anything else.
func Width(out *os.File) int {
	width, _, err := term.GetSize(out.Fd())
	if err != nil {
		return 0
	}
	return width
}

// Colors are those that a terminal has and its user wants: none with NO_COLOR, whatever it contains
// (https://no-color.org), or with CLICOLOR=0 (https://bixense.com/clicolors).
func Colors(out *os.File, env []string) colorprofile.Profile {
	if lookup(env, "NO_COLOR") != "" || lookup(env, "CLICOLOR") == "0" && lookup(env, "CLICOLOR_FORCE") == "" {
		if !OnTerminal(out, env) {
			return colorprofile.NoTTY // which gets no bold text either
		}
		return colorprofile.Ascii
	}
	return colorprofile.Detect(out, env)
}

func lookup(env []string, name string) (value string) {
	for _, entry := range env {
		if found, ok := strings.CutPrefix(entry, name+"="); ok {
			value = found
		}
	}
	return value
}
