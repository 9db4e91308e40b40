package network

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

var (
	// zoneName is that of an Availability Zone or of a Local Zone, such as us-west-2-lax-1a.
	zoneName = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+(-[a-z]+-[0-9]+)?[a-z]$`)
	zoneID   = regexp.MustCompile(`^[a-z]{2,}[0-9]+-([a-z]+[0-9]+-)?az[0-9]+$`)
)

// zonesOf is how many Availability Zones most accounts have in a region (AWS page "AWS Regions and Availability Zones"):
// us-west-1 and ap-northeast-1 have one more, which few accounts see. There is no limit for a region that is not known.
func zonesOf(region string) float64 {
	for zones, names := range map[float64]string{
		6: "us-east-1",
		4: "us-west-2 ap-northeast-2",
		3: "us-east-2 us-gov-east-1 us-gov-west-1 ca-central-1 ca-west-1 mx-central-1 sa-east-1 af-south-1 il-central-1 " +
			"eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3 me-central-1 me-south-1 " +
			"ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-3 ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 " +
			"ap-southeast-5 ap-southeast-6 ap-southeast-7 cn-north-1 cn-northwest-1",
		2: "us-west-1",
	} {
		if region != "" && slices.Contains(strings.Fields(names), region) {
			return zones
		}
	}
	return mostZones
}

// regionOf is the region of a scope, empty where only the deployment knows it.
func regionOf(scope constructs.Construct) (region string) {
	_ = cdk.Try(func() {
		if r := *awscdk.Stack_Of(scope).Region(); !prop.Unresolved(r) {
			region = r
		}
	})
	return region
}

// withoutLookup defines a VPC whose zones are given. The CDK's VPC asks its stack for the zones anyway and ignores the
// answer; a stack with a literal account and region then has the CDK CLI look them up, which takes credentials. While
// the VPC is being defined, the stack's context answers that there are none to compare with. Afterwards the stack is as
// it was, for anything else that asks it.
func withoutLookup(scope constructs.Construct, define func()) {
	stack := awscdk.Stack_Of(scope)
	key, placed := zonesKey(stack)
	if !placed || stack.Node().TryGetContext(&key) != nil {
		define()
		return
	}
	setContext(stack, key, &[]any{})
	defer setContext(stack, key, (*string)(nil))
	define()
}

// zonesKey is where the context has the zones of the stack's account and region, if these are known.
func zonesKey(stack awscdk.Stack) (key string, placed bool) {
	account, region := *stack.Account(), *stack.Region()
	return fmt.Sprintf("availability-zones:account=%s:region=%s", account, region), !prop.Unresolved(account) && !prop.Unresolved(region)
}

// validateInContext finds named zones that the account lacks, where somebody has looked its zones up: the CDK's VPC
// refuses them, too.
func validateInContext(problems *prop.Problems, scope constructs.Construct, names []*string) {
	var known []any
	_ = cdk.Try(func() {
		stack := awscdk.Stack_Of(scope)
		if key, placed := zonesKey(stack); placed {
			known, _ = stack.Node().TryGetContext(&key).([]any)
		}
	})
	for i, name := range names {
		if field := fmt.Sprintf("AvailabilityZones[%d]", i); len(known) > 0 && !problems.Of(field) && !slices.Contains(known, any(*name)) && !prop.Unresolved(*name) {
			problems.MustBe(field, fmt.Sprintf("one of the zones that the context has for the account, %v", known), *name, "or refresh cdk.context.json")
		}
	}
}

// setContext sets a context value of a stack that may have children already, which Node.SetContext refuses: they are
// taken out and put back in their order.
func setContext(stack awscdk.Stack, key string, value any) {
	children := *stack.Node().Children()
	ids := make([]*string, len(children))
	for i, child := range children {
		ids[i] = child.Node().Id()
		stack.Node().TryRemoveChild(ids[i])
	}
	stack.Node().SetContext(&key, value)
	for i, child := range children {
		constructs.NewNode(child.(constructs.Construct), stack, ids[i])
	}
}

// validateZoneNames finds names in a list that no zone of the region has.
func validateZoneNames(problems *prop.Problems, list string, names []*string, region string) {
	if n := len(names); list != "AvailabilityZones" {
		if n == 0 {
			problems.MustBe(list, "at least one", prop.Words("none"))
		}
	} else if n == 0 || n > mostZones {
		problems.MustBe(list, "left out for the first ones, or name one to six", prop.Words(fmt.Sprint(n)))
	}
	first := map[string]int{}
	for i, name := range names {
		field := fmt.Sprintf("%s[%d]", list, i)
		if !problems.Required(field, name, "remove it") {
			continue
		}
		if prop.ListToken(*name) {
			problems.Say(field, "name each in an element of its own", "must be one zone, got a token for a list")
		}
		if prop.Unresolved(*name) {
			continue
		}
		earlier, repeated := first[*name]
		switch {
		case zoneID.MatchString(*name):
			problems.MustBe(field, "the name of a zone, such as us-east-1b", prop.Words("an id, "+prop.Quote(*name)))
		case !zoneName.MatchString(*name):
			problems.MustBe(field, "the name of a zone, such as us-east-1b", *name)
		case region != "" && !strings.HasPrefix(*name, region):
			problems.MustBe(field, "a zone of "+region+", where the network is", *name)
		case repeated:
			problems.MustBe(field, fmt.Sprintf("different from %s[%d]", list, earlier), *name)
		default:
			first[*name] = i
			region = regions.OfZone(*name)
		}
	}
}
