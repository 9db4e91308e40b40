package beanstalk

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// validateNames finds another environment of the app with a name or a CNAME prefix that is to be its alone: a name in an
// account and a region, a prefix in a region. Stacks whose place is not known may be deployed to different ones.
func validateNames(problems *prop.Problems, scope constructs.Construct, p *WebEnvironmentProps) {
	if prop.IsNil(scope) || p.EnvironmentName == nil && p.CnamePrefix == nil || problems.Of("EnvironmentName") || problems.Of("CnamePrefix") {
		return
	}
	_ = cdk.Try(func() {
		here := awscdk.Stack_Of(scope)
		for _, each := range *scope.Node().Root().Node().FindAll("") {
			other, is := each.(*WebEnvironment)
			if !is || other.Resource == nil {
				continue
			}
			there := awscdk.Stack_Of(other)
			together := *here.Node().Path() == *there.Node().Path()
			region := together || same(here.Region(), there.Region())
			for _, name := range []struct {
				field       string
				given, used *string
				clash       bool
			}{
				{"EnvironmentName", p.EnvironmentName, other.Resource.EnvironmentName(), together || region && same(here.Account(), there.Account())},
				{"CnamePrefix", p.CnamePrefix, other.Resource.CnamePrefix(), region},
			} {
				if name.clash && name.given != nil && name.used != nil && strings.EqualFold(*name.given, *name.used) && !problems.Of(name.field) {
					problems.MustBe(name.field, "another than that of "+prop.Quote(*other.Node().Path())+", which is in the same region", *name.given,
						"give each environment one of its own")
				}
			}
		}
	})
}

// same reports whether two names are known to be the same.
func same(a, b *string) bool { return *a == *b && !prop.Unresolved(*a) }
