package beanstalk

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Platform is the name of a platform branch, as the AWS page "Elastic Beanstalk supported platforms" lists it. The
// constants name the branches most used here; any other is Platform("Corretto 21 running on 64bit Amazon Linux 2023").
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

// arn is the version-less ARN of the branch.
func (p Platform) arn(partition, region string) string {
	return "arn:" + partition + ":elasticbeanstalk:" + region + "::platform/" + string(p)
}

func resolvePlatform(problems *prop.Problems, p Platform) Platform {
	switch {
	case p == "":
		return PlatformGo
	case prop.Unresolved(string(p)):
	case !strings.Contains(string(p), " running on 64bit ") || !prop.Prints(string(p)) || prop.TokenLike(string(p)) || len(p) > 200:
		problems.MustBe("Platform", "the name of a platform branch, such as "+prop.Quote(string(PlatformGo)), p)
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
