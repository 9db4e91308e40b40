package delivery

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
)

// ignored lists what is not part of the first commit: what Git would leave out, so that files that a build or an editor
// left in the folder change neither the commit nor, from machine to machine, the template.
func ignored(directory string) []string {
	name := filepath.Join(directory, ".gitignore")
	if info, err := os.Stat(name); err != nil || !info.Mode().IsRegular() || info.Size() > 1<<20 {
		return []string{".git"}
	}
	patterns, err := os.ReadFile(name)
	if err != nil {
		return []string{".git"}
	}
	return append(strings.Split(strings.ReplaceAll(string(patterns), "\r\n", "\n"), "\n"), ".git")
}

// ignoring finds what the patterns of a .gitignore leave out, as the CDK does when it copies the folder: so that what is
// measured and looked into here is what it copies there.
type ignoring []ignoreRule

type ignoreRule struct {
	name     *regexp.Regexp
	included bool // by a pattern that begins with "!"
	folders  bool // only
}

func newIgnoring(patterns []string) (all ignoring) {
	for _, pattern := range patterns {
		if !strings.HasSuffix(pattern, `\ `) {
			pattern = strings.TrimRight(pattern, " ")
		}
		if pattern == "" || strings.HasPrefix(pattern, "#") {
			continue
		}
		var rule ignoreRule
		pattern, rule.included = strings.CutPrefix(pattern, "!")
		pattern, rule.folders = strings.CutSuffix(pattern, "/")
		anywhere := !strings.Contains(pattern, "/")
		expression := ignoreExpression(strings.TrimPrefix(pattern, "/"))
		if anywhere {
			expression = "(.*/)?" + expression
		}
		var err error
		if rule.name, err = regexp.Compile("(?is)^" + expression + "$"); err == nil {
			all = append(all, rule)
		}
	}
	return all
}

var ignoreParts = regexp.MustCompile(`/\*\*/|/\*\*$|\*+|\?|\[[!^]?\]?[^\]/]*\]|\\.`)

// ignoreExpression turns a pattern into a regular expression.
func ignoreExpression(pattern string) string {
	var b strings.Builder
	if rest, is := strings.CutPrefix(pattern, "**/"); is {
		b.WriteString("(.*/)?")
		pattern = rest
	}
	for at := ignoreParts.FindStringIndex(pattern); at != nil; at = ignoreParts.FindStringIndex(pattern) {
		b.WriteString(regexp.QuoteMeta(pattern[:at[0]]))
		switch part := pattern[at[0]:at[1]]; {
		case part == "/**/":
			b.WriteString("/(.*/)?")
		case part == "/**":
			b.WriteString("/.*")
		case part[0] == '*':
			b.WriteString("[^/]*")
		case part == "?":
			b.WriteString("[^/]")
		case part[0] == '[':
			b.WriteString(strings.Replace(part, "[!", "[^", 1))
		default:
			b.WriteString(regexp.QuoteMeta(part[1:]))
		}
		pattern = pattern[at[1]:]
	}
	return b.String() + regexp.QuoteMeta(pattern)
}

// leavesOut reports whether a file or folder is left out, by itself or with a folder around it. The path has slashes.
func (all ignoring) leavesOut(path string, folder bool) bool {
	for i := 1; i < len(path); i++ {
		if path[i] == '/' && all.names(path[:i], true) {
			return true
		}
	}
	return all.names(path, folder)
}

func (all ignoring) names(path string, folder bool) bool {
	for _, rule := range slices.Backward(all) {
		if (folder || !rule.folders) && rule.name.MatchString(path) {
			return !rule.included
		}
	}
	return false
}
