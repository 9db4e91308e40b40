package board

import (
	"fmt"
	"os"

	"github.com/charmbracelet/colorprofile"
)

// Print writes lines to a terminal, in the colors that it has, or to anything else, without colors.
func Print(out *os.File, lines []Line, env []string) {
	fmt.Fprintln(&colorprofile.Writer{Forward: out, Profile: Colors(out, env)}, Styled(lines))
}
