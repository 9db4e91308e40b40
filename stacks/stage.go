// Package stacks says what is deployed together: one stack per stage, and one for the source repository that the stages
// share. It is the only place where plain Go values become CDK properties.
package stacks

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
)

// Stage is everything that may differ between stages, in plain Go values. Start from [Dev], [Test], [Staging] or [Prod]
// and change what differs. A zero value means the default of the construct behind the field.
type Stage struct {
	// Name tells the stages apart and names the stack: Dev gives DevStack. Letters and digits, a capital first. Required.
	Name string
	// Account and Region are where the stage lives. Give both or none; none means the account and region of the
	// credentials that the CDK CLI is run with.
	Account, Region string

	// Branch is the branch whose every push is deployed. Required.
	Branch string
	// ConnectionArn is the ARN of a CodeConnections connection to GitHub, GitLab or Bitbucket. Defaults to none: the
	// source is the CodeCommit repository of SourceStack.
	ConnectionArn string
	// Repository is the repository behind the connection, as "owner/name". Required with ConnectionArn.
	Repository string

	// MaxAzs is the number of Availability Zones, 1 to 6 (2 at least with a load balancer). Defaults to 2.
	MaxAzs int
	// PrivateSubnets puts the instances where only the load balancer reaches them.
	PrivateSubnets bool
	// NatGateways is the number of NAT gateways that give private instances a way out: 0 to MaxAzs. With none, they
	// reach AWS through interface endpoints and nothing else.
	NatGateways int
	// Cidr is the address range of the VPC. Defaults to 10.0.0.0/16.
	Cidr string
	// FlowLogs keeps a record of the VPC's traffic in CloudWatch Logs, which is charged by volume.
	FlowLogs bool
	// AllowFrom are the CIDR ranges whose visitors reach the app. Defaults to any IPv4 address.
	AllowFrom []string

	// Platform is the Elastic Beanstalk platform branch. Defaults to Go.
	Platform string
	// EnvironmentType is SingleInstance, or LoadBalanced for a group of instances that scales behind an Application Load
	// Balancer. Defaults to LoadBalanced.
	EnvironmentType string
	// InstanceTypes are the EC2 instance types to choose from, preferred first. Defaults to t3.micro, or t3.small with a
	// load balancer.
	InstanceTypes []string
	// MinSize and MaxSize bound the number of instances of a load-balanced stage. Default to 2 and 4.
	MinSize, MaxSize int
	// Scaling says when a load-balanced stage adds and removes instances. Defaults to a trigger on their traffic.
	Scaling Scaling
	// DeploymentPolicy is AllAtOnce, Rolling, RollingWithAdditionalBatch, Immutable or TrafficSplitting. Defaults to
	// RollingWithAdditionalBatch, or AllAtOnce for a single instance.
	DeploymentPolicy string
	// HealthCheckPath is what the load balancer asks for. Defaults to "/".
	HealthCheckPath string
	// CertificateArn is the ARN of a certificate in AWS Certificate Manager, in the stage's region; it turns HTTPS on and
	// plain HTTP off.
	CertificateArn string
	// EnvironmentVariables are handed to the app in plain text.
	EnvironmentVariables map[string]string
	// PreferredStartTime is the weekly time of platform updates, as day:hour:minute in UTC. Defaults to Sun:10:00.
	PreferredStartTime string
	// LogRetentionDays is how long logs are kept. Defaults to 90.
	LogRetentionDays int
	// Options are any further option settings of Elastic Beanstalk; they pass the same checks.
	Options []Option

	// BuildSpec is the path of the build specification in the repository. Defaults to buildspec.yml.
	BuildSpec string
	// Approval lets a person decide before each deployment.
	Approval bool
	// RollbackOnFailure deploys the last good version again when a deployment fails.
	RollbackOnFailure bool

	// RetainData keeps logs and artifacts when the stack is destroyed.
	RetainData bool
	// TerminationProtection refuses to destroy the stack until somebody turns it off.
	TerminationProtection bool
}

// Scaling is what a load-balanced stage watches to scale in and out.
type Scaling struct {
	// Metric is NetworkOut, RequestCount, CPUUtilization or TargetResponseTime. Defaults to NetworkOut, the traffic.
	Metric string
	// LowerThreshold and UpperThreshold are the values of the metric under which an instance is removed and over which
	// one is added: bytes, requests, percent or seconds. NetworkOut and CPUUtilization have defaults.
	LowerThreshold, UpperThreshold float64
}

// Option is one option setting of Elastic Beanstalk.
type Option struct{ Namespace, Name, ResourceName, Value string }

var (
	stageName      = regexp.MustCompile(`^[A-Z][A-Za-z0-9]{0,30}$`)
	accountID      = regexp.MustCompile(`^[0-9]{12}$`)
	regionName     = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+$`)
	certificateArn = regexp.MustCompile(`^arn:[a-z-]+:acm:([a-z0-9-]+):[0-9]{12}:certificate/[A-Za-z0-9-]+$`)
	connectionArn  = regexp.MustCompile(`^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:connection/[A-Za-z0-9-]+$`)
)

// examine returns every problem that concerns the stage as such; what concerns its network, environment and pipeline is
// for their constructs to say. It also returns the stage without what it refuses, so that these can be asked.
func (s Stage) examine() (sound Stage, err error) {
	sound = s
	var problems []error
	problem := func(field, format string, values ...any) {
		problems = append(problems, fmt.Errorf("stage %s: %s %s", cmp.Or(s.Name, "without a name"), field, fmt.Sprintf(format, values...)))
	}
	if !stageName.MatchString(s.Name) {
		problem("Name", "must be at most 31 letters and digits, a capital first, got %q", s.Name)
		sound.Name = "Unnamed"
	}
	if s.Name == "Source" {
		problem("Name", `must not be "Source": SourceStack holds the repository`)
		sound.Name = "Unnamed"
	}
	if (s.Account == "") != (s.Region == "") {
		problem("Account", "and Region must be given together, got %q and %q: give both, or none for those of the CLI's credentials", s.Account, s.Region)
		sound.Account, sound.Region = "", ""
	}
	if s.Account != "" && !accountID.MatchString(s.Account) {
		problem("Account", "must be 12 digits, got %q", s.Account)
		sound.Account, sound.Region = "", ""
	}
	if s.Region != "" && !regionName.MatchString(s.Region) {
		problem("Region", `must be a region such as "eu-central-1", got %q`, s.Region)
		sound.Account, sound.Region = "", ""
	}
	if s.Branch == "" {
		problem("Branch", "is required: name the branch whose pushes are deployed")
		sound.Branch = mainBranch
	}
	if s.ConnectionArn != "" && !connectionArn.MatchString(s.ConnectionArn) {
		problem("ConnectionArn", "must be the ARN of a connection, such as arn:aws:codeconnections:eu-central-1:111122223333:connection/ID, got %q", s.ConnectionArn)
		sound.ConnectionArn, sound.Repository = "", ""
	}
	if (s.ConnectionArn == "") != (s.Repository == "") {
		problem("Repository", "and ConnectionArn must be given together, got %q and %q: give both, or none for CodeCommit", s.Repository, s.ConnectionArn)
		sound.ConnectionArn, sound.Repository = "", ""
	}
	if s.PrivateSubnets && s.EnvironmentType == "SingleInstance" {
		problem("PrivateSubnets", "must be false with EnvironmentType SingleInstance: the only instance has to be reached")
		sound.PrivateSubnets, sound.NatGateways = false, 0
	}
	certificate := certificateArn.FindStringSubmatch(s.CertificateArn)
	switch {
	case s.CertificateArn == "":
	case certificate == nil:
		problem("CertificateArn", "must be the ARN of a certificate, such as arn:aws:acm:eu-central-1:111122223333:certificate/ID, got %q", s.CertificateArn)
		sound.CertificateArn = ""
	case s.Region != "" && certificate[1] != s.Region:
		problem("CertificateArn", "must be of a certificate in the stage's region %s, got one in %s", s.Region, certificate[1])
	}
	if s.BuildSpec != "" && !filepath.IsLocal(s.BuildSpec) {
		problem("BuildSpec", "must be a path inside the repository, such as ci/buildspec.yml, got %q", s.BuildSpec)
		sound.BuildSpec = ""
	}
	for _, n := range []struct {
		field string
		value int
		sound *int
	}{
		{"NatGateways", s.NatGateways, &sound.NatGateways},
		{"MaxAzs", s.MaxAzs, &sound.MaxAzs},
		{"MinSize", s.MinSize, &sound.MinSize},
		{"MaxSize", s.MaxSize, &sound.MaxSize},
		{"LogRetentionDays", s.LogRetentionDays, &sound.LogRetentionDays},
	} {
		if n.value < 0 {
			problem(n.field, "must not be negative, got %d", n.value)
			*n.sound = 0
		}
	}
	return sound, errors.Join(problems...)
}

// clash returns what a stage must not have in common with those before it, or must have.
func clash(s Stage, before []Stage) error {
	var problems []error
	if slices.ContainsFunc(before, func(other Stage) bool { return other.Name == s.Name }) {
		problems = append(problems, fmt.Errorf("stage %s: %s must be unique, got it twice", s.Name, "Name"))
	}
	i := slices.IndexFunc(before, func(other Stage) bool { return other.ConnectionArn == "" })
	if s.ConnectionArn == "" && i >= 0 && (s.Account != before[i].Account || s.Region != before[i].Region) {
		problems = append(problems, fmt.Errorf("stage %s: Account and Region must be those of stage %s, %q and %q, got %q and %q: CodePipeline reads a CodeCommit repository from next to it; give the stage a ConnectionArn to live elsewhere",
			s.Name, before[i].Name, before[i].Account, before[i].Region, s.Account, s.Region))
	}
	return errors.Join(problems...)
}
