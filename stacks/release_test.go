package stacks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/monitoring"
	"beanstalkline/stacks"
)

// releaseLine is Dev with a pipeline of its own, and a release through the other stages.
func releaseLine() stacks.Line {
	line := lineOf(stacks.Dev())
	line.Release.Stages = []stacks.Stage{stacks.Test(), stacks.Staging(), stacks.Prod()}
	return line
}

func composeRelease(t *testing.T, line stacks.Line) (awscdk.App, *stacks.Composition) {
	t.Helper()
	app := awscdk.NewApp(nil)
	composition, err := stacks.Compose(app, line, today)
	if err != nil {
		t.Fatal(err)
	}
	return app, composition
}

func templateOf(t *testing.T, stack awscdk.Stack) (text string, resources map[string]struct{ Type string }) {
	t.Helper()
	data, err := json.Marshal(assertions.Template_FromStack(stack, nil).ToJSON())
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources map[string]struct{ Type string }
	}
	if err := json.Unmarshal(data, &template); err != nil {
		t.Fatal(err)
	}
	return string(data), template.Resources
}

func TestReleaseBuildsOnceForAllItsStages(t *testing.T) {
	_, composition := composeRelease(t, releaseLine())
	if got := composition.Release.Stack.TerminationProtection(); !*got {
		t.Error("ReleaseStack is not protected, though Prod is")
	}
	var names []string
	for _, stage := range *composition.Release.Pipeline.Pipeline.Stages() {
		names = append(names, *stage.StageName())
	}
	want := []string{"Source", "Build", "Deploy-Test", "Deploy-Staging", "Approve-Prod", "Deploy-Prod"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Errorf("stages (-want +got):\n%s", diff)
	}
	var needs []string
	for _, stack := range *composition.Release.Stack.Dependencies() {
		needs = append(needs, *stack.StackName())
	}
	if diff := cmp.Diff([]string{"ProdStack", "SourceStack", "StagingStack", "TestStack"}, slices.Sorted(slices.Values(needs))); diff != "" {
		t.Errorf("ReleaseStack depends on (-want +got):\n%s", diff)
	}
	text, _ := templateOf(t, composition.Release.Stack)
	if strings.Contains(text, "ImportValue") || strings.Contains(text, "GetStackOutput") {
		t.Error("ReleaseStack takes values of other stacks, want literals")
	}
	for _, stage := range composition.Stages {
		text, resources := templateOf(t, stage.Stack)
		if strings.Contains(text, "Fn::ImportValue") || strings.Contains(text, "ExportsOutput") {
			t.Errorf("%s shares values with other stacks", *stage.Stack.StackName())
		}
		has := slices.ContainsFunc(slices.Collect(maps.Values(resources)), func(r struct{ Type string }) bool {
			return strings.HasPrefix(r.Type, "AWS::Code")
		})
		if own := *stage.Stack.StackName() == "DevStack"; has != own || (stage.Pipeline != nil) != own {
			t.Errorf("%s has a pipeline: %t", *stage.Stack.StackName(), has)
		}
	}
}

var environmentName = regexp.MustCompile(`"EnvironmentName":"([A-Za-z0-9-]+)"`)

// The names in the definition of the pipeline are those of the environments, and another environment has another name.
func TestReleaseFollowsAnEnvironmentThatIsReplaced(t *testing.T) {
	names := func(change func(*stacks.Stage)) (environments, deployed []string) {
		line := releaseLine()
		line.Release.Pipeline.BuildImage = jsii.String("aws/codebuild/standard:7.0") // for two architectures
		change(&line.Release.Stages[1])
		_, composition := composeRelease(t, line)
		for _, stage := range composition.Stages[1:] {
			environments = append(environments, *stage.Environment.Resource.EnvironmentName())
		}
		// The template would take longer than all the rest.
		pipeline := composition.Release.Pipeline.Pipeline.Node().DefaultChild().(awscodepipeline.CfnPipeline)
		definition, err := json.Marshal(composition.Release.Stack.Resolve(pipeline.Stages()))
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range environmentName.FindAllStringSubmatch(string(definition), -1) {
			deployed = append(deployed, match[1])
		}
		return environments, deployed
	}
	before, _ := names(func(*stacks.Stage) {})
	for title, test := range map[string]struct {
		change   func(*stacks.Stage)
		replaced bool
	}{
		"nothing":  {func(*stacks.Stage) {}, false},
		"the size": {func(s *stacks.Stage) { s.Environment.InstanceTypes = jsii.Strings("t3.small") }, false},
		"the architecture": {func(s *stacks.Stage) {
			s.Environment.Architecture, s.Environment.InstanceTypes = awsec2.InstanceArchitecture_ARM_64, jsii.Strings("t4g.micro")
		}, true},
		"the CNAME prefix":  {func(s *stacks.Stage) { s.Environment.CnamePrefix = jsii.String("shop-staging") }, true},
		"the application":   {func(s *stacks.Stage) { s.Application.ApplicationName = jsii.String("shop") }, true},
		"a name of its own": {func(s *stacks.Stage) { s.Environment.EnvironmentName = jsii.String("shop-staging") }, true},
		"the domain": {func(s *stacks.Stage) {
			s.Environment.Domain = &beanstalk.Domain{Name: jsii.String("a.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}
		}, true},
		"no load balancer": {func(s *stacks.Stage) {
			const reason = "It has few visitors."
			single := stacks.Test()
			s.Environment, s.Network = single.Environment, single.Network
			s.Waivers = map[stacks.GuardRail]string{
				stacks.GuardRailPrivateInstances: reason, stacks.GuardRailTwoInstances: reason, stacks.GuardRailFlowLogs: reason,
			}
		}, true},
	} {
		t.Run(title, func(t *testing.T) {
			after, deployed := names(test.change)
			if diff := cmp.Diff(after, deployed); diff != "" {
				t.Errorf("the release deploys to (-environments +definition):\n%s", diff)
			}
			for i := range before {
				if len(after[i]) > 40 || (before[i] != after[i]) != (test.replaced && i == 1) {
					t.Errorf("environment %q becomes %q", before[i], after[i])
				}
			}
		})
	}
}

func TestReleaseDefaultsGiveWay(t *testing.T) {
	line := releaseLine()
	line.Release.Pipeline = delivery.PipelineProps{
		Source:                delivery.ConnectionSource(jsii.String(connection), jsii.String("owner/name"), jsii.String("trunk")),
		ArtifactRetentionDays: jsii.Number(14), LogRetentionDays: jsii.Number(7), RemovalPolicy: awscdk.RemovalPolicy_DESTROY,
	}
	_, composition := composeRelease(t, line)
	text, _ := templateOf(t, composition.Release.Stack)
	for _, want := range []string{`"BranchName":"trunk"`, `"ExpirationInDays":14`, `"RetentionInDays":7`, `"DeletionPolicy":"Delete"`} {
		if !strings.Contains(text, want) {
			t.Errorf("ReleaseStack lacks %s", want)
		}
	}
}

func TestReleaseTellsThoseWhoGetTheAlarms(t *testing.T) {
	line := releaseLine()
	for i, addresses := range [][]string{nil, {"dev@example.com", "ops@example.com"}, {"Ops@example.com"}} {
		line.Release.Stages[i].Monitoring = &monitoring.MonitoringProps{EmailAddresses: jsii.Strings(addresses...)}
	}
	_, composition := composeRelease(t, line)
	text, resources := templateOf(t, composition.Release.Stack)
	subscriptions := 0
	for _, resource := range resources {
		if resource.Type == "AWS::SNS::Subscription" {
			subscriptions++
		}
	}
	if subscriptions != 2 || strings.Count(text, "dev@example.com") != 1 {
		t.Errorf("ReleaseStack has %d subscriptions, want one for each of two people", subscriptions)
	}

	line.Release.Stages[2].Prepare = func(_ *stacks.StageStack, stage *stacks.Stage) {
		stage.Monitoring.(*monitoring.MonitoringProps).EmailAddresses = jsii.Strings("later@example.com")
	}
	_, composition = composeRelease(t, line)
	if text, _ := templateOf(t, composition.Release.Stack); strings.Count(text, "later@example.com") != 1 {
		t.Error("ReleaseStack does not tell whom Prepare names")
	}

	line.Release.Pipeline.Notifications = &delivery.Notifications{EmailAddresses: jsii.Strings("cto@example.com")}
	_, composition = composeRelease(t, line)
	if text, _ := templateOf(t, composition.Release.Stack); strings.Contains(text, "ops@example.com") {
		t.Error("ReleaseStack tells others than those that its Notifications name")
	}
}

// Every stage of a release is asked whether it answers, unless it says otherwise or nobody could.
func TestStagesOfAReleaseHaveASmokeTest(t *testing.T) {
	tests := func(change func(prod *stacks.Stage)) string {
		line := releaseLine()
		change(&line.Release.Stages[2])
		_, composition := composeRelease(t, line)
		var found []string
		for _, child := range *composition.Release.Pipeline.Node().Children() {
			if id := *child.Node().Id(); strings.HasPrefix(id, "SmokeTest-") {
				found = append(found, strings.TrimPrefix(id, "SmokeTest-"))
			}
		}
		return strings.Join(found, " ")
	}
	for want, change := range map[string]func(prod *stacks.Stage){
		"Test Staging Prod": func(*stacks.Stage) {},
		"Test Staging": func(prod *stacks.Stage) {
			prod.Deployment.SmokeTest = nil
			prod.Waivers = map[stacks.GuardRail]string{stacks.GuardRailSmokeTest: "It is asked from elsewhere."}
		},
	} {
		if got := tests(change); got != want {
			t.Errorf("there are smoke tests of %s, want %s", got, want)
		}
	}
	if got := tests(func(prod *stacks.Stage) { prod.Environment.AllowFrom = jsii.Strings("203.0.113.0/24") }); got != "Test Staging" {
		t.Errorf("for an office only, there are smoke tests of %s", got)
	}
	if dev := stacks.Dev(); dev.Deployment.SmokeTest != nil {
		t.Error("Dev has a smoke test")
	}
	staging, prod := stacks.Staging(), stacks.Prod()
	if staging.Deployment.SmokeTest == prod.Deployment.SmokeTest {
		t.Error("two stages share a smoke test")
	}
}

// The image of a release is in a repository that Prepare refers to, and each stage's instances pull from it.
func TestAReleaseBuildsAnImage(t *testing.T) {
	line := releaseLine()
	image := &delivery.ImageBuild{}
	line.Release.Pipeline.Image = image
	if err := line.Validate(today); err == nil || !strings.Contains(err.Error(), "Image.Repository must be given, got nil") {
		t.Errorf("without a repository: %v", err)
	}
	for i := range line.Release.Stages {
		line.Release.Stages[i].Environment.Platform = beanstalk.PlatformDocker
	}
	line.Release.Stages[0].Prepare = func(s *stacks.StageStack, _ *stacks.Stage) {
		image.Repository = awsecr.Repository_FromRepositoryName(s.Stack, jsii.String("Images"), jsii.String("shop"))
	}
	_, composition := composeRelease(t, line)
	text, _ := templateOf(t, composition.Release.Stack)
	if !strings.Contains(text, "docker push") || strings.Contains(text, "Fn::GetStackOutput") {
		t.Error("ReleaseStack builds no image, or takes something from another stack")
	}
	for _, stage := range composition.Stages {
		text, _ := templateOf(t, stage.Stack)
		if pulls := strings.Contains(text, "ecr:BatchGetImage"); pulls != (*stage.Stack.StackName() != "DevStack") {
			t.Errorf("%s pulls: %v", *stage.Stack.StackName(), pulls)
		}
	}
}

// A smoke test finds the environment of another stack by its name, too; the name of an alarm is known on deployment only.
func TestReleaseLooksAtItsStages(t *testing.T) {
	line := releaseLine()
	prod := &line.Release.Stages[2]
	prod.Deployment.SmokeTest = &delivery.SmokeTest{}
	_, composition := composeRelease(t, line)
	text, _ := templateOf(t, composition.Release.Stack)
	name := *composition.Stages[3].Environment.Resource.EnvironmentName()
	if !strings.Contains(text, `"Name":"ENVIRONMENT","Type":"PLAINTEXT","Value":"`+name+`"`) {
		t.Errorf("the smoke test does not ask %s", name)
	}
	if strings.Contains(text, "GetStackOutput") || strings.Contains(text, "ImportValue") {
		t.Error("ReleaseStack takes a value from another stack")
	}

	prod.Deployment.AlarmWatch = &delivery.AlarmWatch{}
	_, composition = composeRelease(t, line)
	if text, _ := templateOf(t, composition.Release.Stack); strings.Count(text, `"AlarmName":{"Fn::ImportValue"`)+
		strings.Count(text, `"AlarmName":{"Fn::GetStackOutput"`) != 1 {
		t.Error("ReleaseStack does not watch the alarm of Prod")
	}
}

func TestReleaseRefusals(t *testing.T) {
	for title, test := range map[string]struct {
		change func(*stacks.Line)
		want   []string
	}{
		"a pipeline of its own": {func(l *stacks.Line) { l.Release.Stages[0].Pipeline.Source = stacks.Branch("main") }, []string{
			"stage Test: Pipeline must be left out in a release, whose pipeline delivers to all of its stages; " +
				"set the Pipeline of the release, or move the stage to the line's Stages",
		}},
		"another account and region": {func(l *stacks.Line) {
			l.Release.Stages[2].Account, l.Release.Stages[2].Region = "111122223333", "eu-west-1"
		}, []string{
			`Release: Stages must be in one account and region, those of stage Test, "" and "", which stage Prod is not, got "111122223333" ` +
				`and "eu-west-1"; give it a pipeline of its own: move it to the line's Stages and set Pipeline.Source`,
		}},
		"no pipeline of its own": {func(l *stacks.Line) { l.Stages = append(l.Stages, l.Release.Stages[0]); l.Release.Stages = nil }, []string{
			"stage Test: Pipeline.Source must be given for a stage with a pipeline of its own, got nil; " +
				`set it, as in stacks.Branch("demo"), or move the stage to the line's Release`,
		}},
		"no stages": {func(l *stacks.Line) {
			l.Release = stacks.Release{Pipeline: delivery.PipelineProps{Privileged: jsii.Bool(true)}}
		},
			[]string{"Release: Stages must be at least one, got none"}},
		"a stage of that name": {func(l *stacks.Line) { l.Release.Stages[0].Name = "Release" },
			[]string{"stage Release: Name must be different: ReleaseStack holds the pipeline of a release, got \"Release\""}},
		"the same stage twice": {func(l *stacks.Line) { l.Release.Stages[0].Name = "Dev" },
			[]string{"stage Dev: Name must be unique, got it twice"}},
		"its own properties": {func(l *stacks.Line) { l.Release.Pipeline.BuildTimeoutMinutes = jsii.Number(1) },
			[]string{"ReleaseStack/Pipeline: BuildTimeoutMinutes must be a whole number from 5 to 2160, got 1"}},
		"a deployment of a stage": {func(l *stacks.Line) { l.Release.Stages[0].Deployment.Name = jsii.String("a b") },
			[]string{`ReleaseStack/Pipeline: Deployments[0].Name must be 1 to 90 letters, digits, ".", "@", "_" and "-", got "a b"`}},
		"an application without a name": {func(l *stacks.Line) {
			l.Release.Stages[0].Prepare = func(s *stacks.StageStack, _ *stacks.Stage) {
				s.Application = beanstalk.NewApplication(s.Stack, jsii.String("Shop"), nil)
			}
		}, []string{
			"ReleaseStack: Environment.Application of stage Test must have a name that is known at synthesis, by which the release finds it, " +
				"got one without; leave it out, or refer to one by its name",
		}},
		"an environment with a name that is known later": {func(l *stacks.Line) {
			l.Release.Stages[0].Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
				stage.Environment.EnvironmentName = awscdk.NewCfnParameter(s.Stack, jsii.String("Name"), nil).ValueAsString()
				stage.Environment.EnvironmentNamePrefix = nil
			}
		}, []string{
			"ReleaseStack: Environment.EnvironmentName of stage Test must be known at synthesis, by which the release finds it, " +
				"got one that is not; leave it out, or set EnvironmentNamePrefix",
		}},
	} {
		t.Run(title, func(t *testing.T) {
			line := releaseLine()
			test.change(&line)
			_, err := stacks.Compose(awscdk.NewApp(nil), line, today)
			if diff := cmp.Diff(test.want, lines(err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOnlySomeStages(t *testing.T) {
	const known = "stages of the context must be names of stages, which are Dev, Test, Staging, Prod and Release, got "
	for names, test := range map[string]struct{ stacks, refused []string }{
		"Dev":          {[]string{"SourceStack", "DevStack"}, nil},
		"Test":         {[]string{"TestStack"}, nil},
		"Prod,Dev":     {[]string{"SourceStack", "DevStack", "ProdStack"}, nil},
		"Release":      {[]string{"SourceStack", "TestStack", "StagingStack", "ProdStack", "ReleaseStack"}, nil},
		"Test,Release": {[]string{"SourceStack", "TestStack", "StagingStack", "ProdStack", "ReleaseStack"}, nil},
		"Dve":          {nil, []string{known + `"Dve"`}},
		"Dev,Dev":      {nil, []string{`stages of the context must name each stage once, got "Dev" twice`}},
		"":             {nil, []string{known + `""`}},
	} {
		t.Run(names, func(t *testing.T) {
			only, err := releaseLine().Only(strings.Split(names, ",")...)
			if diff := cmp.Diff(test.refused, lines(err)); diff != "" {
				t.Fatalf("problems (-want +got):\n%s", diff)
			}
			if err != nil {
				return
			}
			app, _ := composeRelease(t, only)
			var got []string
			for _, child := range *app.Node().Children() {
				if stack, is := child.(awscdk.Stack); is {
					got = append(got, *stack.StackName())
				}
			}
			if diff := cmp.Diff(test.stacks, got); diff != "" {
				t.Errorf("stacks (-want +got):\n%s", diff)
			}
		})
	}
}

// One build, tested on its way to Prod, where somebody approves it.
func ExampleRelease() {
	composition, err := stacks.Compose(awscdk.NewApp(nil), stacks.Line{
		Repository: stacks.Repository("../sampleapp"),
		Release:    stacks.Release{Stages: []stacks.Stage{stacks.Test(), stacks.Prod()}},
	}, today)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, stage := range *composition.Release.Pipeline.Pipeline.Stages() {
		fmt.Println(*stage.StageName())
	}
	// Output:
	// Source
	// Build
	// Deploy-Test
	// Approve-Prod
	// Deploy-Prod
}
