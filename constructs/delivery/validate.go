package delivery

import (
	"fmt"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// notABranch finds what Git forbids in a branch name (git-check-ref-format), and names that hold more than the branch.
var notABranch = regexp.MustCompile(`[\x00-\x20\x7f~^:?*\[\\]|\.\.|//|@\{|(^|/)\.|^[-/]|[/.]$|\.lock(/|$)|^refs/|^$|^.{257}`)

func checkBranch(field, branch string) error {
	if prop.IsToken(branch) || !notABranch.MatchString(branch) {
		return nil
	}
	return fmt.Errorf(`%s must be the name of one branch, such as "main", without "refs/heads/" or wildcards, got %q`, field, branch)
}

func checkRemovalPolicy(policy awscdk.RemovalPolicy) error {
	if policy == awscdk.RemovalPolicy_SNAPSHOT {
		return fmt.Errorf("RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got %s", policy)
	}
	return nil
}

// checkUnits checks an optional duration that AWS counts in whole units; a token passes.
func checkUnits(field string, d awscdk.Duration, unit string, least, most float64) error {
	if d == nil || *d.IsUnresolved() {
		return nil
	}
	convert := d.ToDays
	if unit == "minutes" {
		convert = d.ToMinutes
	}
	n := *convert(&awscdk.TimeConversionOptions{Integral: jsii.Bool(false)})
	if n == float64(int(n)) && n >= least && n <= most {
		return nil
	}
	return fmt.Errorf("%s must be %v to %v whole %s, got %s", field, least, most, unit, *d.ToHumanString())
}

// checkNear reports a resource that is in another account or region than the pipeline. Two stacks that leave both to
// the deployment are taken to be deployed alike.
func checkNear(field string, scope constructs.Construct, other *interfaces.ResourceEnvironment) error {
	stack := awscdk.Stack_Of(scope)
	near := func(a, b string) bool { return a == b || prop.IsToken(a) && prop.IsToken(b) }
	if near(*stack.Account(), *other.Account) && near(*stack.Region(), *other.Region) {
		return nil
	}
	return fmt.Errorf("%s must be in the account and region of the pipeline, %s, got %s", field,
		place(*stack.Account(), *stack.Region()), place(*other.Account, *other.Region))
}

func place(account, region string) string {
	name := func(s string) string {
		if prop.IsToken(s) {
			return "unset"
		}
		return s
	}
	return name(account) + "/" + name(region)
}
