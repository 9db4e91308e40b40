package codebuild

import (
	"fmt"
	"strings"
)

// script is the specification as one shell script: all commands share a shell, the first that fails ends its phase,
// "finally" runs anyway, and after a failed build phase post_build still runs.
func (s buildSpec) script() string {
	var b strings.Builder
	b.WriteString("export CODEBUILD_BUILD_SUCCEEDING=1\n")
	for _, p := range s.phases() {
		if len(p.Commands) == 0 {
			continue
		}
		fmt.Fprintf(&b, "__phase=%s\n", p.name)
		for _, list := range []texts{p.Commands, p.Finally} {
			b.WriteString("__ok=1\n")
			for _, command := range list {
				quoted := "'" + strings.ReplaceAll(strings.TrimSpace(command), "'", `'\''`) + "'"
				fmt.Fprintf(&b, "if [ $__ok = 1 ]; then printf '[%%s] %%s\\n' $__phase %s; eval %s\n", quoted, quoted)
				b.WriteString("__code=$?; if [ $__code -ne 0 ]; then echo \"[$__phase] exit status $__code\"\n")
				b.WriteString("__ok=0; CODEBUILD_BUILD_SUCCEEDING=0; fi; fi\n")
			}
		}
		switch ends := p.name == "install" || p.name == "pre_build"; {
		case p.OnFailure == "CONTINUE":
		case p.OnFailure == "ABORT" || ends:
			b.WriteString("[ $CODEBUILD_BUILD_SUCCEEDING = 1 ] || exit 1\n")
		}
	}
	b.WriteString("[ $CODEBUILD_BUILD_SUCCEEDING = 1 ]\n")
	return b.String()
}
