package stacks_test

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/internal/cdktest"
	"beanstalkline/stacks"
)

var today = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)

func TestMain(m *testing.M) { cdktest.Main(m) }

// compose defines stages in an app of their own and returns what a person would read.
func compose(list ...stacks.Stage) []string {
	_, lines := composeIn(list...)
	return lines
}

func composeIn(list ...stacks.Stage) (scope awscdk.Stage, lines []string) {
	scope = awscdk.NewStage(awscdk.NewApp(nil), jsii.String("App"), nil)
	err := stacks.Catch(func() error { return stacks.Compose(scope, list, "../sampleapp", today) })
	if err != nil {
		lines = stacks.Lines(err)
	}
	return scope, lines
}

func TestPresetsAreSound(t *testing.T) {
	if lines := compose(stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()); lines != nil {
		t.Error(strings.Join(lines, "\n"))
	}
}

// One wrong value, one clear line.
func TestEachWrongValueGetsOneClearLine(t *testing.T) {
	const connection = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b"
	for name, test := range map[string]struct {
		stage  stacks.Stage
		change func(*stacks.Stage)
		want   string
	}{
		"a lower-case name":                      {stacks.Dev(), func(s *stacks.Stage) { s.Name = "dev" }, `stage dev: Name must be at most 31 letters and digits, a capital first, got "dev"`},
		"the name of the source":                 {stacks.Dev(), func(s *stacks.Stage) { s.Name = "Source" }, `stage Source: Name must not be "Source": SourceStack holds the repository`},
		"an account of eleven digits":            {stacks.Dev(), func(s *stacks.Stage) { s.Account, s.Region = "11112222333", "eu-central-1" }, `stage Dev: Account must be 12 digits, got "11112222333"`},
		"an account without a region":            {stacks.Dev(), func(s *stacks.Stage) { s.Account = "111122223333" }, `stage Dev: Account and Region must be given together, got "111122223333" and "": give both, or none for those of the CLI's credentials`},
		"a zone for a region":                    {stacks.Dev(), func(s *stacks.Stage) { s.Account, s.Region = "111122223333", "eu-central-1a" }, `stage Dev: Region must be a region such as "eu-central-1", got "eu-central-1a"`},
		"no branch":                              {stacks.Dev(), func(s *stacks.Stage) { s.Branch = "" }, "stage Dev: Branch is required: name the branch whose pushes are deployed"},
		"a branch with a space":                  {stacks.Dev(), func(s *stacks.Stage) { s.Branch = "my branch" }, `App/DevStack/Pipeline: branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, got "my branch"`},
		"a connection without a repository":      {stacks.Dev(), func(s *stacks.Stage) { s.ConnectionArn = connection }, `stage Dev: Repository and ConnectionArn must be given together, got "" and "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b": give both, or none for CodeCommit`},
		"a connection that is none":              {stacks.Dev(), func(s *stacks.Stage) { s.ConnectionArn, s.Repository = "my-connection", "acme/shop" }, `stage Dev: ConnectionArn must be the ARN of a connection, such as arn:aws:codeconnections:eu-central-1:111122223333:connection/ID, got "my-connection"`},
		"a repository without an owner":          {stacks.Dev(), func(s *stacks.Stage) { s.ConnectionArn, s.Repository = connection, "shop" }, `App/DevStack/Pipeline: repository of Source must be "owner/name", got "shop"`},
		"NAT gateways for public instances":      {stacks.Dev(), func(s *stacks.Stage) { s.NatGateways = 1 }, "App/DevStack/Network: NatGateways must be 0 without private subnets, which are all they serve, got 1"},
		"more NAT gateways than zones":           {stacks.Prod(), func(s *stacks.Stage) { s.NatGateways = 3 }, "App/ProdStack/Network: NatGateways must be a whole number from 0 to 2, one per zone, got 3"},
		"a private single instance":              {stacks.Dev(), func(s *stacks.Stage) { s.PrivateSubnets = true }, "stage Dev: PrivateSubnets must be false with EnvironmentType SingleInstance: the only instance has to be reached"},
		"a range with host bits":                 {stacks.Dev(), func(s *stacks.Stage) { s.Cidr = "10.0.1.0/16" }, "App/DevStack/Network: Cidr must be the first address of its range: write 10.0.0.0/16, got 10.0.1.0/16"},
		"seven zones":                            {stacks.Prod(), func(s *stacks.Stage) { s.MaxAzs = 7 }, "App/ProdStack/Network: MaxAzs must be a whole number from 1 to 6, got 7"},
		"one zone under a load balancer":         {stacks.Prod(), func(s *stacks.Stage) { s.MaxAzs, s.NatGateways = 1, 1 }, "App/ProdStack/Environment: LoadBalancerSubnets must be two at least, each in a zone of its own, got 1: an Application Load Balancer needs them"},
		"visitors from nowhere":                  {stacks.Dev(), func(s *stacks.Stage) { s.AllowFrom = []string{} }, "App/DevStack/Environment/SecurityGroups: AllowFrom must be left out to admit everybody, or name who may visit, such as 203.0.113.7/32, got an empty list, which admits nobody"},
		"visitors from a bare address":           {stacks.Dev(), func(s *stacks.Stage) { s.AllowFrom = []string{"203.0.113.7"} }, "App/DevStack/Environment/SecurityGroups: AllowFrom[0] must be a range such as 203.0.113.0/24, or 203.0.113.7/32 for one address, got 203.0.113.7"},
		"a retired platform":                     {stacks.Dev(), func(s *stacks.Stage) { s.Platform = "Node.js 18 running on 64bit Amazon Linux 2023" }, `App/DevStack/Environment: Platform must name a platform branch that is not retired, got "Node.js 18 running on 64bit Amazon Linux 2023", retired on 2025-08-11; write "Node.js 24 running on 64bit Amazon Linux 2023"`},
		"a platform without an operating system": {stacks.Dev(), func(s *stacks.Stage) { s.Platform = "Docker" }, `App/DevStack/Environment: Platform must be the name of a platform branch, such as "Go 1 running on 64bit Amazon Linux 2023", got "Docker"`},
		"a certificate of another region": {stacks.Prod(), func(s *stacks.Stage) {
			s.Account, s.Region, s.CertificateArn = "111122223333", "eu-west-1", "arn:aws:acm:us-east-1:111122223333:certificate/0a1b"
		}, "stage Prod: CertificateArn must be of a certificate in the stage's region eu-west-1, got one in us-east-1"},
		"an instance type without a size":       {stacks.Dev(), func(s *stacks.Stage) { s.InstanceTypes = []string{"t3"} }, `App/DevStack/Environment: InstanceTypes[0] must be a family and a size, such as "t3.micro", got "t3"`},
		"two architectures":                     {stacks.Prod(), func(s *stacks.Stage) { s.InstanceTypes = []string{"t3.small", "t4g.small"} }, "App/ProdStack/Environment: InstanceTypes[1] must be of the architecture X86_64, got t4g.small, which is ARM_64: one environment runs one build of the app"},
		"two instances without a load balancer": {stacks.Dev(), func(s *stacks.Stage) { s.MaxSize = 2 }, "App/DevStack/Environment: MaxSize needs a load balancer, got EnvironmentType SingleInstance: set EnvironmentType to LoadBalanced, or leave MaxSize out"},
		"a maximum below the minimum":           {stacks.Prod(), func(s *stacks.Stage) { s.MinSize, s.MaxSize = 4, 2 }, "App/ProdStack/Environment: MinSize must be at most MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize"},
		"a negative size":                       {stacks.Prod(), func(s *stacks.Stage) { s.MinSize = -1 }, "stage Prod: MinSize must not be negative, got -1"},
		"an unknown metric":                     {stacks.Prod(), func(s *stacks.Stage) { s.Scaling.Metric = "CPU" }, `App/ProdStack/Environment: Scaling.Metric must be NetworkOut, RequestCount, CPUUtilization or TargetResponseTime, got "CPU"; another metric is set through Options in aws:autoscaling:trigger`},
		"requests without a threshold":          {stacks.Prod(), func(s *stacks.Stage) { s.Scaling = stacks.Scaling{Metric: "RequestCount", LowerThreshold: 100} }, "App/ProdStack/Environment: Scaling.UpperThreshold is required with RequestCount: only you know how much of it an instance can take"},
		"scaling of a single instance":          {stacks.Dev(), func(s *stacks.Stage) { s.Scaling.Metric = "NetworkOut" }, "App/DevStack/Environment: Scaling needs a load balancer, got EnvironmentType SingleInstance: set EnvironmentType to LoadBalanced, or leave Scaling out"},
		"a misspelt policy":                     {stacks.Prod(), func(s *stacks.Stage) { s.DeploymentPolicy = "Immutabel" }, `App/ProdStack/Environment: DeploymentPolicy must be "AllAtOnce", "Rolling", "RollingWithAdditionalBatch", "Immutable" or "TrafficSplitting", got "Immutabel"; write "Immutable"`},
		"a rolling single instance":             {stacks.Dev(), func(s *stacks.Stage) { s.DeploymentPolicy = "Rolling" }, `App/DevStack/Environment: DeploymentPolicy must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got "Rolling"; write "AllAtOnce", or set EnvironmentType to LoadBalanced`},
		"a path without a slash":                {stacks.Prod(), func(s *stacks.Stage) { s.HealthCheckPath = "health" }, `App/ProdStack/Environment: HealthCheckPath must start with "/" and hold no blank, got "health"`},
		"a start time without a day":            {stacks.Dev(), func(s *stacks.Stage) { s.PreferredStartTime = "10:00" }, `App/DevStack/Environment: PreferredStartTime must be a day and a time in UTC, got "10:00"; write it as in "Sun:10:00"`},
		"an odd retention":                      {stacks.Dev(), func(s *stacks.Stage) { s.LogRetentionDays = 10 }, "App/DevStack/Environment: LogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14"},
		"variables beyond 4096 bytes":           {stacks.Dev(), func(s *stacks.Stage) { s.EnvironmentVariables = map[string]string{"TEXT": strings.Repeat("x", 5000)} }, `App/DevStack/Environment: environment variables must have at most 4096 bytes in all, got 5005, the largest is "TEXT"; move what is large to a file, a parameter or a secret`},
		"a misspelt option": {stacks.Dev(), func(s *stacks.Stage) {
			s.Options = []stacks.Option{{"aws:elasticbeanstalk:command", "Timout", "", "900"}}
		}, `App/DevStack/Environment: Options[0] Timout must name an option of aws:elasticbeanstalk:command, got "Timout"; write "Timeout"`},
		"an option that has a field":    {stacks.Prod(), func(s *stacks.Stage) { s.Options = []stacks.Option{{"aws:autoscaling:asg", "MinSize", "", "3"}} }, `App/ProdStack/Environment: aws:autoscaling:asg MinSize must be set once, got "3" from explicit Options[0] MinSize and "2" from prop MinSize; remove one of the two`},
		"a certificate that is none":    {stacks.Prod(), func(s *stacks.Stage) { s.CertificateArn = "my-certificate" }, `stage Prod: CertificateArn must be the ARN of a certificate, such as arn:aws:acm:eu-central-1:111122223333:certificate/ID, got "my-certificate"`},
		"a build specification outside": {stacks.Dev(), func(s *stacks.Stage) { s.BuildSpec = "/etc/buildspec.yml" }, `stage Dev: BuildSpec must be a path inside the repository, such as ci/buildspec.yml, got "/etc/buildspec.yml"`},
	} {
		t.Run(name, func(t *testing.T) {
			stage := test.stage
			test.change(&stage)
			if diff := cmp.Diff([]string{test.want}, compose(stage)); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
		})
	}
}

// All problems of all stages come in one run, each with its stage and field.
func TestAllProblemsAtOnce(t *testing.T) {
	dev, prod := stacks.Dev(), stacks.Prod()
	dev.BuildSpec = "../buildspec.yml"
	dev.LogRetentionDays = 10
	dev.Cidr = "10.0.0.0/8"
	dev.Branch = "refs/heads/main"
	prod.MinSize, prod.MaxSize = 4, 2
	prod.NatGateways = -1
	prod.HealthCheckPath = "health"

	want := []string{
		`stage Dev: BuildSpec must be a path inside the repository, such as ci/buildspec.yml, got "../buildspec.yml"`,
		"App/DevStack/Network: Cidr must be a /16 to a /28, got 10.0.0.0/8",
		"App/DevStack/Environment: LogRetentionDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14",
		`App/DevStack/Pipeline: branch of Source must be the name of one branch, such as "main", without "refs/heads/" or wildcards, got "refs/heads/main"`,
		"stage Prod: NatGateways must not be negative, got -1",
		`App/ProdStack/Environment: HealthCheckPath must start with "/" and hold no blank, got "health"`,
		"App/ProdStack/Environment: MinSize must be at most MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize",
	}
	if diff := cmp.Diff(want, compose(dev, prod)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestStagesMayNotClash(t *testing.T) {
	away := stacks.Prod()
	away.Account, away.Region = "111122223333", "eu-central-1"

	want := []string{
		"stage Dev: Name must be unique, got it twice",
		`stage Prod: Account and Region must be those of stage Dev, "" and "", got "111122223333" and "eu-central-1": CodePipeline reads a CodeCommit repository from next to it; give the stage a ConnectionArn to live elsewhere`,
	}
	if diff := cmp.Diff(want, compose(stacks.Dev(), stacks.Dev(), away)); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

// A stage with an account and a region asks AWS for nothing at synthesis, so that it needs no credentials.
func TestStageInAnAccountOfItsOwn(t *testing.T) {
	prod := stacks.Prod()
	prod.Account, prod.Region = "111122223333", "eu-central-1"
	prod.ConnectionArn = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b"
	prod.Repository = "acme/shop"
	prod.MaxAzs, prod.NatGateways = 3, 3

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

// Nobody needs the repository of SourceStack when all stages bring a connection.
func TestNoSourceStackWithoutCodeCommit(t *testing.T) {
	dev := stacks.Dev()
	dev.ConnectionArn = "arn:aws:codeconnections:eu-central-1:111122223333:connection/0a1b"
	dev.Repository = "acme/shop"

	scope, lines := composeIn(dev)
	if lines != nil {
		t.Fatal(strings.Join(lines, "\n"))
	}
	if scope.Node().TryFindChild(jsii.String("SourceStack")) != nil {
		t.Error("SourceStack is defined, want it left out")
	}
}

// Everything that a stage can say arrives in the template.
func TestStageCustomised(t *testing.T) {
	stage := stacks.Staging()
	stage.Name = "Demo"
	stage.Branch = "demo"
	stage.Cidr = "10.8.0.0/20"
	stage.AllowFrom = []string{"203.0.113.0/24"}
	stage.Platform = "Docker running on 64bit Amazon Linux 2023"
	stage.InstanceTypes = []string{"t4g.small", "t4g.medium"}
	stage.MinSize, stage.MaxSize = 1, 3
	stage.Scaling = stacks.Scaling{Metric: "CPUUtilization", LowerThreshold: 20, UpperThreshold: 60}
	stage.DeploymentPolicy = "Immutable"
	stage.HealthCheckPath = "/up"
	stage.CertificateArn = "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"
	stage.EnvironmentVariables = map[string]string{"CURRENCY": "EUR", "MODE": "demo"}
	stage.PreferredStartTime = "Tue:03:30"
	stage.LogRetentionDays = 14
	stage.Options = []stacks.Option{{Namespace: "aws:elasticbeanstalk:command", Name: "Timeout", Value: "1200"}}
	stage.BuildSpec = "ci/buildspec.yml"
	stage.Approval = true
	stage.TerminationProtection = true

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
		`"10.8.0.0/20"`, `"203.0.113.0/24"`, "platform/Docker running on 64bit Amazon Linux 2023", `"t4g.small,t4g.medium"`,
		`"CPUUtilization"`, `"Value": "60"`, `"Immutable"`, `"/up"`, "certificate/0a1b", `"EUR"`, `"Tue:03:30"`, `"Value": "14"`,
		`"1200"`, `"ci/buildspec.yml"`, `"BranchName": "demo"`, `"Provider": "Manual"`, "aarch64",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("the template does not contain %s", want)
		}
	}
}
