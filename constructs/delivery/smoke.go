package delivery

import (
	_ "embed"
	"math"
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/isolation"
	"beanstalkline/internal/prop"
)

// SmokeTest asks an environment once more after a deployment, as a visitor does. It is a build of its own in the stage of
// the deployment: when it fails, the stage fails, and with RollbackOnFailure the last release comes back. It asks until an
// attempt succeeds, with 10 seconds for each answer and 10 between two. These attempts are all the retry there is: a stage
// has one thing that follows a failure, and here that is the rollback (AWS page "FailureConditions").
//
// The address is read when it runs. With a Domain, or hosts behind a shared load balancer, it asks for that name, by HTTPS
// where there is a certificate for it, at the environment's own domain name, so a record that still leads elsewhere does
// not matter; otherwise it asks the environment's own domain name by HTTP. It asks from the internet, or from the VPC's
// private subnets that have a way out where the load balancer is internal. An environment made elsewhere is asked from
// the internet.
//
// Each run is a build on a small host, 0.005 USD a minute (list price of us-east-1), and counts among those that an account
// may run at once: a build that CodeBuild refuses fails like a test (AWS page "Quotas for AWS CodeBuild").
type SmokeTest struct {
	// Path is what it asks for: "/" and up to 999 further visible ASCII characters, without "#". Defaults to the
	// HealthCheckPath of the environment's load balancer, and to "/" without one.
	Path *string
	// Status is what the environment must answer, 200 to 599. A redirect is an answer and is not followed. With a
	// HealthCheckPath and no Path, it defaults to what the load balancer takes for healthy. Otherwise it defaults to
	// anything from 200 to 499, since a sound app may redirect from "/", ask for a password or have nothing there: what does
	// not answer, and what answers with an error of its own or of the proxy, fails.
	Status *float64
	// Text must be somewhere in the answer, as it is: 1 to 500 characters in one line. It can be read in the project.
	// Defaults to none.
	Text *string
	// Attempts is how often it asks at most, 1 to 60. Defaults to 12, which is up to four minutes.
	Attempts *float64
	// Optional leaves the test out where the environment cannot be asked, or was made elsewhere, instead of refusing it, as
	// long as nothing else is said about the test. It is how the presets of stages have one. Defaults to false.
	Optional *bool
}

//go:embed smoke.yml
var smokeSpec string

var requestPath = regexp.MustCompile(`^/[!-"$-~]{0,999}$`)

func (s *SmokeTest) validate(problems *prop.Problems, field string) {
	if s == nil {
		return
	}
	problems.Matches(field+".Path", s.Path, requestPath, `"/" and up to 999 visible ASCII characters, without "#"`)
	problems.KnownWhole(field+".Status", s.Status, 200, 599)
	problems.KnownWhole(field+".Attempts", s.Attempts, 1, 60)
	problems.Description(field+".Text", s.Text, 1, 500)
}

// validateTree finds an environment that nobody could ask, and secrets that everybody could read.
func (s *SmokeTest) validateTree(problems *prop.Problems, field string, environment beanstalk.IEnvironment, scope constructs.Construct) {
	if s == nil {
		return
	}
	noSecret(problems, field+".Path", cdk.Resolved(scope, prop.Or(s.Path, "")), "ask for a path that is no secret")
	noSecret(problems, field+".Text", cdk.Resolved(scope, prop.Or(s.Text, "")), "look for a text that is no secret")
	if v, _ := visit(environment); v.Hindrance != "" && !s.givesWay() {
		problems.Say(field, v.Fix, "%s, got one", v.Hindrance)
	}
}

// visit is how to ask an environment, and whether that is known.
func visit(environment beanstalk.IEnvironment) (how beanstalk.Visit, known bool) {
	if web, is := environment.(interface{ Visit() beanstalk.Visit }); is {
		return web.Visit(), true
	}
	return beanstalk.Visit{}, false
}

// givesWay reports whether the test is only meant where there can be one.
func (s *SmokeTest) givesWay() bool {
	return prop.Or(s.Optional, false) && s.Path == nil && s.Status == nil && s.Text == nil && s.Attempts == nil
}

// asks reports whether there is a test of the environment.
func (s *SmokeTest) asks(environment beanstalk.IEnvironment) bool {
	if s == nil {
		return false
	}
	v, known := visit(environment)
	return !s.givesWay() || known && v.Hindrance == ""
}

// request is what to ask for, and the codes that pass: single ones and ranges, with commas.
func (s *SmokeTest) request(v beanstalk.Visit) (path, status string) {
	path, status = "/", "200-499"
	if s.Path == nil && v.Path != "" {
		path, status = v.Path, v.Status
	}
	path = prop.Or(s.Path, path)
	if s.Status != nil {
		status = prop.Plain(*s.Status)
	}
	return path, status
}

// project defines the build that asks. Its role may learn the environment's address, and nothing else of Elastic Beanstalk.
func (s *SmokeTest) project(
	scope constructs.Construct, id string, v beanstalk.Visit, at target, logs awslogs.ILogGroup,
) awscodebuild.PipelineProject {
	path, status := s.request(v)
	attempts := prop.Or(s.Attempts, 12)
	const pause = 10
	variables := map[string]*string{
		"APPLICATION": at.application, "ENVIRONMENT": at.name,
		"REQUEST_PATH": &path, "STATUS": &status,
		"ATTEMPTS": jsii.String(prop.Plain(attempts)), "PAUSE": jsii.String(prop.Plain(pause)), "TEXT": s.Text,
	}
	if v.Address != "" {
		variables["ADDRESS"] = &v.Address
	}
	minutes := math.Ceil(attempts*2*pause/60) + 5
	project := newStep(scope, id, logs, smokeSpec, minutes, variables, &awscodebuild.PipelineProjectProps{Vpc: v.Vpc, SubnetSelection: v.Subnets})
	project.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions:   jsii.Strings("elasticbeanstalk:DescribeEnvironments"),
		Resources: &[]*string{at.arn(awscdk.Stack_Of(scope))},
	}))
	return project
}

// newStep defines a small project with a role of its own, for what a stage does beside a deployment.
func newStep(scope constructs.Construct, id string, logs awslogs.ILogGroup, spec string, minutes float64, variables map[string]*string,
	props *awscodebuild.PipelineProjectProps,
) awscodebuild.PipelineProject {
	plain := map[string]*awscodebuild.BuildEnvironmentVariable{}
	for name, value := range variables {
		if value != nil {
			plain[name] = &awscodebuild.BuildEnvironmentVariable{Value: value}
		}
	}
	props.BuildSpec = awscodebuild.BuildSpec_FromSourceFilename(&spec)
	props.EnvironmentVariables = &plain
	props.Environment = &awscodebuild.BuildEnvironment{
		BuildImage: image(nil, ""), ComputeType: awscodebuild.ComputeType_SMALL,
	}
	props.Logging = &awscodebuild.LoggingOptions{CloudWatch: &awscodebuild.CloudWatchLoggingOptions{LogGroup: logs}}
	props.GrantReportGroupPermissions = jsii.Bool(false)
	props.Timeout = awscdk.Duration_Minutes(&minutes)
	project := awscodebuild.NewPipelineProject(scope, &id, props)
	isolation.TrustHere(project.Role())
	return project
}
