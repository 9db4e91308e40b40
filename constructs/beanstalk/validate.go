package beanstalk

import (
	"fmt"
	"net/netip"
	"regexp"

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

func validateAllowFrom(problems *prop.Problems, ranges *[]*string) {
	if ranges != nil && len(*ranges) == 0 {
		problems.MustBe("AllowFrom", "left out to admit everybody, or name who may visit, such as 203.0.113.7/32", prop.Words("an empty list, which admits nobody"))
	}
	first := map[netip.Prefix]int{}
	for i, cidr := range prop.Or(ranges, nil) {
		field := fmt.Sprintf("AllowFrom[%d]", i)
		if cidr == nil {
			problems.MustBe(field, "a range such as 203.0.113.0/24", nil)
			continue
		}
		if prop.ListToken(*cidr) {
			problems.Say(field, "name each in an element of its own", "must be one range, got a token for a list")
		}
		if prop.Unresolved(*cidr) {
			continue
		}
		prefix, err := netip.ParsePrefix(*cidr)
		earlier, repeated := first[prefix]
		switch {
		case err != nil:
			problems.MustBe(field, "a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address", *cidr)
		case prefix != prefix.Masked():
			problems.MustBe(field, "the first address of its range", *cidr, "write "+prefix.Masked().String())
		case repeated:
			problems.MustBe(field, fmt.Sprintf("different from AllowFrom[%d]", earlier), *cidr)
		default:
			first[prefix] = i
		}
	}
}

func validateArchitecture(problems *prop.Problems, a awsec2.InstanceArchitecture) {
	problems.OneOf("Architecture", string(a), string(awsec2.InstanceArchitecture_X86_64), string(awsec2.InstanceArchitecture_ARM_64))
}

var (
	environmentName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]$`)
	cnamePrefix     = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]$`)
)

const (
	environmentNameForm = "4 to 40 letters, digits and hyphens, no hyphen at either end"
	cnamePrefixForm     = "4 to 63 letters, digits and hyphens, no hyphen at either end"
)
