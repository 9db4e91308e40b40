package beanstalk

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// claims are the environments with a name, a prefix or a record of their own, by the root of their tree: to look through
// the tree for every new one would take the longer the more is in it.
var claims = map[constructs.IConstruct][]*WebEnvironment{}

// claim notes an environment that has what no other may have.
func (e *WebEnvironment) claim() {
	root := e.Node().Root()
	claims[root] = append(claims[root], e)
}

// claimed are the other environments of an app that have what no other may have.
func claimed(scope constructs.Construct) []*WebEnvironment {
	if len(claims) == 0 {
		return nil
	}
	return claims[scope.Node().Root()]
}

// there reports whether an environment is still in its tree: one may be removed from it.
func (e *WebEnvironment) there() bool {
	return slices.Contains(*e.Node().Root().Node().FindAll(""), constructs.IConstruct(e))
}

// validateNames finds another environment of the app with a name or a CNAME prefix that is to be its alone: a name in an
// account and a region, a prefix in a region. Stacks whose place is not known may be deployed to different ones.
func validateNames(problems *prop.Problems, scope constructs.Construct, p *WebEnvironmentProps) {
	if prop.IsNil(scope) || p.EnvironmentName == nil && p.CnamePrefix == nil || problems.Of("EnvironmentName") || problems.Of("CnamePrefix") {
		return
	}
	_ = cdk.Try(func() {
		for _, other := range claimed(scope) {
			named := alike(p.EnvironmentName, other.Resource.EnvironmentName)
			prefixed := alike(p.CnamePrefix, other.Resource.CnamePrefix)
			if !named && !prefixed || !other.there() {
				continue
			}
			here, there := awscdk.Stack_Of(scope), awscdk.Stack_Of(other)
			together := *here.Node().Path() == *there.Node().Path()
			region := together || same(here.Region(), there.Region())
			clashes := func(field string, given *string) {
				if !problems.Of(field) {
					problems.MustBe(field, "another than that of "+prop.Quote(*other.Node().Path())+", which is in the same region", *given,
						"give each environment one of its own")
				}
			}
			if named && (together || region && same(here.Account(), there.Account())) {
				clashes("EnvironmentName", p.EnvironmentName)
			}
			if prefixed && region {
				clashes("CnamePrefix", p.CnamePrefix)
			}
		}
	})
}

// alike reports whether a name is that of another environment, which is asked only if there is one to compare it with.
func alike(given *string, ask func() *string) bool {
	if given == nil {
		return false
	}
	used := ask()
	return used != nil && strings.EqualFold(*given, *used)
}

// same reports whether two names are known to be the same.
func same(a, b *string) bool { return *a == *b && !prop.Unresolved(*a) }
