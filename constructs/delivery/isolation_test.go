package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// denies are those of the role whose logical id begins so, by name, as text.
func denies(t *testing.T, stack awscdk.Stack, role string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for id, r := range resources(t, stack) {
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

// Each deployment of a pipeline has a role of its own, which reaches its own environment and no other.
func TestEachDeploymentReachesItsOwnEnvironmentOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		*p.Deployments = append(*p.Deployments, &delivery.Deployment{Environment: environment(stack, "Admin", "")})
	})
	for own, other := range map[string]string{"Web": "Admin", "Admin": "Web"} {
		got := denies(t, stack, "PipelineDeploy"+own)
		for _, sid := range []string{
			"NoWritesToIam", "NoOtherApplication", "NoSwappedAddresses", "NoOtherStacks", "NoDeletedDatabases", "NothingOfOthers",
			"NoOtherDatabases", "NoOtherRoles",
		} {
			if got[sid] == "" || strings.Contains(got[sid], `"`+other) {
				t.Errorf("the deployment to %s has %s %s", own, sid, got[sid])
			}
		}
		for sid, want := range map[string][]string{
			"NoOtherApplication": {`"Ref":"` + own + "Application"}, "NothingOfOthers": {`"Ref":"` + own + "Application"},
			"NoOtherRoles": {own + "InstanceRole", own + "ApplicationServiceRole"},
		} {
			for _, text := range want {
				if !strings.Contains(got[sid], text) {
					t.Errorf("%s of the deployment to %s lacks %s: %s", sid, own, text, got[sid])
				}
			}
		}
	}
}

// Of an environment that is made elsewhere, the names are known, but neither its roles nor whether its database is marked.
func TestDeploymentToAnEnvironmentMadeElsewhere(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, func(p *delivery.PipelineProps) {
		(*p.Deployments)[0].Environment = beanstalk.EnvironmentFromName(stack, jsii.String("Existing"), &beanstalk.EnvironmentAttributes{
			ApplicationName: jsii.String("shop & co"), EnvironmentName: jsii.String("shop-prod"),
		})
	})
	got := denies(t, stack, "PipelineDeployExisting")
	if text := got["NoOtherApplication"]; !strings.Contains(text, `:environment/shop \u0026 co/*"`) {
		t.Errorf("NoOtherApplication is %s", text)
	}
	if text := got["NothingOfOthers"]; !strings.Contains(text, `"aws:ResourceTag/beanstalk:application":"shop _ co"`) {
		t.Errorf("NothingOfOthers is %s, want what a tag may contain", text)
	}
	for _, sid := range []string{"NoOtherRoles", "NoOtherDatabases"} {
		if got[sid] != "" {
			t.Errorf("%s is %s, want none", sid, got[sid])
		}
	}
}

func TestBuildNeitherListsNorDeletesNorWritesSources(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	got := denies(t, stack, "PipelineBuildRole")
	if text := got["NoListsNoDeletions"]; !strings.Contains(text, `"Action":["s3:Delete*","s3:List*"]`) {
		t.Errorf("NoListsNoDeletions is %s", text)
	}
	if text := got["NoSources"]; !strings.Contains(text, `"Action":"s3:Put*"`) || !strings.Contains(text, `"/*/Source/*"`) {
		t.Errorf("NoSources is %s", text)
	}
}

// What starts the pipeline may be added after it.
func TestRoleOfALaterRuleIsForTheAccountToo(t *testing.T) {
	stack := cdktest.NewStack(nil)
	p := pipeline(stack, func(p *delivery.PipelineProps) {
		p.Source = delivery.ConnectionSource(
			jsii.String("arn:aws:codeconnections:eu-west-1:111122223333:connection/1"), jsii.String("acme/shop"), jsii.String("main"))
	})
	awsevents.NewRule(stack, jsii.String("Nightly"), &awsevents.RuleProps{
		Schedule: awsevents.Schedule_Rate(awscdk.Duration_Days(jsii.Number(1))),
		Targets:  &[]awsevents.IRuleTarget{awseventstargets.NewCodePipeline(p.Pipeline, nil)},
	})
	found := false
	for id, r := range resources(t, stack) {
		if strings.HasPrefix(id, "PipelineEventsRole") && r.Type == "AWS::IAM::Role" {
			found = strings.Contains(cdktest.Text(r.Properties), `"aws:SourceAccount":{"Ref":"AWS::AccountId"}`)
		}
	}
	if !found {
		t.Error("EventBridge may use the role for other accounts")
	}
}
