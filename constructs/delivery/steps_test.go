package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// deployment defines a pipeline whose only deployment is changed.
func deployment(stack awscdk.Stack, change func(*delivery.Deployment)) *delivery.Pipeline {
	return pipeline(stack, func(p *delivery.PipelineProps) { change((*p.Deployments)[0]) })
}

// stageOf is a stage of the only pipeline.
func stageOf(t *testing.T, stack awscdk.Stack, name string) map[string]any {
	t.Helper()
	for _, s := range pipelineOf(resources(t, stack)).Properties["Stages"].([]any) {
		if stage := s.(map[string]any); stage["Name"] == name {
			return stage
		}
	}
	t.Fatalf("there is no stage %s", name)
	return nil
}

// orders are the actions of a stage with their places, as in "2 SmokeTest".
func orders(stage map[string]any) (found []string) {
	for _, a := range stage["Actions"].([]any) {
		action := a.(map[string]any)
		found = append(found, cdktest.Text(action["RunOrder"])+" "+action["Name"].(string))
	}
	return found
}

// project is the build project whose logical id begins so.
func project(t *testing.T, stack awscdk.Stack, prefix string) map[string]any {
	t.Helper()
	for id, r := range resources(t, stack) {
		if r.Type == "AWS::CodeBuild::Project" && strings.HasPrefix(id, prefix) {
			return r.Properties
		}
	}
	t.Fatalf("there is no project %s", prefix)
	return nil
}

// variables are those of a project, by name, as text.
func variables(project map[string]any) map[string]string {
	all := map[string]string{}
	for _, v := range project["Environment"].(map[string]any)["EnvironmentVariables"].([]any) {
		variable := v.(map[string]any)
		all[variable["Name"].(string)] = cdktest.Text(variable["Value"])
	}
	delete(all, "APPLICATION") // a reference
	delete(all, "ENVIRONMENT")
	return all
}

func TestNothingBesideTheDeploymentByDefault(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack)
	stage := stageOf(t, stack, "Deploy-Web")
	if diff := cmp.Diff([]string{"1 Deploy"}, orders(stage)); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	for _, block := range []string{"BeforeEntry", "OnSuccess", "OnFailure"} {
		if stage[block] != nil {
			t.Errorf("%s is %s", block, cdktest.Text(stage[block]))
		}
	}
	for id, r := range resources(t, stack) {
		if r.Type == "AWS::SNS::Topic" || r.Type == "AWS::CodeBuild::Project" && !strings.HasPrefix(id, "PipelineBuild") {
			t.Errorf("%s is defined", id)
		}
	}
}

func TestSmokeTestDefaults(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) { d.SmokeTest = &delivery.SmokeTest{} })
	if diff := cmp.Diff([]string{"1 Deploy", "2 SmokeTest"}, orders(stageOf(t, stack, "Deploy-Web"))); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	test := project(t, stack, "PipelineSmokeTest")
	want := map[string]string{"REQUEST_PATH": `"/"`, "STATUS": `"200-499"`, "ATTEMPTS": `"12"`, "PAUSE": `"10"`}
	if diff := cmp.Diff(want, variables(test)); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if test["TimeoutInMinutes"] != 9.0 || test["VpcConfig"] != nil {
		t.Errorf("the project is %s", cdktest.Text(test))
	}
}

func TestSmokeTestEverythingCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) {
		d.RollbackOnFailure = jsii.Bool(true)
		d.SmokeTest = &delivery.SmokeTest{
			Path: jsii.String("/health?deep=1"), Status: jsii.Number(204), Text: jsii.String(`it's "up"`), Attempts: jsii.Number(60),
		}
	})
	test := project(t, stack, "PipelineSmokeTest")
	want := map[string]string{
		"REQUEST_PATH": `"/health?deep=1"`, "STATUS": `"204"`, "TEXT": `"it's \"up\""`, "ATTEMPTS": `"60"`, "PAUSE": `"10"`,
	}
	if diff := cmp.Diff(want, variables(test)); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if test["TimeoutInMinutes"] != 25.0 {
		t.Errorf("the timeout is %v", test["TimeoutInMinutes"])
	}
	if got := cdktest.Text(stageOf(t, stack, "Deploy-Web")["OnFailure"]); got != `{"Result":"ROLLBACK"}` {
		t.Errorf("a failed smoke test leads to %s", got)
	}
}

// What the smoke test may do: learn the address of its environment, write its log and read the artifact that each action takes.
func TestRoleOfASmokeTestIsSmall(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) { d.SmokeTest = &delivery.SmokeTest{} })
	var actions []string
	for id, r := range resources(t, stack) {
		if strings.HasPrefix(id, "PipelineSmokeTestWebRole") && r.Type == "AWS::IAM::Role" &&
			!strings.Contains(cdktest.Text(r.Properties), "aws:SourceAccount") {
			t.Errorf("%s is trusted from other accounts", id)
		}
		if r.Type != "AWS::IAM::Policy" || !strings.HasPrefix(id, "PipelineSmokeTestWebRoleDefault") {
			continue
		}
		for _, s := range r.Properties["PolicyDocument"].(map[string]any)["Statement"].([]any) {
			text := cdktest.Text(s.(map[string]any)["Action"])
			actions = append(actions, text)
			resource := cdktest.Text(s.(map[string]any)["Resource"])
			if strings.Contains(text, "elasticbeanstalk") && !strings.Contains(resource, `"Web3C8945DBSingleInstanceX8664"`) {
				t.Errorf("it may ask for %s", resource)
			}
		}
	}
	want := []string{
		`["logs:CreateLogStream","logs:PutLogEvents"]`,
		`["logs:CreateLogGroup","logs:CreateLogStream","logs:PutLogEvents"]`, `"elasticbeanstalk:DescribeEnvironments"`,
		`["s3:GetObject*","s3:GetBucket*","s3:List*"]`,
	}
	if diff := cmp.Diff(want, actions); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	for _, sid := range []string{"NoListsNoDeletions", "NoSources"} {
		if denies(t, stack, "PipelineSmokeTestWebRole")[sid] == "" {
			t.Errorf("%s is not denied", sid)
		}
	}
}

// behind makes an environment behind a load balancer, in a VPC of its own.
func behind(stack awscdk.Stack, gateways float64, change func(*beanstalk.WebEnvironmentProps)) *beanstalk.WebEnvironment {
	props := &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc: network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{
			NatGateways: &gateways, FlowLogs: jsii.Bool(false),
		}).Vpc,
		Capacity: &beanstalk.AutoScalingGroup{},
	}
	change(props)
	return beanstalk.NewWebEnvironment(stack, jsii.String("Shop"), props)
}

func TestSmokeTestAsksUnderTheDomain(t *testing.T) {
	stack := cdktest.NewStack(nil)
	shop := behind(stack, 1, func(p *beanstalk.WebEnvironmentProps) {
		p.Domain = &beanstalk.Domain{Name: jsii.String("www.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}
	})
	deployment(stack, func(d *delivery.Deployment) {
		d.Environment, d.SmokeTest, d.Approval = shop, &delivery.SmokeTest{}, jsii.Bool(true)
	})
	if got := variables(project(t, stack, "PipelineSmokeTest"))["ADDRESS"]; got != `"https://www.example.com"` {
		t.Errorf("it asks for %s", got)
	}
	if text := cdktest.Text(stageOf(t, stack, "Approve-Shop")); !strings.Contains(text, `"ExternalEntityLink":"https://www.example.com"`) {
		t.Errorf("the approval is %s", text)
	}
}

func TestSmokeTestAsksInternalEnvironmentsFromTheirVpc(t *testing.T) {
	stack := cdktest.NewStack(nil)
	shop := behind(stack, 1, func(p *beanstalk.WebEnvironmentProps) {
		p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{Internal: jsii.Bool(true)}
	})
	deployment(stack, func(d *delivery.Deployment) { d.Environment, d.SmokeTest = shop, &delivery.SmokeTest{} })
	if text := cdktest.Text(project(t, stack, "PipelineSmokeTest")["VpcConfig"]); !strings.Contains(text, "NetworkVpcPrivate") {
		t.Errorf("it asks from %s", text)
	}
}

// shared puts an environment behind a load balancer of the app's own.
func shared(stack awscdk.Stack, hosts ...string) *beanstalk.WebEnvironment {
	return behind(stack, 1, func(p *beanstalk.WebEnvironmentProps) {
		p.LoadBalancer = &beanstalk.SharedLoadBalancer{
			LoadBalancer: beanstalk.NewLoadBalancer(stack, jsii.String("Front"), &beanstalk.LoadBalancerProps{Vpc: p.Vpc}),
			Hosts:        jsii.Strings(hosts...),
		}
	})
}

func TestSmokeTestAsksForAHostBehindASharedLoadBalancer(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) {
		d.Environment, d.SmokeTest = shared(stack, "*.example.com", "shop.example.com"), &delivery.SmokeTest{}
	})
	if got := variables(project(t, stack, "PipelineSmokeTest"))["ADDRESS"]; got != `"http://shop.example.com"` {
		t.Errorf("it asks for %s", got)
	}
}

func TestAlarmWatchAndWindow(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) {
		d.SmokeTest = &delivery.SmokeTest{}
		d.AlarmWatch = &delivery.AlarmWatch{Alarm: alarm(stack), WaitMinutes: jsii.Number(15)}
		d.Window = &delivery.Window{Cron: jsii.String("* * 9-15 ? * MON-THU *"), TimeZone: jsii.String("Europe/Berlin")}
	})
	stage := stageOf(t, stack, "Deploy-Web")
	if diff := cmp.Diff([]string{"1 Deploy", "2 SmokeTest", "3 Wait"}, orders(stage)); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	for block, want := range map[string]string{
		"BeforeEntry": `{"Conditions":[{"Result":"FAIL","Rules":[{"Configuration":{"Cron":"* * 9-15 ? * MON-THU *","TimeZone":"Europe/Berlin"},` +
			`"Name":"Window-Web","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"DeploymentWindow","Version":"1"}}]}]}`,
		"OnSuccess": `{"Conditions":[{"Result":"ROLLBACK","Rules":[{"Configuration":{"AlarmName":"shop-unwell"},` +
			`"Name":"Alarm-Web","RuleTypeId":{"Category":"Rule","Owner":"AWS","Provider":"CloudWatchAlarm","Version":"1"}}]}]}`,
	} {
		if diff := cmp.Diff(want, cdktest.Text(stage[block])); diff != "" {
			t.Errorf("%s (-want +got):\n%s", block, diff)
		}
	}
	if spec := cdktest.Text(project(t, stack, "PipelineWait")["Source"]); !strings.Contains(spec, "sleep 900") {
		t.Errorf("it waits %s", spec)
	}
}

func alarm(scope constructs.Construct) awscloudwatch.IAlarm {
	return awscloudwatch.Alarm_FromAlarmName(scope, jsii.String("Alarm"), jsii.String("shop-unwell"))
}

// The pipeline runs as soon as it exists, so what its steps may do must exist before.
func TestFirstRunWaitsForTheRightsOfItsSteps(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) {
		d.SmokeTest, d.AlarmWatch = &delivery.SmokeTest{}, &delivery.AlarmWatch{Alarm: alarm(stack)}
	})
	text := cdktest.Text(pipelineOf(resources(t, stack)).DependsOn)
	for _, want := range []string{"PipelineSmokeTestWebRoleDefaultPolicy", "PipelineWaitWebRoleDefaultPolicy", "PipelineRoleDefaultPolicy"} {
		if !strings.Contains(text, want) {
			t.Errorf("the pipeline does not wait for %s: %s", want, text)
		}
	}
}

func TestApprovalTopicIsTold(t *testing.T) {
	stack := cdktest.NewStack(nil)
	deployment(stack, func(d *delivery.Deployment) {
		d.Approval, d.ApprovalTopic = jsii.Bool(true), awssns.NewTopic(stack, jsii.String("Approvers"), nil)
	})
	text := cdktest.Text(stageOf(t, stack, "Approve-Web"))
	if !strings.Contains(text, `"NotificationArn":{"Ref":"Approvers`) || !strings.Contains(text, "#{Source.CommitId}") {
		t.Errorf("the approval is %s", text)
	}
	may := cdktest.JSON(t, assertions.Template_FromStack(stack, nil))
	if !strings.Contains(may, `"sns:Publish"`) {
		t.Error("nothing may publish to the topic")
	}
}

// placed is a stack whose place is known.
func placed() awscdk.Stack {
	return awscdk.NewStack(awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil), jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-central-1")},
	})
}

func TestWindowsThatAwsDocuments(t *testing.T) {
	for _, cron := range []string{
		"* 0/15 9-17 ? * MON,WED,FRI *", "* * * L-3 JAN-JUN ?", "* */20 0 15W,LW 1-12/2 ? 2026-2199", "* 59 23 ? DEC 6L",
		"* 5/15 9 ? * 6#3 *", "* * 9 ? * FRIL",
	} {
		d := &delivery.Deployment{Window: &delivery.Window{Cron: &cron}}
		if err := d.Validate(); err != nil {
			t.Error(err)
		}
	}
}

func TestStepsWrongUses(t *testing.T) {
	const form = `"*" for the seconds, then minutes, hours, day of the month, month and day of the week, one of the days "?", got `
	const fix = `; write it as in "* * 9-15 ? * MON-THU *"`
	window := func(cron, zone string) func(awscdk.Stack, *delivery.Deployment) {
		return func(_ awscdk.Stack, d *delivery.Deployment) {
			d.Window = &delivery.Window{Cron: &cron, TimeZone: &zone}
		}
	}
	smoke := func(s delivery.SmokeTest) func(awscdk.Stack, *delivery.Deployment) {
		return func(_ awscdk.Stack, d *delivery.Deployment) { d.SmokeTest = &s }
	}
	asked := func(gateways float64, change func(*beanstalk.WebEnvironmentProps)) func(awscdk.Stack, *delivery.Deployment) {
		return func(stack awscdk.Stack, d *delivery.Deployment) {
			d.Environment, d.SmokeTest = behind(stack, gateways, change), &delivery.SmokeTest{}
		}
	}
	for name, test := range map[string]struct {
		change func(awscdk.Stack, *delivery.Deployment)
		want   string
	}{
		"an address as the path": {smoke(delivery.SmokeTest{Path: jsii.String("https://shop.example.com/")}),
			`SmokeTest.Path must be "/" and up to 999 visible ASCII characters, without "#", got "https://shop.example.com/"`},
		"no attempt": {smoke(delivery.SmokeTest{Attempts: jsii.Number(0)}), "SmokeTest.Attempts must be a whole number from 1 to 60, got 0"},
		"a status of no answer": {smoke(delivery.SmokeTest{Status: jsii.Number(2)}),
			"SmokeTest.Status must be a whole number from 200 to 599, got 2"},
		"two lines of text": {smoke(delivery.SmokeTest{Text: jsii.String("a\nb")}),
			`SmokeTest.Text must be text without control characters, got "a\nb"`},
		"a secret as the text": {smoke(delivery.SmokeTest{
			Text: awscdk.SecretValue_SecretsManager(jsii.String("shop"), nil).UnsafeUnwrap(),
		}), "SmokeTest.Text must be no reference to a secret, which would be readable in the project, got one; " +
			"look for a text that is no secret"},
		"visitors of one office only": {asked(1, func(p *beanstalk.WebEnvironmentProps) { p.AllowFrom = jsii.Strings("203.0.113.0/24") }),
			"SmokeTest must be left out where AllowFrom does not admit 0.0.0.0/0, since nobody knows the addresses it asks from, got one; " +
				"leave it out, or admit everybody"},
		"a certificate for another name": {asked(1, func(p *beanstalk.WebEnvironmentProps) {
			p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b")}
		}), "SmokeTest must come with a Domain of the environment, whose certificate is not for its own domain name, got one; set Domain"},
		"no way out": {asked(0, func(p *beanstalk.WebEnvironmentProps) {
			p.LoadBalancer = &beanstalk.DedicatedLoadBalancer{Internal: jsii.Bool(true)}
		}), "SmokeTest must be left out behind an internal load balancer in a VPC without private subnets that have a way out, " +
			"from which it would ask, got one; give the VPC a NAT gateway, or leave it out"},
		"no host": {func(stack awscdk.Stack, d *delivery.Deployment) {
			d.Environment, d.SmokeTest = shared(stack, "*.example.com"), &delivery.SmokeTest{}
		}, "SmokeTest must be left out behind a shared load balancer where every host has a wildcard, got one; name a host, or leave it out"},
		"no alarm": {func(_ awscdk.Stack, d *delivery.Deployment) { d.AlarmWatch = &delivery.AlarmWatch{} },
			"AlarmWatch.Alarm must be given, got nil; use the Unwell of a monitoring.Monitoring, or leave out Deployments[0].AlarmWatch"},
		"a wait of a day": {func(stack awscdk.Stack, d *delivery.Deployment) {
			d.AlarmWatch = &delivery.AlarmWatch{Alarm: alarm(stack), WaitMinutes: jsii.Number(1440)}
		}, "AlarmWatch.WaitMinutes must be a whole number from 1 to 120, got 1440"},
		"an alarm elsewhere": {func(stack awscdk.Stack, d *delivery.Deployment) {
			d.AlarmWatch = &delivery.AlarmWatch{Alarm: awscloudwatch.Alarm_FromAlarmArn(stack, jsii.String("Far"),
				jsii.String("arn:aws:cloudwatch:eu-west-1:111122223333:alarm:unwell"))}
		}, "AlarmWatch.Alarm must be in the region of the stack, \"eu-central-1\", got \"eu-west-1\""},
		"cron of the EventBridge kind": {window("cron(0 9 ? * MON-FRI *)", "UTC"),
			"Window.Cron must be " + form + `"cron(0 9 ? * MON-FRI *)"` + fix},
		"five fields":              {window("0 9 * * 1-5", "UTC"), "Window.Cron must be " + form + `"0 9 * * 1-5"` + fix},
		"a range without an end":   {window("* 1- 9-15 ? * MON *", "UTC"), "Window.Cron must be " + form + `"* 1- 9-15 ? * MON *"` + fix},
		"a step that goes nowhere": {window("* */0 9 ? * MON *", "UTC"), "Window.Cron must be " + form + `"* */0 9 ? * MON *"` + fix},
		"signs only":               {window("* -- // ? * ,-/ *", "UTC"), "Window.Cron must be " + form + `"* -- // ? * ,-/ *"` + fix},
		"an offset that no place has": {window("* * 9-15 ? * MON-FRI *", "UTC+99:99"),
			`Window.TimeZone must be a time zone such as Europe/Berlin, UTC or UTC+01:00, got "UTC+99:99"`},
		"both days": {window("* * 9-15 * * MON-FRI *", "UTC"),
			"Window.Cron must be " + form + `"* * 9-15 * * MON-FRI *"` + fix},
		"an hour that no day has": {window("* 0/20 9,25 ? * MON *", "UTC"),
			`Window.Cron must be a schedule with hours from 0 to 23, got "* 0/20 9,25 ? * MON *"` + fix},
		"a day that no week has": {window("* * 9-15 ? 1-6 MON-FRY", "UTC"),
			`Window.Cron must be a schedule with days of the week from 1 to 7 or SUN to SAT, got "* * 9-15 ? 1-6 MON-FRY"` + fix},
		"an offset in hours": {window("* * 9-15 ? * MON-FRI *", "+1"),
			`Window.TimeZone must be a time zone such as Europe/Berlin, UTC or UTC+01:00, got "+1"`},
		"a topic without an approval": {func(stack awscdk.Stack, d *delivery.Deployment) {
			d.ApprovalTopic = awssns.NewTopic(stack, jsii.String("Approvers"), nil)
		}, "ApprovalTopic must come with Approval, got no approval; set Approval to true, or leave it out"},
		"a FIFO topic": {func(stack awscdk.Stack, d *delivery.Deployment) {
			d.Approval = jsii.Bool(true)
			d.ApprovalTopic = awssns.NewTopic(stack, jsii.String("Approvers"), &awssns.TopicProps{Fifo: jsii.Bool(true)})
		}, "ApprovalTopic must be a standard topic, to which people can subscribe, got a FIFO one; make it without Fifo"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := placed()
			define := func() { deployment(stack, func(d *delivery.Deployment) { test.change(stack, d) }) }
			checkRejection(t, "Pipeline", define, "Deployments[0]."+test.want)
		})
	}
}
