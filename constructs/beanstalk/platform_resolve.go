package beanstalk

import (
	"regexp"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// isArn reports whether the platform is given by its ARN.
func (p Platform) isArn() bool { return strings.HasPrefix(string(p), "arn:") }

// arn is the version-less ARN of the branch, or the one that was given.
func (p Platform) arn(partition, region string) string {
	if p.isArn() {
		return string(p)
	}
	return "arn:" + partition + ":elasticbeanstalk:" + region + "::platform/" + string(p)
}

var (
	branchName  = regexp.MustCompile(`^[^:/]+ running on 64bit [^:/]+$`)
	platformArn = regexp.MustCompile(`^arn:[^:/]+:elasticbeanstalk:[^:/]+:[0-9]*:platform/[^/]+(/[0-9.]+)?$`)
)

const platformForm = `the name of a platform branch, such as "` + string(PlatformGo) + `", or a platform's ARN`

// validateRegion compares the region of a platform that is given by its ARN with that of the stack.
func (p Platform) validateRegion(problems *prop.Problems, region string) {
	if parts := strings.Split(string(p), ":"); len(parts) > 3 && parts[3] != region {
		problems.MustBe("Platform", "of region "+prop.Quote(region)+", where the stack is", parts[3], "name the branch alone")
	}
}

func resolvePlatform(problems *prop.Problems, p, otherwise Platform) Platform {
	switch {
	case p == "":
		return otherwise
	case prop.Unresolved(string(p)):
	case !prop.Prints(string(p)) || prop.TokenLike(string(p)) || len(p) > 200:
		problems.MustBe("Platform", platformForm, p)
		return otherwise
	case p.isArn() && platformArn.MatchString(string(p)):
		return p
	case !branchName.MatchString(string(p)):
		fix := ""
		if near, ok := options.SuggestBranch(string(p)); ok {
			fix = "write " + prop.Quote(near.Name)
		}
		problems.MustBe("Platform", platformForm, p, fix)
		return otherwise
	}
	for _, branch := range options.Branches() {
		if strings.EqualFold(branch.Name, string(p)) && branch.Name != string(p) {
			problems.MustBe("Platform", "the name of a platform branch as AWS writes it", p, "write "+prop.Quote(branch.Name))
			return Platform(branch.Name)
		}
	}
	return p
}

// family is the kind of platform, such as "docker"; empty where it is not known.
func (p Platform) family() string {
	name := string(p)
	if p.isArn() {
		head, branch, _ := strings.Cut(name, ":platform/")
		if !strings.HasSuffix(head, ":") {
			return "" // somebody's own
		}
		name, _, _ = strings.Cut(branch, "/")
	}
	if prop.Unresolved(name) {
		return ""
	}
	branch, _ := options.LookupBranch(name)
	return branch.Family
}
