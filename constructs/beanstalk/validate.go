package beanstalk

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

func validateGroups(problems *prop.Problems, field string, groups *[]awsec2.ISecurityGroup) {
	if groups == nil {
		return
	}
	if n := len(*groups); n == 0 || n > 5 {
		problems.MustBe(field, "left out for a group of its own, or name one to five", prop.Words(fmt.Sprint(n)))
	}
	first := map[awsec2.ISecurityGroup]int{}
	for i, group := range *groups {
		element := fmt.Sprintf("%s[%d]", field, i)
		if !problems.Required(element, group, "remove it") {
			continue
		}
		if earlier, repeated := first[group]; repeated {
			problems.Say(element, "", "must be different from %s[%d], got the same group twice", field, earlier)
		}
		first[group] = i
	}
}

func validateArchitecture(problems *prop.Problems, a awsec2.InstanceArchitecture) {
	problems.OneOf("Architecture", string(a), string(awsec2.InstanceArchitecture_X86_64), string(awsec2.InstanceArchitecture_ARM_64))
}

func validateHealthCheckPath(problems *prop.Problems, path *string) {
	if path == nil || prop.Unresolved(*path) {
		return
	}
	printable := !strings.ContainsFunc(*path, func(r rune) bool { return r <= ' ' || r > '~' })
	if !strings.HasPrefix(*path, "/") || len(*path) > 1024 || !printable || prop.TokenLike(*path) {
		problems.MustBe("LoadBalancer.HealthCheckPath", `a path that starts with "/", of at most 1024 printable ASCII characters without a space`, *path)
	}
}

var (
	namePrefix      = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{0,39}$`)
	environmentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$`)
	cnamePrefix     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$`)
)

const (
	namePrefixForm      = "1 to 40 letters, digits and hyphens, no hyphen first"
	environmentNameForm = "4 to 40 letters, digits and hyphens, no hyphen at either end"
	cnamePrefixForm     = "4 to 63 letters, digits and hyphens, no hyphen at either end"
)
