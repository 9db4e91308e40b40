package beanstalk_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// denies are those of the roles whose logical id begins so, by name, as text.
func denies(t *testing.T, stack awscdk.Stack, role string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type != "AWS::IAM::Policy" || !strings.HasPrefix(id, role) {
			continue
		}
		for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			if s := s.(map[string]any); s["Effect"] == "Deny" {
				found[s["Sid"].(string)] = cdktest.Text(s)
			}
		}
	}
	return found
}

func single(scope constructs.Construct, id string, application beanstalk.IApplication, change ...func(*beanstalk.WebEnvironmentProps)) {
	props := &beanstalk.WebEnvironmentProps{
		Application: application, Capacity: &beanstalk.SingleInstance{},
		Vpc: awsec2.Vpc_FromVpcAttributes(scope, jsii.String(id+"Vpc"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a"),
			PublicSubnetIds: jsii.Strings("subnet-1"), PublicSubnetRouteTableIds: jsii.Strings("rtb-1"),
		}),
	}
	for _, c := range change {
		c(props)
	}
	beanstalk.NewWebEnvironment(scope, jsii.String(id), props)
}

// The environments of one application share its service role, which may pass the roles of all of them.
func TestServiceRoleServesEveryEnvironmentOfItsApplication(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	single(stack, "Web", application)
	single(stack, "Admin", application)
	got := denies(t, stack, "ApplicationServiceRole")
	for _, role := range []string{"ApplicationServiceRole", "WebInstanceRole", "AdminInstanceRole"} {
		if !strings.Contains(got["NoOtherRoles"], `"Fn::GetAtt":["`+role) {
			t.Errorf("%s must not be passed: %s", role, got["NoOtherRoles"])
		}
	}
	for _, sid := range []string{"NoWritesToIam", "NoOtherApplication", "NoOtherStacks", "NoDeletedDatabases", "NothingOfOthers"} {
		if got[sid] == "" {
			t.Errorf("%s is missing", sid)
		}
	}
}

// Two stacks cannot know each other's roles.
func TestEnvironmentInAnotherStackHasAServiceRoleOfItsOwn(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	other := awscdk.NewStack(stack.Node().Scope().(constructs.Construct), jsii.String("Other"), nil)
	single(other, "Web", application)
	got := denies(t, other, "WebServiceRole")
	for _, role := range []string{"WebServiceRole", "WebInstanceRole"} {
		if !strings.Contains(got["NoOtherRoles"], `"Fn::GetAtt":["`+role) {
			t.Errorf("%s must not be passed: %s", role, got["NoOtherRoles"])
		}
	}
}

func TestInstancesWriteOnlyLogsToElasticBeanstalksBucket(t *testing.T) {
	stack := cdktest.NewStack(nil)
	single(stack, "Web", beanstalk.NewApplication(stack, jsii.String("Application"), nil))
	got := denies(t, stack, "WebInstanceRole")
	for _, key := range []string{
		"/resources/environments/e-*", "/_runtime/*", "/resources/templates/*", "/app-*.zip", "/20*.zip", "code-pipeline-*", ".war", ".jar",
	} {
		if !strings.Contains(got["NoReleases"], `:s3:::elasticbeanstalk-*`+key+`"`) {
			t.Errorf("%s may be written: %s", key, got["NoReleases"])
		}
	}
	if text := got["NoOtherApplication"]; !strings.Contains(text, "PutInstanceStatistics") || !strings.Contains(text, `"Ref":"Application`) {
		t.Errorf("health of other applications may be reported: %s", text)
	}
}

// What the caller brings is the caller's: nothing is denied to it, and whoever deploys may pass it.
func TestGivenRolesAreLeftAsTheyAre(t *testing.T) {
	stack := cdktest.NewStack(nil)
	role := awsiam.NewRole(stack, jsii.String("Given"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("ec2.amazonaws.com"), nil),
	})
	single(stack, "Web", beanstalk.NewApplication(stack, jsii.String("Application"), nil), func(p *beanstalk.WebEnvironmentProps) {
		p.InstanceRole = role
	})
	if got := denies(t, stack, "Given"); len(got) > 0 {
		t.Errorf("the given role has the denies %v", got)
	}
	if got := denies(t, stack, "ApplicationServiceRole")["NoOtherRoles"]; !strings.Contains(got, `"Fn::GetAtt":["Given`) {
		t.Errorf("the given role must not be passed: %s", got)
	}
}

// Elastic Beanstalk copies the tag to everything that it makes for the environment. A name may have what a tag must not.
func TestWhatBelongsToAnApplicationIsTagged(t *testing.T) {
	for name, application := range map[string]func(constructs.Construct) beanstalk.IApplication{
		"made elsewhere": func(scope constructs.Construct) beanstalk.IApplication {
			return beanstalk.ApplicationFromName(scope, jsii.String("Application"), jsii.String("shop: R&D"))
		},
		"defined": func(scope constructs.Construct) beanstalk.IApplication {
			props := &beanstalk.ApplicationProps{ApplicationName: jsii.String("shop: R&D")}
			return beanstalk.NewApplication(scope, jsii.String("Application"), props)
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			single(stack, "Web", application(stack))
			template := assertions.Template_FromStack(stack, nil)
			for _, kind := range []string{"AWS::ElasticBeanstalk::Environment", "AWS::EC2::SecurityGroup"} {
				cdktest.Check(t, func() {
					template.HasResourceProperties(jsii.String(kind), map[string]any{
						"Tags": []any{map[string]any{"Key": "beanstalk:application", "Value": "shop: R_D"}},
					})
				})
			}
			for _, role := range []string{"WebServiceRole", "ApplicationServiceRole"} {
				text, defined := denies(t, stack, role)["NothingOfOthers"]
				if defined && !strings.Contains(text, `"aws:ResourceTag/beanstalk:application":"shop: R_D"`) {
					t.Errorf("%s has NothingOfOthers %s", role, text)
				}
			}
		})
	}
}
