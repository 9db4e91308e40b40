package stacks_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

// preset composes a stage as it comes and returns the resources of its stack.
func preset(t *testing.T, stage stacks.Stage) map[string]cdktest.Resource {
	t.Helper()
	for _, as := range []stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()} {
		if reflect.DeepEqual(stage, as) {
			if presets[as.Name] == nil {
				presets[as.Name] = composed(t, stage)
			}
			return presets[as.Name]
		}
	}
	return composed(t, stage)
}

// presets are the resources of the presets that have been composed.
var presets = map[string]map[string]cdktest.Resource{}

func composed(t *testing.T, stage stacks.Stage) map[string]cdktest.Resource {
	t.Helper()
	_, line, problems := composeLine(stage)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	return cdktest.Resources(t, assertions.Template_FromStack(line.Stages[0].Stack, nil))
}

func count(resources map[string]cdktest.Resource, kind string) int {
	n := 0
	for _, r := range resources {
		if r.Type == kind {
			n++
		}
	}
	return n
}

// option is the value of an option setting of the only environment, or "" if it is not set.
func option(resources map[string]cdktest.Resource, namespace, name string) string {
	for _, r := range resources {
		settings, _ := r.Properties["OptionSettings"].([]any)
		for _, s := range settings {
			setting := s.(map[string]any)
			if setting["Namespace"] == namespace && setting["OptionName"] == name {
				return fmt.Sprint(setting["Value"])
			}
		}
	}
	return ""
}

// actions are the actions of the only pipeline, as "Stage: Provider", with what happens on failure where that is set.
func actions(resources map[string]cdktest.Resource) []string {
	var found []string
	for _, r := range resources {
		if r.Type != "AWS::CodePipeline::Pipeline" {
			continue
		}
		for _, s := range r.Properties["Stages"].([]any) {
			stage := s.(map[string]any)
			text := ""
			if failure, is := stage["OnFailure"].(map[string]any); is {
				text = ", on failure " + fmt.Sprint(failure["Result"])
			}
			for _, a := range stage["Actions"].([]any) {
				provider := a.(map[string]any)["ActionTypeId"].(map[string]any)["Provider"]
				found = append(found, fmt.Sprint(stage["Name"], ": ", provider, text))
			}
		}
	}
	return found
}

func TestDevAndTestAreOneInstanceWithoutHourlyExtras(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Dev(), stacks.Test()} {
		resources := preset(t, stage)
		if got := option(resources, "aws:elasticbeanstalk:environment", "EnvironmentType"); got != "SingleInstance" {
			t.Errorf("%s is %s, want SingleInstance", stage.Name, got)
		}
		if got := option(resources, "aws:elasticbeanstalk:environment", "LoadBalancerType"); got != "" {
			t.Errorf("%s has a load balancer of type %s, want none", stage.Name, got)
		}
		if got := count(resources, "AWS::EC2::NatGateway"); got != 0 {
			t.Errorf("%s has %d NAT gateways, want none", stage.Name, got)
		}
		want := []string{"Source: CodeCommit", "Build: CodeBuild, on failure RETRY", "Deploy-" + stage.Name + ": ElasticBeanstalk"}
		if stage.Name == "Test" { // which the smoke test asks
			want = append(want, "Deploy-Test: CodeBuild")
		}
		if diff := cmp.Diff(want, actions(resources)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stage.Name, diff)
		}
	}
}

func TestStagingAndProdArePrivateAndScaleOnTraffic(t *testing.T) {
	gateways := map[string]int{"Staging": 1, "Prod": 2}
	for _, stage := range []stacks.Stage{stacks.Staging(), stacks.Prod()} {
		resources := preset(t, stage)
		for _, want := range []struct{ namespace, name, value string }{
			{"aws:elasticbeanstalk:environment", "EnvironmentType", "LoadBalanced"},
			{"aws:elasticbeanstalk:environment", "LoadBalancerType", "application"},
			{"aws:ec2:vpc", "AssociatePublicIpAddress", "false"},
			{"aws:ec2:vpc", "ELBScheme", "public"},
			{"aws:autoscaling:trigger", "MeasureName", "NetworkOut"},
		} {
			if got := option(resources, want.namespace, want.name); got != want.value {
				t.Errorf("%s of %s is %q, want %q", want.name, stage.Name, got, want.value)
			}
		}
		least, err := strconv.Atoi(option(resources, "aws:autoscaling:asg", "MinSize"))
		if err != nil || least < 2 {
			t.Errorf("%s has at least %d instances, want 2 or more", stage.Name, least)
		}
		most, err := strconv.Atoi(option(resources, "aws:autoscaling:asg", "MaxSize"))
		if err != nil || most <= least {
			t.Errorf("%s has %d to %d instances, want room to scale", stage.Name, least, most)
		}
		// The instances are in private subnets, the load balancer in public ones.
		instances, balancer := option(resources, "aws:ec2:vpc", "Subnets"), option(resources, "aws:ec2:vpc", "ELBSubnets")
		if strings.Count(balancer, "Public") != 2 || strings.Count(instances, "Private") != 2 || strings.Contains(instances, "Public") {
			t.Errorf("instances are in %s and the load balancer in %s, want private and public subnets", instances, balancer)
		}
		if got := count(resources, "AWS::EC2::NatGateway"); got != gateways[stage.Name] {
			t.Errorf("%s has %d NAT gateways, want %d", stage.Name, got, gateways[stage.Name])
		}
	}
}

func TestProdAsksRollsBackAndKeepsItsCapacity(t *testing.T) {
	resources := preset(t, stacks.Prod())
	got := actions(resources)
	for _, want := range []string{"Approve-Prod: Manual", "Deploy-Prod: ElasticBeanstalk, on failure ROLLBACK"} {
		if !slices.Contains(got, want) {
			t.Errorf("Prod's pipeline is %v, want %s", got, want)
		}
	}
	if got := option(resources, "aws:elasticbeanstalk:command", "DeploymentPolicy"); got != "RollingWithAdditionalBatch" {
		t.Errorf("Prod deploys %s, which may take capacity away", got)
	}
	if !stacks.Prod().TerminationProtection {
		t.Error("Prod has no termination protection")
	}
}

// A target of a rollback is gone when its artifact is.
func TestTheReleaseKeepsItsArtifactsForAYear(t *testing.T) {
	_, composition := composeRelease(t, releaseLine())
	for i, pipeline := range []*delivery.Pipeline{composition.Stages[0].Pipeline, composition.Release.Pipeline} {
		text, _ := templateOf(t, awscdk.Stack_Of(pipeline))
		if want := fmt.Sprintf(`"ExpirationInDays":%d,`, []int{30, 365}[i]); !strings.Contains(text, want) {
			t.Errorf("%s lacks %s", *pipeline.Node().Path(), want)
		}
	}
}

// Platform updates reach one stage after the other, on the days that the README has.
func TestPlatformUpdatesReachProdLast(t *testing.T) {
	row := "| platform updates, 10:00 UTC |"
	for i, stage := range []stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()} {
		day := []string{"Tuesday", "Wednesday", "Thursday", "Sunday"}[i]
		row += " " + day + " |"
		got := option(preset(t, stage), "aws:elasticbeanstalk:managedactions", "PreferredStartTime")
		if want := day[:3] + ":10:00"; got != want {
			t.Errorf("%s updates its platform on %s, want %s", stage.Name, got, want)
		}
	}
	if text, err := os.ReadFile("../README.md"); err != nil || !strings.Contains(string(text), "\n"+row+"\n") {
		t.Errorf("the README lacks %s (%v)", row, err)
	}
}

// An app that runs in Dev is well in Prod too: no stage asks for a path that another does not.
func TestNoStageAsksForAPathOfItsOwn(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()} {
		resources := preset(t, stage)
		if got := option(resources, "aws:elasticbeanstalk:environment:process:default", "HealthCheckPath"); got != "" && got != "/" {
			t.Errorf("%s asks for %s", stage.Name, got)
		}
		if got := option(resources, "aws:elasticbeanstalk:application", "Application Healthcheck URL"); got != "" {
			t.Errorf("%s asks for %s", stage.Name, got)
		}
	}
}

// Whatever a stage keeps, a first deployment that failed leaves none of it behind.
func TestWhatIsKeptDoesNotOutliveAFailedCreation(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Staging(), stacks.Prod()} {
		kept := 0
		for id, r := range preset(t, stage) {
			if r.DeletionPolicy == "Retain" {
				t.Errorf("%s of %s outlives a failed creation", id, stage.Name)
			}
			if r.DeletionPolicy == "RetainExceptOnCreate" {
				kept++
			}
		}
		if kept == 0 {
			t.Errorf("%s keeps nothing", stage.Name)
		}
	}
}

// Names that another stack tells are unknown in a change set, and a pipeline that seems to change runs again.
func TestStagesTakeNothingFromTheStackOfTheSource(t *testing.T) {
	_, line, problems := composeLine(stacks.Dev(), stacks.Prod())
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for _, stage := range line.Stages {
		text := cdktest.JSON(t, assertions.Template_FromStack(stage.Stack, nil))
		for _, reference := range []string{"Fn::GetStackOutput", "Fn::ImportValue"} {
			if strings.Contains(text, reference) {
				t.Errorf("%s has %s", *stage.Stack.StackName(), reference)
			}
		}
		if !strings.Contains(text, `"RepositoryName": "webapp"`) || !strings.Contains(text, `":webapp"`) {
			t.Errorf("%s does not name the repository", *stage.Stack.StackName())
		}
		if on := *stage.Stack.Dependencies(); len(on) != 1 || *on[0].Node().Id() != "SourceStack" {
			t.Errorf("%s depends on %d stacks, want SourceStack", *stage.Stack.StackName(), len(on))
		}
	}
	source := cdktest.JSON(t, assertions.Template_FromStack(line.Source.Stack, nil))
	if strings.Contains(source, "PublishOutput") || strings.Contains(source, "Export") {
		t.Error("SourceStack tells what no stage needs")
	}
}
