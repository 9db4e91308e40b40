package beanstalk

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// A claimant is an environment with a name, a prefix or a record that no other may have.
type claimant struct {
	construct constructs.IConstruct
	resource  awselasticbeanstalk.CfnEnvironment
	domain    *Domain
}

// claimants are those of each app, by the root of its tree: to look for them in the tree takes longer the more is in it.
var claimants = map[constructs.IConstruct][]claimant{}

func claim(scope constructs.Construct, c claimant) {
	root := scope.Node().Root()
	claimants[root] = append(claimants[root], c)
}

func claimed(scope constructs.Construct) []claimant {
	if len(claimants) == 0 {
		return nil
	}
	return claimants[scope.Node().Root()]
}

// stands reports whether a claimant is still in its tree, from which it may have been removed.
func (c claimant) stands() bool {
	return slices.Contains(*c.construct.Node().Root().Node().FindAll(""), c.construct)
}

// validateNames finds another environment of the app with a name or a CNAME prefix that is to be its alone: a name in an
// account and a region, a prefix in a region. Stacks whose place is not known may be deployed to different ones.
func validateNames(problems *prop.Problems, scope constructs.Construct, p *WebEnvironmentProps) {
	if prop.IsNil(scope) || p.EnvironmentName == nil && p.CnamePrefix == nil || problems.Of("EnvironmentName") || problems.Of("CnamePrefix") {
		return
	}
	_ = cdk.Try(func() {
		for _, other := range claimed(scope) {
			named := alike(p.EnvironmentName, other.resource.EnvironmentName)
			prefixed := alike(p.CnamePrefix, other.resource.CnamePrefix)
			if !named && !prefixed || !other.stands() {
				continue
			}
			here, there := awscdk.Stack_Of(scope), awscdk.Stack_Of(other.construct)
			together := *here.Node().Path() == *there.Node().Path()
			region := together || same(here.Region(), there.Region())
			clashes := func(field string, given *string) {
				if !problems.Of(field) {
					problems.MustBe(field, "another than that of "+prop.Quote(*other.construct.Node().Path())+", which is in the same region", *given,
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

// longestName is how long the name of an environment may be.
const longestName = 40

// nameFor is a name that is known at synthesis. It contains the place in the app and all that makes CloudFormation replace
// the environment, for the new one cannot have the name while the old one has it.
func nameFor(prefix string, scope constructs.Construct, shape string, cname *string, application IApplication) *string {
	named := cdk.Resolved(scope, *application.ApplicationName())
	if own, is := application.(*Application); is && own.given != nil {
		named += cdk.Resolved(scope, *own.given)
	}
	text := []string{*scope.Node().Path(), shape, prop.Or(cname, ""), named}
	return jsii.String(withDigest(prefix, longestName, digest(4, text...)))
}
