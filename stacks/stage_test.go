package stacks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsrds"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

var today = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

const connection = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b"

func TestMain(m *testing.M) { cdktest.Main(m) }

// compose defines stages in an app of their own and returns what a person would read.
func compose(list ...stacks.Stage) []string {
	_, lines := composeIn(list...)
	return lines
}

func composeIn(list ...stacks.Stage) (scope awscdk.Stage, problems []string) {
	scope, _, problems = composeLine(list...)
	return scope, problems
}

func composeLine(list ...stacks.Stage) (awscdk.Stage, *stacks.Composition, []string) {
	scope := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	composition, err := stacks.Compose(scope, lineOf(list...), today)
	return scope, composition, lines(err)
}

// lineOf is a line of stages with a pipeline each, which presets of a release have follow main.
func lineOf(list ...stacks.Stage) stacks.Line {
	for i := range list {
		fromARelease := list[i].Name != "" && list[i].Name != "Dev"
		if fromARelease && list[i].Pipeline.Source == nil {
			list[i].Pipeline.Source = stacks.Branch("main")
		}
	}
	return stacks.Line{Repository: stacks.Repository("../sampleapp"), Stages: list}
}

// lines are the lines that a person would read.
func lines(err error) []string {
	if err == nil {
		return nil
	}
	return strings.Split(err.Error(), "\n")
}

func TestPresetsAreSound(t *testing.T) {
	if lines := compose(stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()); lines != nil {
		t.Error(strings.Join(lines, "\n"))
	}
}

// One wrong value, one clear line, with the stage or the construct, the field as it is written in main.go, and the fix.
func TestEachWrongValueGetsOneClearLine(t *testing.T) {
	type S = stacks.Stage
	arn := func(region string) *string {
		return jsii.Sprintf("arn:aws:acm:%s:111122223333:certificate/0a1b", region)
	}
	for name, test := range map[string]struct {
		stage  S
		change func(*S)
		want   string
	}{
		"a lower-case name": {stacks.Dev(), func(s *S) { s.Name = "dev" },
			`stage "dev": Name must be 1 to 31 letters and digits, a capital first, got "dev"`},
		"the name of the source": {stacks.Dev(), func(s *S) { s.Name = "Source" },
			`stage Source: Name must be different: SourceStack holds the repository, got "Source"`},
		"an account of eleven digits": {stacks.Dev(), func(s *S) { s.Account, s.Region = "11112222333", "eu-central-1" },
			`stage Dev: Account must be 12 digits, got "11112222333"`},
		"an account without a region": {stacks.Dev(), func(s *S) { s.Account = "111122223333" },
			`stage Dev: Account and Region must be given together, got "111122223333" and ""; ` +
				"give both, or none for those of the CLI's credentials"},
		"a zone for a region": {stacks.Dev(), func(s *S) { s.Account, s.Region = "111122223333", "eu-central-1a" },
			`stage Dev: Region must be a region such as "eu-central-1", got "eu-central-1a"`},
		"a region without CodeCommit": {stacks.Dev(), func(s *S) { s.Account, s.Region = "111122223333", "eu-south-2" },
			"stage Dev: Region must be one that has AWS CodeCommit, since the stage follows a branch of the repository, " +
				`got "eu-south-2"; set Pipeline.Source to a connection, or choose another region`},
		"a region without CodePipeline": {stacks.Dev(), func(s *S) {
			s.Account, s.Region = "111122223333", "ca-west-1"
			s.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("main"))
		}, `stage Dev: Region must be one that has AWS CodePipeline, got "ca-west-1"; choose another region`},
		"no source": {stacks.Dev(), func(s *S) { s.Pipeline.Source = nil },
			"stage Dev: Pipeline.Source must be given for a stage with a pipeline of its own, got nil; " +
				`set it, as in stacks.Branch("demo"), or move the stage to the line's Release`},
		"a branch with a space": {stacks.Dev(), func(s *S) { s.Pipeline.Source = stacks.Branch("my branch") },
			`DevStack/Pipeline: branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, ` +
				`got "my branch"`},
		"an invalid connection": {stacks.Dev(), func(s *S) {
			s.Pipeline.Source = delivery.ConnectionSource(jsii.String("my-connection"), jsii.String("acme/shop"), jsii.String("main"))
		}, `DevStack/Pipeline: connection of Source must be the ARN of a connection, "arn:aws:codeconnections:REGION:ACCOUNT:connection/ID", ` +
			`got "my-connection"`},
		"a repository without an owner": {stacks.Dev(), func(s *S) {
			s.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("shop"), jsii.String("main"))
		}, `DevStack/Pipeline: repository of Source must be "owner/name", got "shop"`},
		"NAT gateways for public instances": {stacks.Dev(), func(s *S) { s.Network.NatGateways = jsii.Number(1) },
			"DevStack/Network: NatGateways must be 0 without private subnets, which are all they serve, got 1"},
		"more NAT gateways than zones": {stacks.Prod(), func(s *S) { s.Network.NatGateways = jsii.Number(3) },
			"ProdStack/Network: NatGateways must be a whole number from 0 to 2, one per zone, known at synthesis, got 3"},
		"a private single instance": {stacks.Dev(), func(s *S) { s.Network.PrivateSubnets = nil },
			"stage Dev: Network.PrivateSubnets must be false with a single instance, which visitors have to reach"},
		"a range with host bits": {stacks.Dev(), func(s *S) { s.Network.Cidr = jsii.String("10.0.1.0/16") },
			`DevStack/Network: Cidr must be the first address of its range, got "10.0.1.0/16"; write 10.0.0.0/16`},
		"one zone under a load balancer": {stacks.Prod(), func(s *S) { s.Network.MaxAzs, s.Network.NatGateways = jsii.Number(1), nil },
			"stage Prod: Network.MaxAzs must be at least 2 with a load balancer, which spans two zones, got 1"},
		"one named zone under a load balancer": {stacks.Prod(), func(s *S) { s.Network.AvailabilityZones = jsii.Strings("us-east-1a") },
			"stage Prod: Network.AvailabilityZones must be at least 2 with a load balancer, which spans two zones, got 1"},
		"subnets too small for a load balancer": {stacks.Prod(), func(s *S) { s.Network.Cidr = jsii.String("10.0.0.0/24") },
			`stage Prod: Network.Cidr must be a /23 or larger with a load balancer, whose subnets must be a /27 or larger, got "10.0.0.0/24"`},
		"more zones than the region has": {stacks.Prod(), func(s *S) {
			s.Account, s.Region, s.Network.MaxAzs = "111122223333", "eu-central-1", jsii.Number(4)
			s.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("main"))
		}, "ProdStack/Network: MaxAzs must be at most 3, as many zones as most accounts have in eu-central-1, got 4; " +
			"if yours has more, name them in AvailabilityZones"},
		"visitors over IPv6": {stacks.Dev(), func(s *S) { s.Environment.AllowFrom = jsii.Strings("::/0") },
			"DevStack/Environment: AllowFrom[0] must be an IPv4 range, since neither the load balancer nor the instances have IPv6 addresses, " +
				`got "::/0"`},
		"a retired platform": {stacks.Dev(), func(s *S) { s.Environment.Platform = "Node.js 18 running on 64bit Amazon Linux 2023" },
			`DevStack/Environment: Platform must name a platform branch that is not retired, ` +
				`got "Node.js 18 running on 64bit Amazon Linux 2023", retired on 2025-08-11; write "Node.js 24 running on 64bit Amazon Linux 2023"`},
		"a certificate of another region": {stacks.Prod(), func(s *S) {
			s.Account, s.Region = "111122223333", "eu-west-1"
			s.Environment.LoadBalancer = &beanstalk.DedicatedLoadBalancer{CertificateArn: arn("us-east-1")}
		}, "stage Prod: Environment.LoadBalancer.CertificateArn must be of a certificate in the stage's region eu-west-1, " +
			`got one in "us-east-1"`},
		"a maximum below the minimum": {stacks.Prod(), func(s *S) {
			s.Environment.Capacity = &beanstalk.AutoScalingGroup{MinSize: jsii.Number(4), MaxSize: jsii.Number(2)}
		}, "ProdStack/Environment: Capacity.MinSize must be at most Capacity.MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize"},
		"a misspelled policy": {stacks.Prod(), func(s *S) { s.Environment.DeploymentPolicy = "Immutabel" },
			`ProdStack/Environment: DeploymentPolicy must be "AllAtOnce", "Rolling", "RollingWithAdditionalBatch", "Immutable" or ` +
				`"TrafficSplitting", got "Immutabel"; write "Immutable"`},
		"a start time without a day": {stacks.Dev(), func(s *S) { s.Environment.PreferredStartTime = jsii.String("10:00") },
			`DevStack/Environment: PreferredStartTime must be a day and a time in UTC, got "10:00"; write it as in "Sun:10:00"`},
		"an odd retention": {stacks.Dev(), func(s *S) { s.LogRetentionDays = jsii.Number(10) },
			"stage Dev: LogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14"},
		"a removal policy that leaves a snapshot": {stacks.Dev(), func(s *S) { s.RemovalPolicy = awscdk.RemovalPolicy_SNAPSHOT },
			`stage Dev: RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "SNAPSHOT"`},
		"variables beyond 4096 bytes": {stacks.Dev(), func(s *S) {
			s.Environment.EnvironmentVariables = &map[string]*string{"TEXT": jsii.String(strings.Repeat("x", 5000))}
		}, `DevStack/Environment: environment variables must have at most 4096 bytes in total, got 5005, the largest is "TEXT"; ` +
			"move what is large to a file, a parameter or a secret"},
		"a misspelled option": {stacks.Dev(), func(s *S) {
			s.Environment.Options = []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:command", Name: "Timout", Value: "900"}}
		}, `DevStack/Environment: Options[0] Timout must name an option of aws:elasticbeanstalk:command, got "Timout"; write "Timeout"`},
		"an option that has a property": {stacks.Prod(), func(s *S) {
			s.Environment.Options = []beanstalk.Option{{Namespace: "aws:autoscaling:asg", Name: "MinSize", Value: "3"}}
		}, "ProdStack/Environment: Options[0] must not be MinSize of aws:autoscaling:asg, on which more than the option depends; " +
			"set MinSize of Capacity instead"},
		"a build specification outside": {stacks.Dev(), func(s *S) { s.Pipeline.BuildSpec = jsii.String("/etc/buildspec.yml") },
			"DevStack/Pipeline: BuildSpec must be a path inside the repository, such as ci/buildspec.yml, or a build specification of " +
				`several lines, got "/etc/buildspec.yml"`},
		"a description that is too long": {stacks.Dev(), func(s *S) { s.Application.Description = jsii.String(strings.Repeat("x", 201)) },
			"DevStack/Application: Description must be 0 to 200 characters, got 201"},
		"a deployment with a space in its name": {stacks.Dev(), func(s *S) { s.Deployment.Name = jsii.String("my stage") },
			`DevStack/Pipeline: Deployments[0].Name must be 1 to 90 letters, digits, ".", "@", "_" and "-", got "my stage"`},
	} {
		t.Run(name, func(t *testing.T) {
			stage := test.stage
			test.change(&stage)
			err := lineOf(stage).Validate(today)
			if diff := cmp.Diff([]string{test.want}, lines(err)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff([]string{test.want}, compose(stage)); diff != "" {
				t.Errorf("problems of Compose (-want +got):\n%s", diff)
			}
		})
	}
}

// All problems of all stages come in one run, and nothing is defined.
func TestAllProblemsAtOnce(t *testing.T) {
	dev, prod := stacks.Dev(), stacks.Prod()
	dev.Pipeline.BuildSpec = jsii.String("../buildspec.yml")
	dev.Pipeline.Source = stacks.Branch("refs/heads/main")
	dev.LogRetentionDays = jsii.Number(10)
	dev.Network.Cidr = jsii.String("10.0.0.0/8")
	prod.Environment.Capacity = &beanstalk.AutoScalingGroup{MinSize: jsii.Number(4), MaxSize: jsii.Number(2)}
	prod.Environment.LoadBalancer = &beanstalk.DedicatedLoadBalancer{HealthCheckPath: jsii.String("health")}
	prod.Network.NatGateways = jsii.Number(-1)

	scope, got := composeIn(dev, prod)
	want := []string{
		"stage Dev: LogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14",
		`DevStack/Network: Cidr must be a /16 to a /24, got "10.0.0.0/8"`,
		`DevStack/Pipeline: branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, ` +
			`got "refs/heads/main"; write "main"`,
		"DevStack/Pipeline: BuildSpec must be a path inside the repository, such as ci/buildspec.yml, or a build specification of " +
			`several lines, got "../buildspec.yml"`,
		"ProdStack/Network: NatGateways must be a whole number from 0 to 2, one per zone, known at synthesis, got -1",
		"ProdStack/Environment: LoadBalancer.HealthCheckPath must be a path that starts with \"/\", of at most 1024 printable ASCII " +
			`characters without a space, got "health"`,
		"ProdStack/Environment: Capacity.MinSize must be at most Capacity.MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if n := len(*scope.Node().Children()); n != 0 {
		t.Errorf("%d constructs are defined, want none", n)
	}
}

func TestStagesMayNotClash(t *testing.T) {
	away := stacks.Prod()
	away.Account, away.Region = "111122223333", "eu-central-1"

	near := stacks.Dev()
	near.Account, near.Region = away.Account, "eu-west-1"
	if got := compose(near, away); len(got) != 1 || !strings.Contains(got[0], `"111122223333" and "eu-west-1", since CodePipeline`) {
		t.Errorf("two regions of an account are reported as %q", got)
	}

	want := []string{
		"stage Dev: Name must be unique, got it twice",
		`stage Prod: Account and Region must be those of stage Dev, "" and "", since CodePipeline reads a CodeCommit ` +
			`repository from the same account and region, got "111122223333" and "eu-central-1"; ` +
			"set Pipeline.Source to a connection to run elsewhere",
	}
	if diff := cmp.Diff(want, compose(stacks.Dev(), stacks.Dev(), away)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestNothingToCompose(t *testing.T) {
	if diff := cmp.Diff([]string{"Stages must be at least one, or those of Release, got none"}, compose()); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	scope := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	got := cdktest.Rejection(func() { stacks.NewStageStack(scope, stacks.Dev(), nil, today) })
	if want := "App/DevStack: source of stage Dev must be a SourceStack, since it follows a branch of its repository, got nil"; got != want {
		t.Errorf("panics with %q, want %q", got, want)
	}
	got = cdktest.Rejection(func() {
		stacks.NewSourceStack(scope, "x\x00", "eu-central-1\nerror: forged", delivery.RepositoryProps{})
	})
	want := `App/SourceStack: Account must be 12 digits, got "x\x00"` + "\n" +
		`App/SourceStack: Region must be a region such as "eu-central-1", got "eu-central-1\nerror: forged"` + "\n" +
		`App/SourceStack/Repository: RepositoryName must be given, got nil`
	if got != want {
		t.Errorf("panics with\n%s\nwant\n%s", got, want)
	}
	got = cdktest.Rejection(func() { stacks.NewSourceStack(nil, "", "", stacks.Repository("../sampleapp")) })
	if want := "scope of NewSourceStack must be an app, or a stage of one, got one that was never made"; got != want {
		t.Errorf("panics with %q, want %q", got, want)
	}
	// What follows from the name is not judged beside it.
	if diff := cmp.Diff([]string{
		`stage "": Name must be 1 to 31 letters and digits, a capital first, got ""`,
		`stage "": Pipeline.Source must be given for a stage with a pipeline of its own, got nil; ` +
			`set it, as in stacks.Branch("demo"), or move the stage to the line's Release`,
		`stage "": Monitoring must be decided: who is told when the stage is unwell, got nil; ` +
			`set it to &monitoring.MonitoringProps{} with EmailAddresses or a Topic, or to monitoring.NoAlarms`,
	}, compose(stacks.Stage{})); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	err := stacks.Line{Repository: stacks.Repository("nowhere"), Stages: []stacks.Stage{stacks.Dev()}}.Validate(today)
	missing := `SourceStack/Repository: Directory must be a folder that exists, got "nowhere", which is`
	if err == nil || !strings.HasPrefix(err.Error(), missing) {
		t.Errorf("a folder that does not exist is reported as %v", err)
	}
}

// A stage with an account and a region asks AWS for nothing at synthesis, so that it needs no credentials.
func TestStageInAnAccountOfItsOwn(t *testing.T) {
	prod := stacks.Prod()
	prod.Account, prod.Region = "111122223333", "eu-central-1"
	prod.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("main"))
	prod.Network.MaxAzs = jsii.Number(3)

	scope, lines := composeIn(stacks.Dev(), prod)
	if lines != nil {
		t.Fatal(strings.Join(lines, "\n"))
	}
	assembly := scope.Synth(nil)
	if missing := assembly.Manifest().Missing; missing != nil && len(*missing) > 0 {
		t.Errorf("synthesis looks up %d values, want none", len(*missing))
	}
	stack := scope.Node().FindChild(jsii.String("ProdStack")).(awscdk.Stack)
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{"AWS::EC2::Subnet": 6, "AWS::EC2::NatGateway": 3, "AWS::Events::Rule": 0})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::EC2::Subnet"), map[string]any{
			"AvailabilityZone": map[string]any{"Fn::Select": []any{2, map[string]any{"Fn::GetAZs": ""}}},
		})
	})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::CodePipeline::Pipeline"), map[string]any{
			"Stages": assertions.Match_ArrayWith(&[]any{assertions.Match_ObjectLike(&map[string]any{
				"Actions": []any{assertions.Match_ObjectLike(&map[string]any{
					"Configuration": assertions.Match_ObjectLike(&map[string]any{"FullRepositoryId": "acme/shop", "BranchName": "main"}),
				})},
			})}),
		})
	})
}

// Nothing needs the repository of SourceStack when all stages bring a connection.
func TestNoSourceStackWithoutCodeCommit(t *testing.T) {
	dev := stacks.Dev()
	dev.Pipeline.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("acme/shop"), jsii.String("develop"))

	scope, lines := composeIn(dev)
	if lines != nil {
		t.Fatal(strings.Join(lines, "\n"))
	}
	if scope.Node().TryFindChild(jsii.String("SourceStack")) != nil {
		t.Error("SourceStack is defined, want it left out")
	}
}

// Everything that a stage can set arrives in the template.
func TestStageCustomised(t *testing.T) {
	stage := stacks.Staging()
	stage.Name = "Demo"
	stage.TerminationProtection = true
	stage.LogRetentionDays = jsii.Number(14)
	stage.RemovalPolicy = awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE
	stage.Network.Cidr = jsii.String("10.8.0.0/20")
	stage.Application.Description = jsii.String("The demo")
	stage.Environment.AllowFrom = jsii.Strings("203.0.113.0/24")
	stage.Environment.Platform = beanstalk.PlatformDocker
	stage.Environment.InstanceTypes = jsii.Strings("t4g.small", "t4g.medium")
	stage.Environment.Capacity = &beanstalk.AutoScalingGroup{
		MinSize: jsii.Number(1),
		Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricCPUUtilization, UpperThreshold: jsii.Number(65)},
	}
	stage.Environment.LoadBalancer = &beanstalk.DedicatedLoadBalancer{
		CertificateArn:  jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
		HealthCheckPath: jsii.String("/up"),
	}
	stage.Environment.DeploymentPolicy = beanstalk.DeploymentPolicyImmutable
	stage.Environment.EnvironmentVariables = &map[string]*string{"CURRENCY": jsii.String("EUR")}
	stage.Environment.PreferredStartTime = jsii.String("Tue:03:30")
	stage.Environment.Options = []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:command", Name: "Timeout", Value: "1200"}}
	stage.Pipeline.Source = stacks.Branch("demo")
	stage.Pipeline.BuildSpec = jsii.String("ci/buildspec.yml")
	stage.Pipeline.BuildTimeoutMinutes = jsii.Number(55)
	stage.Pipeline.Privileged = jsii.Bool(true)
	stage.Pipeline.BuildEnvironmentVariables = &map[string]*awscodebuild.BuildEnvironmentVariable{"GOFLAGS": {Value: "-race"}}
	stage.Deployment.Approval = jsii.Bool(true)
	stage.Waivers = map[stacks.GuardRail]string{stacks.GuardRailTwoInstances: "A demo may be down."}

	scope, lines := composeIn(stage)
	if lines != nil {
		t.Fatal(strings.Join(lines, "\n"))
	}
	stack := scope.Node().FindChild(jsii.String("DemoStack")).(awscdk.Stack)
	if !*stack.TerminationProtection() {
		t.Error("DemoStack has no termination protection")
	}
	text := cdktest.JSON(t, assertions.Template_FromStack(stack, nil))
	for _, want := range []string{
		`"10.8.0.0/20"`, `"The demo"`, `"203.0.113.0/24"`, "platform/Docker running on 64bit Amazon Linux 2023", `"t4g.small,t4g.medium"`,
		`"CPUUtilization"`, `"Value": "65"`, `"Immutable"`, `"/up"`, "certificate/0a1b", `"EUR"`, `"Tue:03:30"`, `"Value": "14"`,
		`"RetentionInDays": 14`, `"RetainExceptOnCreate"`, `"1200"`, `"ci/buildspec.yml"`, `"TimeoutInMinutes": 55`, `"PrivilegedMode": true`,
		`"-race"`, `"BranchName": "demo"`, `"Provider": "Manual"`, "aarch64", "Deploy-Demo",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the template does not contain %s", want)
		}
	}
}

// What needs a scope is added before the stage is defined, in its own stack and network.
func ExampleStage_prepare() {
	prod := stacks.Prod()
	prod.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
		s.Network = network.NewNetwork(s.Stack, jsii.String("Network"), &stage.Network)
		zone := awsroute53.HostedZone_FromHostedZoneAttributes(s.Stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
			HostedZoneId: jsii.String("Z0123456789"), ZoneName: jsii.String("acme.example"),
		})
		certificate := awscertificatemanager.NewCertificate(s.Stack, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
			DomainName: jsii.String("shop.acme.example"),
			Validation: awscertificatemanager.CertificateValidation_FromDns(zone),
		})
		database := awsrds.NewDatabaseInstance(s.Stack, jsii.String("Database"), &awsrds.DatabaseInstanceProps{
			Vpc:              s.Network.Vpc,
			Engine:           awsrds.DatabaseInstanceEngine_POSTGRES(),
			StorageEncrypted: jsii.Bool(true),
		})
		stage.Environment.LoadBalancer = &beanstalk.DedicatedLoadBalancer{CertificateArn: certificate.CertificateArn()}
		stage.Environment.Secrets = &map[string]beanstalk.Secret{
			"DATABASE": beanstalk.SecretFromSecretsManager(database.Secret(), nil),
		}
	}
	app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	line, err := stacks.Compose(app, lineOf(prod), today)
	if err != nil {
		fmt.Println(err)
		return
	}
	listener, _ := line.Stages[0].Environment.Settings.Get("aws:elbv2:listener:443", "ListenerEnabled")
	fmt.Println("HTTPS is on:", listener.Value)
	// Output: HTTPS is on: true
}

// What needs the environment is added when all stages are defined.
func ExampleCompose() {
	app := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	line, err := stacks.Compose(app, lineOf(stacks.Dev(), stacks.Test()), today)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, stage := range line.Stages {
		images := awsecr.Repository_FromRepositoryName(stage.Stack, jsii.String("Images"), jsii.String("shop"))
		images.GrantPull(stage.Environment)
		fmt.Println(*stage.Stack.StackName(), "may pull", *images.RepositoryName())
	}
	// Output:
	// App-DevStack may pull shop
	// App-TestStack may pull shop
}

// A problem that only the tree shows, or that Prepare causes, does not hide those of the other stages.
func TestProblemsOfThePreparationAreAnswers(t *testing.T) {
	dev, prod := stacks.Dev(), stacks.Prod()
	dev.Prepare = func(_ *stacks.StageStack, stage *stacks.Stage) { stage.Environment.InstancePort = jsii.Number(0) }
	prod.Prepare = func(*stacks.StageStack, *stacks.Stage) { panic("no credentials\n    at a place in the CDK") }
	want := []string{"DevStack/Environment: InstancePort must be a whole number from 1 to 65535, got 0", "ProdStack: no credentials"}
	if diff := cmp.Diff(want, compose(dev, prod)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A stage may bring its network and its application; then the stack defines none.
func TestStageWithAVpcOfItsOwn(t *testing.T) {
	dev := stacks.Dev()
	dev.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
		stage.Environment.Application = beanstalk.ApplicationFromName(s.Stack, jsii.String("Shop"), jsii.String("shop"))
		stage.Environment.Vpc = awsec2.Vpc_FromVpcAttributes(s.Stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
			VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a"), PublicSubnetIds: jsii.Strings("subnet-1"),
		})
	}
	scope, problems := composeIn(dev)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	stack := scope.Node().FindChild(jsii.String("DevStack")).(awscdk.Stack)
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{
		"AWS::EC2::VPC": 0, "AWS::ElasticBeanstalk::Application": 0, "AWS::ElasticBeanstalk::Environment": 1,
	})
}

// What concerns the whole stage has reached its constructs when Prepare defines one of them.
func TestPrepareFindsACompleteStage(t *testing.T) {
	dev := stacks.Dev()
	dev.Network.FlowLogs = jsii.Bool(true)
	dev.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
		s.Network = network.NewNetwork(s.Stack, jsii.String("Network"), &stage.Network)
		s.Application = beanstalk.NewApplication(s.Stack, jsii.String("Application"), &stage.Application)
		stage.Pipeline.Source = stacks.Branch("feature")
	}
	resources := preset(t, dev)
	for id, r := range resources {
		if r.Type == "AWS::Logs::LogGroup" && (r.DeletionPolicy != "Delete" || r.Properties["RetentionInDays"] != 7.0) {
			t.Errorf("%s is kept (%s) for %v days, want 7 days and no longer than the stack", id, r.DeletionPolicy, r.Properties["RetentionInDays"])
		}
	}
	if count(resources, "AWS::ElasticBeanstalk::Application") != 1 {
		t.Error("the stage has a different application from the one that Prepare has defined")
	}
	if text := cdktest.Text(resources); !strings.Contains(text, `"BranchName":"feature"`) {
		t.Error("the pipeline does not follow the branch that Prepare has chosen")
	}
}

// What Prepare makes of a stage is validated like what main.go makes of it: everything at once.
func TestWhatPrepareChangesIsValidated(t *testing.T) {
	dev := stacks.Dev()
	dev.Pipeline.Source = nil // Prepare may bring one
	dev.Prepare = func(_ *stacks.StageStack, stage *stacks.Stage) {
		stage.TerminationProtection = true
		stage.Network.Cidr = jsii.String("10.0.0.0/8")
		stage.Network.PrivateSubnets = jsii.Bool(true)
		stage.Pipeline.BuildTimeoutMinutes = jsii.Number(1)
	}
	want := []string{
		"stage Dev: TerminationProtection must not be changed by Prepare, which comes too late for it; set it on the stage",
		"stage Dev: Network.PrivateSubnets must be false with a single instance, which visitors have to reach",
		`DevStack/Network: Cidr must be a /16 to a /24, got "10.0.0.0/8"`,
		"stage Dev: Pipeline.Source must be given for a stage with a pipeline of its own, got nil; " +
			`set it, as in stacks.Branch("demo"), or move the stage to the line's Release`,
		"DevStack/Pipeline: BuildTimeoutMinutes must be a whole number from 5 to 2160, got 1",
	}
	got := compose(dev)
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], "App/")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A mistake in Prepare is reported with its place, not with a stack trace.
func TestAMistakeInPrepareHasAPlace(t *testing.T) {
	dev := stacks.Dev()
	dev.Prepare = func(s *stacks.StageStack, _ *stacks.Stage) { _ = s.Network.Vpc }
	got := compose(dev)
	if len(got) != 1 || !strings.HasPrefix(got[0], "DevStack: runtime error: ") || !strings.Contains(got[0], ", at stage_test.go:") {
		t.Errorf("the answer is %q, want one line with the place", got)
	}
}

// An existing VPC in one line: what the preset says about subnets does not conflict with it.
func TestExistingVpcOfAPreset(t *testing.T) {
	for _, stage := range []stacks.Stage{stacks.Dev(), stacks.Staging()} {
		stage.Prepare = func(s *stacks.StageStack, stage *stacks.Stage) {
			stage.Network.Vpc = awsec2.Vpc_FromVpcAttributes(s.Stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
				VpcId: jsii.String("vpc-1"), AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
				PublicSubnetIds: jsii.Strings("subnet-1", "subnet-2"), PrivateSubnetIds: jsii.Strings("subnet-3", "subnet-4"),
			})
		}
		if resources := preset(t, stage); count(resources, "AWS::EC2::VPC") != 0 {
			t.Errorf("%s defines a VPC beside the existing one", stage.Name)
		}
	}
}

// A copy of a stage shares no map with it that Prepare could write into.
func TestStagesShareNoVariables(t *testing.T) {
	one := stacks.Dev()
	one.Environment.EnvironmentVariables = &map[string]*string{"MODE": jsii.String("demo")}
	const arn = "arn:aws:ssm:eu-west-1:111122223333:parameter/shop/token"
	one.Environment.Secrets = &map[string]beanstalk.Secret{"TOKEN": beanstalk.SecretFromArn(jsii.String(arn), nil)}
	other := one
	other.Name = "Other"
	one.Prepare = func(_ *stacks.StageStack, stage *stacks.Stage) {
		(*stage.Environment.EnvironmentVariables)["ONLY"] = jsii.String("here")
		(*stage.Environment.Secrets)["ONLY_SECRET"] = beanstalk.SecretFromArn(jsii.String(arn), nil)
	}
	_, line, problems := composeLine(one, other)
	if problems != nil {
		t.Fatal(strings.Join(problems, "\n"))
	}
	for i, want := range []bool{true, false} {
		_, got := line.Stages[i].Environment.Settings.Get("aws:elasticbeanstalk:application:environment", "ONLY")
		if got != want {
			t.Errorf("stage %d has the variable: %t, want %t", i, got, want)
		}
		_, got = line.Stages[i].Environment.Settings.Get("aws:elasticbeanstalk:application:environmentsecrets", "ONLY_SECRET")
		if got != want {
			t.Errorf("stage %d has the secret: %t, want %t", i, got, want)
		}
	}
}
