package beanstalk

import (
	"regexp"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Platform is the name of a platform branch, as the AWS page "Elastic Beanstalk supported platforms" lists it. The
// constants name the branches most used here; any other is Platform("Corretto 21 running on 64bit Amazon Linux 2023").
// An ARN is taken as it is, such as that of a platform of your own.
//
// A branch has no version: Elastic Beanstalk starts an environment on the newest version of its branch, and managed
// updates keep it there.
type Platform string

const (
	// PlatformGo runs Go programs.
	PlatformGo Platform = "Go 1 running on 64bit Amazon Linux 2023"
	// PlatformDocker runs one container, or several described by a docker-compose.yml.
	PlatformDocker Platform = "Docker running on 64bit Amazon Linux 2023"
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

func resolvePlatform(problems *prop.Problems, p Platform) Platform {
	switch {
	case p == "":
		return PlatformGo
	case prop.Unresolved(string(p)):
	case !prop.Prints(string(p)) || prop.TokenLike(string(p)) || len(p) > 200:
		problems.MustBe("Platform", platformForm, p)
		return PlatformGo
	case p.isArn() && platformArn.MatchString(string(p)):
		return p
	case !branchName.MatchString(string(p)):
		fix := ""
		if near, ok := options.SuggestBranch(string(p)); ok {
			fix = "write " + prop.Quote(near.Name)
		}
		problems.MustBe("Platform", platformForm, p, fix)
		return PlatformGo
	}
	for _, branch := range options.Branches() {
		if strings.EqualFold(branch.Name, string(p)) && branch.Name != string(p) {
			problems.MustBe("Platform", "the name of a platform branch as AWS writes it", p, "write "+prop.Quote(branch.Name))
			return Platform(branch.Name)
		}
	}
	return p
}
