package delivery

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"beanstalkline/internal/prop"
)

var (
	repositoryName = regexp.MustCompile(`^[A-Za-z0-9._-]{1,100}$`)
	connectionArn  = regexp.MustCompile(`^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[A-Za-z0-9-]+$`)
	fullRepository = regexp.MustCompile(`^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)+$`)
	// notABranch finds what Git or CodeCommit forbids in a branch name (git-check-ref-format), and names that contain more
	// than the branch.
	notABranch = regexp.MustCompile(`[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|(^|/)\.|^[-/]|[/.]$|\.lock(/|$)|^refs/|^(HEAD|@|[0-9a-f]{40})?$|^.{257}`)
	uuid       = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)
	// hostName finds names that are hosts rather than owners of repositories.
	hostName = regexp.MustCompile(`(?i)^(www\.|git[a-z]*\.|bitbucket\.|code\.|scm\.|ssh\.).+$|.\.(com|org|net|io|dev|cloud|local|internal|corp)$`)
	// password finds a URL with credentials, which no message must show.
	password = regexp.MustCompile(`^[^/@\s]*(//)?[^/@\s:]*:[^/@\s]+@`)
	// pages are parts of the addresses that the providers' web sites have below a repository.
	pages = []string{"-", "actions", "blob", "branches", "commit", "commits", "issues", "pull", "pulls", "releases", "src", "tree", "wiki"}
)

// shown is a text as messages show it.
func shown(text string) any {
	if password.MatchString(text) {
		return prop.Words("a URL with a password")
	}
	return text
}

// withoutHost is the path of a repository in what Git clones, or a browser shows: https://github.com/acme/shop.git,
// git@github.com:acme/shop.git, codecommit::eu-west-1://shop, or the same without the protocol.
func withoutHost(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "?#"); i >= 0 {
		text = text[:i]
	}
	if protocol, rest, is := strings.Cut(text, "://"); is {
		if text = rest; !strings.HasPrefix(protocol, "codecommit") {
			_, text, _ = strings.Cut(rest, "/")
		}
	} else if host, rest, is := strings.Cut(text, ":"); is && !strings.Contains(host, "/") && host != "arn" {
		text = rest
	} else if host, rest, is := strings.Cut(text, "/"); is && hostName.MatchString(host) {
		text = rest
	}
	return strings.TrimSuffix(strings.Trim(text, "/"), ".git")
}

// fullRepositoryMeant is the "owner/name" in another form of the same, or "".
func fullRepositoryMeant(text string) string {
	parts := strings.Split(withoutHost(text), "/")
	if i := slices.IndexFunc(parts, func(part string) bool { return slices.Contains(pages, part) }); i >= 2 {
		parts = parts[:i]
	}
	if meant := strings.Join(parts, "/"); isFullRepository(meant) && parts[0] != "v1" {
		return meant
	}
	return ""
}

// isFullRepository reports whether a provider may have a repository of this name. GitHub and Bitbucket have two parts, and
// GitLab up to twenty groups within another; the connection does not tell which provider it is.
func isFullRepository(text string) bool {
	parts := strings.Split(text, "/")
	dots := func(part string) bool { return strings.Trim(part, ".") == "" }
	page := func(part string) bool { return slices.Contains(pages, part) }
	known := strings.EqualFold(parts[0], "github.com") || strings.EqualFold(parts[0], "gitlab.com") || strings.EqualFold(parts[0], "bitbucket.org")
	return fullRepository.MatchString(text) && len(parts) <= 22 && len(text) <= 1000 && !strings.HasSuffix(text, ".git") &&
		!slices.ContainsFunc(parts, dots) && !slices.ContainsFunc(parts[min(2, len(parts)):], page) &&
		!known && !(len(parts) > 2 && hostName.MatchString(parts[0]))
}

// repositoryNameMeant is the name of a CodeCommit repository in its ARN, its URL or another form of the name, or "".
func repositoryNameMeant(text string) string {
	text = withoutHost(text)
	if meant := text[strings.LastIndexAny(text, "/:@")+1:]; isRepositoryName(meant) {
		return meant
	}
	return ""
}

// validateRepositoryName finds what CodeCommit does not call a repository (AWS page "Quotas in AWS CodeCommit").
func validateRepositoryName(problems *prop.Problems, field, text string) {
	if !isRepositoryName(text) {
		problems.MustBe(field, `1 to 100 letters, digits, ".", "_" and "-", not ending in ".git"`, shown(text), write(repositoryNameMeant(text)))
	}
}

func isRepositoryName(text string) bool {
	return repositoryName.MatchString(text) && !strings.HasSuffix(text, ".git")
}

// branchMeant is the branch in a reference to it, or "".
func branchMeant(text string) string {
	meant := strings.TrimPrefix(strings.Trim(strings.TrimSpace(text), "/"), "refs/")
	for _, prefix := range []string{"heads/", "remotes/origin/"} {
		meant = strings.TrimPrefix(meant, prefix)
	}
	if meant == text || strings.HasPrefix(meant, "tags/") || !isBranch(meant) {
		return ""
	}
	return meant
}

// isBranch reports whether Git and CodeCommit allow the name of a branch (AWS page "Quotas in AWS CodeCommit").
func isBranch(text string) bool {
	return !notABranch.MatchString(text) && visible(text)
}

// visible reports whether people see all that is in a name, and see it in its order.
func visible(text string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) })
}

// write is what to write instead, if that is known.
func write(meant string) string {
	if meant == "" {
		return ""
	}
	return "write " + prop.Quote(meant)
}

// secretReference is what CloudFormation replaces with the secret itself.
var secretReference = regexp.MustCompile(`\{\{resolve:(secretsmanager|ssm-secure):`)

// noSecret finds a reference to a secret where CloudFormation would write the secret itself.
func noSecret(problems *prop.Problems, field, text, fix string) {
	if secretReference.MatchString(text) {
		problems.MustBe(field, "no reference to a secret, which would be readable in the project", prop.Words("one"), fix)
	}
}

// isPath reports whether a text is the path of something inside a repository.
func isPath(text string) bool {
	return filepath.IsLocal(text) && visible(text) && !prop.TokenLike(text) && len(text) <= 255 && strings.TrimSpace(text) != "" &&
		!strings.Contains(text, "://")
}
