package beanstalk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// Several environments of one application share a stack and its VPC, but neither a name nor a CNAME prefix.
func TestNamesOfSeveralEnvironments(t *testing.T) {
	at := func(account, region string) *awscdk.Environment {
		return &awscdk.Environment{Account: &account, Region: &region}
	}
	const prefix = `CnamePrefix must be another than that of "One/First", which is in the same region, got "shop"; ` +
		`give each environment one of its own`
	const name = `EnvironmentName must be another than that of "One/First", which is in the same region, got "shop"; ` +
		`give each environment one of its own`
	for title, test := range map[string]struct {
		one, two *awscdk.Environment
		together bool
		other    string
		want     []string
	}{
		"one stack":             {nil, nil, true, "shop", []string{prefix, name}},
		"names of their own":    {nil, nil, true, "cart", nil},
		"one place":             {at("111122223333", "eu-west-1"), at("111122223333", "eu-west-1"), false, "shop", []string{prefix, name}},
		"two accounts":          {at("111122223333", "eu-west-1"), at("444455556666", "eu-west-1"), false, "shop", []string{prefix}},
		"two regions":           {at("111122223333", "eu-west-1"), at("111122223333", "us-east-1"), false, "shop", nil},
		"places that are unset": {nil, nil, false, "shop", nil},
	} {
		app := awscdk.NewApp(nil)
		one := awscdk.NewStack(app, jsii.String("One"), &awscdk.StackProps{Env: test.one})
		two := one
		if !test.together {
			two = awscdk.NewStack(app, jsii.String("Two"), &awscdk.StackProps{Env: test.two})
		}
		define := func(scope constructs.Construct, id, name string) {
			beanstalk.NewWebEnvironment(scope, &id, &beanstalk.WebEnvironmentProps{
				Application: beanstalk.ApplicationFromName(scope, jsii.String(id+"Application"), jsii.String("shop")),
				Vpc:         awsec2.NewVpc(scope, jsii.String(id+"Vpc"), nil), EnvironmentName: &name, CnamePrefix: &name,
			})
		}
		define(one, "First", "shop")
		got := cdktest.Rejection(func() { define(two, "Second", test.other) })
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s: got %q, want %q", title, got, want)
			}
		}
		if n := len(strings.Split(got, "\n")); test.want == nil && got != "" || test.want != nil && n != len(test.want) {
			t.Errorf("%s: got %q", title, got)
		}
	}
}

// What is no longer in the app claims nothing.
func TestNamesOfAnEnvironmentThatIsRemoved(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application, vpc := beanstalk.ApplicationFromName(stack, jsii.String("Application"), jsii.String("shop")), cdktest.Vpc(stack)
	define := func(id string) string {
		return cdktest.Rejection(func() {
			beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{
				Application: application, Vpc: vpc, EnvironmentName: jsii.String("shop"), Domain: shop(), Capacity: &beanstalk.SingleInstance{},
			})
		})
	}
	define("First")
	if got := define("Second"); strings.Count(got, `another than that of "Test/Stack/First"`) != 2 {
		t.Errorf("got %q, want both refused", got)
	}
	stack.Node().TryRemoveChild(jsii.String("First"))
	if got := define("Third"); got != "" {
		t.Errorf("got %q, want none", got)
	}
}

// A prefix gives a name that is known at synthesis, and that another environment in its place does not have.
func TestNameWithAPrefix(t *testing.T) {
	name := func(id, prefix string, change func(*beanstalk.WebEnvironmentProps)) string {
		stack := awscdk.NewStack(awscdk.NewApp(nil), jsii.String("Shop"), nil)
		props := &beanstalk.WebEnvironmentProps{
			Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
			Vpc:         awsec2.NewVpc(stack, jsii.String("Vpc"), nil), EnvironmentNamePrefix: &prefix,
		}
		change(props)
		return *beanstalk.NewWebEnvironment(stack, &id, props).Resource.EnvironmentName()
	}
	same := func(*beanstalk.WebEnvironmentProps) {}
	first := name("Web", "shop", same)
	if again := name("Web", "shop", same); again != first || len(first) != len("shop-")+8 {
		t.Errorf("%q is %q the next time", first, again)
	}
	if long := name("Web", strings.Repeat("a", 30)+"-bc", same); len(long) != 39 || strings.Contains(long, "--") {
		t.Errorf("a long prefix makes %q", long)
	}
	for title, other := range map[string]string{
		"another environment": name("Api", "shop", same),
		"another shape":       name("Web", "shop", func(p *beanstalk.WebEnvironmentProps) { p.Capacity = &beanstalk.SingleInstance{} }),
		"another prefix":      name("Web", "shop", func(p *beanstalk.WebEnvironmentProps) { p.CnamePrefix = jsii.String("shop") }),
	} {
		if other == first {
			t.Errorf("%s has the name %q too", title, first)
		}
	}
	for given, want := range map[string]string{
		"-a":                     `must be 1 to 40 letters, digits and hyphens, no hyphen first, got "-a"`,
		*awscdk.Aws_STACK_NAME(): "must be known at synthesis, got a token",
	} {
		props := &beanstalk.WebEnvironmentProps{EnvironmentNamePrefix: &given}
		if got := fmt.Sprint(props.Validate()); !strings.Contains(got, "EnvironmentNamePrefix "+want) {
			t.Errorf("a prefix is refused with %q, want %q", got, want)
		}
	}
	both := &beanstalk.WebEnvironmentProps{EnvironmentName: jsii.String("shop"), EnvironmentNamePrefix: jsii.String("shop")}
	if got := fmt.Sprint(both.Validate()); !strings.Contains(got, "EnvironmentNamePrefix must be left out beside EnvironmentName") {
		t.Errorf("a prefix beside a name is refused with %q", got)
	}
}
