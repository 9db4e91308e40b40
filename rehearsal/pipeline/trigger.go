package pipeline

import (
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
)

// Triggered reports whether a push starts a pipeline by a trigger: one to a branch that changes some files, or one of a tag,
// with the other empty. A branch that is new has changed no files, and no filter of file paths lets it through (AWS page "Add
// trigger with code push or pull request event types"). A pull request is no push.
func Triggered(trigger types.PipelineTriggerDeclaration, branch, tag string, files []string) bool {
	if trigger.GitConfiguration == nil {
		return false
	}
	return slices.ContainsFunc(trigger.GitConfiguration.Push, func(filter types.GitPushFilter) bool {
		if filter.Tags != nil || tag != "" {
			return filter.Tags != nil && tag != "" && passes(filter.Tags.Includes, filter.Tags.Excludes, tag)
		}
		if filter.Branches != nil && !passes(filter.Branches.Includes, filter.Branches.Excludes, branch) {
			return false
		}
		paths := filter.FilePaths
		return paths == nil || slices.ContainsFunc(files, func(file string) bool { return passes(paths.Includes, paths.Excludes, file) })
	})
}

// passes reports whether a name is included, which all are where nothing says which, and not excluded.
func passes(includes, excludes []string, name string) bool {
	matches := func(pattern string) bool { return glob(pattern).MatchString(name) }
	return (len(includes) == 0 || slices.ContainsFunc(includes, matches)) && !slices.ContainsFunc(excludes, matches)
}

// glob is the expression for a pattern as the AWS page "Working with glob patterns in syntax" describes it: "*" and "?" stay
// within a folder, "**" does not, "[a-c]" and "[!a-c]" are characters, "{a,b}" are alternatives, and "\" makes the next
// character one of its own. A "/" is always one, so "**/x" is in a folder. What is not closed matches nothing.
func glob(pattern string) *regexp.Regexp {
	var out strings.Builder
	open, runes := 0, []rune(pattern)
	for i := 0; i < len(runes); i++ {
		closing := slices.Index(runes[i:], ']')
		switch c := runes[i]; {
		case c == '*' && i+1 < len(runes) && runes[i+1] == '*':
			out.WriteString(".*")
			i++
		case c == '*':
			out.WriteString("[^/]*")
		case c == '?':
			out.WriteString("[^/]")
		case c == '[' && closing > 1:
			out.WriteString(characters(string(runes[i+1 : i+closing])))
			i += closing
		case c == '{':
			out.WriteString("(")
			open++
		case c == '}' && open > 0:
			out.WriteString(")")
			open--
		case c == ',' && open > 0:
			out.WriteString("|")
		case c == '\\' && i+1 < len(runes):
			i++
			out.WriteString(regexp.QuoteMeta(string(runes[i])))
		default:
			out.WriteString(regexp.QuoteMeta(string(c)))
		}
	}
	compiled, err := regexp.Compile("^" + out.String() + "$")
	if err != nil {
		return regexp.MustCompile(`[^\s\S]`)
	}
	return compiled
}

// characters are those of one place in a name, from what is between brackets.
func characters(set string) string {
	set = strings.ReplaceAll(set, `\`, `\\`)
	if others, is := strings.CutPrefix(set, "!"); is {
		return "[^/" + others + "]"
	}
	return "[" + strings.ReplaceAll(set, "^", `\^`) + "]"
}
