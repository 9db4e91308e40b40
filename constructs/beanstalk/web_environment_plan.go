package beanstalk

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// webEnvironment is what the properties come to before anything is defined: defaults are filled in, and given keeps
// what the caller wrote.
type webEnvironment struct {
	WebEnvironmentProps
	given               WebEnvironmentProps
	instanceTypes       []string
	instanceSubnets     subnets
	loadBalancerSubnets subnets
}

func (p webEnvironment) loadBalanced() bool { return p.EnvironmentType == EnvironmentTypeLoadBalanced }

// plan fills in the defaults and returns, joined, every problem that is not one of an option setting.
func plan(props *WebEnvironmentProps) (webEnvironment, error) {
	if props == nil {
		props = &WebEnvironmentProps{}
	}
	p := webEnvironment{WebEnvironmentProps: *props, given: *props}
	if p.Platform == "" {
		p.Platform = PlatformGo
	}
	if p.EnvironmentType == "" {
		p.EnvironmentType = EnvironmentTypeLoadBalanced
	}
	if p.RemovalPolicy == "" {
		p.RemovalPolicy = awscdk.RemovalPolicy_RETAIN
	}
	p.LogRetentionDays = jsii.Number(prop.Or(p.LogRetentionDays, 90))
	p.PreferredStartTime = jsii.String(prop.Or(p.PreferredStartTime, "Sun:10:00"))

	problems := []error{
		matches("EnvironmentName", p.EnvironmentName, environmentName, "4 to 40 letters, digits and hyphens, no hyphen at either end"),
		matches("CnamePrefix", p.CnamePrefix, cnamePrefix, "4 to 63 letters, digits and hyphens, no hyphen at either end"),
		atMost200(p.Description),
	}
	if p.Application == nil {
		problems = append(problems, fmt.Errorf("%s is required: give one made by NewApplication", "Application"))
	}
	if p.RemovalPolicy != awscdk.RemovalPolicy_RETAIN && p.RemovalPolicy != awscdk.RemovalPolicy_DESTROY {
		problems = append(problems, fmt.Errorf("RemovalPolicy must be RETAIN or DESTROY, got %s", p.RemovalPolicy))
	}
	if !strings.Contains(string(p.Platform), " running on 64bit ") && !prop.IsToken(string(p.Platform)) {
		problems = append(problems, fmt.Errorf(`%s must be the name of a platform branch, such as %q, got %q`, "Platform", PlatformGo, p.Platform))
	}
	switch p.Architecture {
	case "", awsec2.InstanceArchitecture_X86_64, awsec2.InstanceArchitecture_ARM_64:
	default:
		problems = append(problems, fmt.Errorf("%s must be X86_64 or ARM_64, got %q", "Architecture", p.Architecture))
		p.Architecture = ""
	}
	switch p.EnvironmentType {
	case EnvironmentTypeLoadBalanced:
		problems = append(problems, p.planLoadBalanced())
	case EnvironmentTypeSingleInstance:
		problems = append(problems, p.planSingleInstance())
	}
	problems = append(problems, p.planInstances(), p.planSubnets(), p.checkSecurityGroups(), p.checkValues())
	return p, errors.Join(problems...)
}

func (p *webEnvironment) planLoadBalanced() error {
	if p.DeploymentPolicy == "" {
		p.DeploymentPolicy = DeploymentPolicyRollingWithAdditionalBatch
	}
	p.HealthCheckPath = jsii.String(prop.Or(p.HealthCheckPath, "/"))
	var problems []error
	if path := *p.HealthCheckPath; !prop.IsToken(path) && (!strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \t\n")) {
		problems = append(problems, fmt.Errorf(`HealthCheckPath must start with "/" and hold no blank, got %q`, path))
	}
	p.MinSize = jsii.Number(prop.Or(p.MinSize, 2))
	p.MaxSize = jsii.Number(prop.Or(p.MaxSize, math.Max(4, *p.MinSize)))
	scaling := ScalingTrigger{}
	if p.Scaling != nil {
		scaling = *p.Scaling
	}
	if scaling.Metric == "" {
		scaling.Metric = ScalingMetricNetworkOut
	}
	p.Scaling = &scaling
	return errors.Join(append(problems, scaling.validate())...)
}

// planSingleInstance refuses what only a load-balanced environment has, rather than drop it in silence.
func (p *webEnvironment) planSingleInstance() error {
	if p.DeploymentPolicy == "" {
		p.DeploymentPolicy = DeploymentPolicyAllAtOnce
	}
	var problems []error
	for _, field := range []struct {
		name  string
		given bool
	}{
		{"MinSize", p.MinSize != nil && *p.MinSize != 1},
		{"MaxSize", p.MaxSize != nil && *p.MaxSize != 1},
		{"Scaling", p.Scaling != nil},
		{"HealthCheckPath", p.HealthCheckPath != nil},
		{"Certificate", p.Certificate != nil},
		{"LoadBalancerSubnets", p.LoadBalancerSubnets != nil},
	} {
		if field.given {
			problems = append(problems, fmt.Errorf("%s needs a load balancer, got EnvironmentType %s: set EnvironmentType to LoadBalanced, or leave %s out", field.name, p.EnvironmentType, field.name))
		}
	}
	return errors.Join(problems...)
}

// planInstances settles instance types and architecture, which say the same thing twice where both are given.
func (p *webEnvironment) planInstances() error {
	if p.InstanceTypes == nil {
		family, size := "t3", "micro"
		if p.Architecture == "" {
			p.Architecture = awsec2.InstanceArchitecture_X86_64
		}
		if p.Architecture == awsec2.InstanceArchitecture_ARM_64 {
			family = "t4g"
		}
		if p.loadBalanced() {
			size = "small"
		}
		p.instanceTypes = []string{family + "." + size}
		return nil
	}
	if len(*p.InstanceTypes) == 0 {
		return errors.New("InstanceTypes must name at least one type, got none: leave it out for the default")
	}
	var problems []error
	for i, t := range *p.InstanceTypes {
		field := fmt.Sprintf("InstanceTypes[%d]", i)
		if t == nil {
			problems = append(problems, fmt.Errorf("%s must be an instance type, got nil", field))
			continue
		}
		name := *t.ToString()
		var architecture awsec2.InstanceArchitecture
		if try(func() { architecture = t.Architecture() }) != nil {
			problems = append(problems, fmt.Errorf(`%s must be a family and a size, such as "t3.micro", got %q`, field, name))
			continue
		}
		if p.Architecture == "" {
			p.Architecture = architecture
		}
		if architecture != p.Architecture {
			problems = append(problems, fmt.Errorf("%s must be of the architecture %s, got %s, which is %s: one environment runs one build of the app", field, p.Architecture, name, architecture))
			continue
		}
		p.instanceTypes = append(p.instanceTypes, name)
	}
	return errors.Join(problems...)
}

func (p *webEnvironment) planSubnets() error {
	if p.Vpc == nil {
		return fmt.Errorf("%s is required: give one made by network.NewNetwork, or any other", "Vpc")
	}
	public := &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC}
	instances, loadBalancer := p.InstanceSubnets, p.LoadBalancerSubnets
	if instances == nil && !p.loadBalanced() {
		instances = public
	}
	if loadBalancer == nil {
		loadBalancer = public
	}
	var problems []error
	if err := try(func() { p.instanceSubnets = selectSubnets(p.Vpc, instances) }); err != nil {
		problems = append(problems, fmt.Errorf("InstanceSubnets: %w", err))
	}
	if p.loadBalanced() {
		if err := try(func() { p.loadBalancerSubnets = selectSubnets(p.Vpc, loadBalancer) }); err != nil {
			problems = append(problems, fmt.Errorf("LoadBalancerSubnets: %w", err))
		} else if n := len(*p.loadBalancerSubnets.ids); n < 2 {
			problems = append(problems, fmt.Errorf("LoadBalancerSubnets must be two at least, each in a zone of its own, got %d: an Application Load Balancer needs them", n))
		}
	}
	return errors.Join(problems...)
}

func (p *webEnvironment) checkSecurityGroups() error {
	if p.SecurityGroups == nil {
		return nil
	}
	var problems []error
	if p.AllowFrom != nil {
		problems = append(problems, fmt.Errorf("%s must be left out where SecurityGroups is given: the ranges belong to the groups", "AllowFrom"))
	}
	if (p.SecurityGroups.LoadBalancer != nil) != p.loadBalanced() {
		problems = append(problems, fmt.Errorf("SecurityGroups must be made with LoadBalanced %t, as EnvironmentType is %s", p.loadBalanced(), p.EnvironmentType))
	}
	return errors.Join(problems...)
}

// checkValues finds what the option rules cannot see: values that are not there at all.
func (p *webEnvironment) checkValues() error {
	var problems []error
	for _, name := range sortedKeys(prop.Or(p.EnvironmentVariables, nil)) {
		if (*p.EnvironmentVariables)[name] == nil {
			problems = append(problems, fmt.Errorf("EnvironmentVariables[%q] must have a value, got nil", name))
		}
	}
	for i, o := range prop.Or(p.Options, nil) {
		field := fmt.Sprintf("Options[%d]", i)
		switch {
		case o == nil:
			problems = append(problems, fmt.Errorf("%s must be an option setting, got nil", field))
		case o.Namespace == nil || o.OptionName == nil || o.Value == nil:
			problems = append(problems, fmt.Errorf("%s must have Namespace, OptionName and Value", field))
		}
	}
	return errors.Join(problems...)
}

// subnets are the ids of selected subnets.
type subnets struct {
	ids    *[]*string
	public bool
}

func selectSubnets(vpc awsec2.IVpc, selection *awsec2.SubnetSelection) subnets {
	selected := vpc.SelectSubnets(selection)
	return subnets{ids: selected.SubnetIds, public: *selected.HasPublic}
}

func (s subnets) joined() string { return *awscdk.Fn_Join(jsii.String(","), s.ids) }

// try turns a failure of the CDK, which comes as a panic, into an error: the text between the error's internal name and
// its stack trace.
func try(call func()) (err error) {
	defer func() {
		if r := recover(); r != nil {
			text, _, _ := strings.Cut(fmt.Sprint(r), "\n")
			if name, rest, named := strings.Cut(text, ": "); named && !strings.Contains(name, " ") {
				text = rest
			}
			err = errors.New(text)
		}
	}()
	call()
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
