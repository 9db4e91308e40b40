package codebuild

import (
	"context"
	"fmt"
	"strings"

	"beanstalkline/rehearsal/failure"
)

// perform runs the phases of a specification. The failure is that of the first command that failed.
func (s buildSpec) perform(ctx context.Context, in *shell) (failed *failure.Failure, err error) {
	for _, p := range s.phases() {
		var again *failure.Failure
		for failures := 1; ; failures++ {
			var output []string
			if again, output, err = p.perform(ctx, in, failed == nil); err != nil {
				return nil, err
			}
			if again == nil || !p.OnFailure.again(failures, output) {
				break
			}
		}
		if again == nil {
			continue
		}
		if failed == nil {
			failed = again
		}
		ends := p.name == "install" || p.name == "pre_build"
		if p.OnFailure.abort || ends && !p.OnFailure.goOn {
			break
		}
	}
	return failed, nil
}

// perform runs the commands of a phase up to the first that fails, and then what it does finally.
func (p namedPhase) perform(
	ctx context.Context, in *shell, succeeding bool,
) (failed *failure.Failure, written []string, err error) {
	for _, list := range []texts{p.Commands, p.Finally} {
		for _, command := range list {
			if in.lacks != nil {
				if err := in.lacks(command); err != nil {
					return nil, nil, err
				}
			}
			status, output, err := in.run(ctx, command, succeeding && failed == nil)
			if err != nil {
				return nil, nil, err
			}
			written = append(written, output...)
			if status == 0 {
				continue
			}
			if failed == nil {
				failed = &failure.Failure{
					Where: phaseOf(p.name),
					Cause: fmt.Sprintf("Error while executing command: %s. Reason: exit status %d", oneLine(command), status),
					Log:   failure.Excerpt(strings.Join(output, "\n")),
					Do:    advice(status),
				}
			}
			break
		}
	}
	return failed, written, nil
}

func oneLine(command string) string {
	first, more, _ := strings.Cut(strings.TrimSpace(command), "\n")
	if more != "" {
		first += " ..."
	}
	return first
}

func advice(status int) string {
	switch status {
	case 126:
		return "The file is not executable: CodePipeline keeps no file modes of the source, so use chmod +x before."
	case 127:
		return "The program is not found: install it in the install phase, and on this machine."
	}
	return "Nothing was deployed. Run the command in the folder of the app, mend it, and try again."
}
