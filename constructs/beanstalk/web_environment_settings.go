package beanstalk

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// accessLogsPrefix is the folder of the load balancer's logs in their bucket; it must not contain "AWSLogs".
const accessLogsPrefix = "load-balancer"

// references are the option values that CloudFormation supplies. The settings are checked before anything is defined,
// and then they are empty.
type references struct {
	vpc, instanceSubnets, loadBalancerSubnets             string
	instanceGroup, loadBalancerGroup                      string
	instanceProfile, serviceRole, accessLogs, certificate string
}

// settings is the complete set. CloudFormation keeps the last value of an option that a template stops mentioning, so
// every option that this construct has an opinion on is in it, whether or not the value is Elastic Beanstalk's default.
func (p webEnvironment) settings(r references) options.Settings {
	s := &settings{}
	s.instances(p, r)
	s.deployments(p)
	s.health(p, r)
	if p.loadBalanced() {
		s.loadBalancer(p, r)
		s.scaling(p)
	}
	for _, name := range sortedKeys(prop.Or(p.EnvironmentVariables, nil)) {
		field := fmt.Sprintf("EnvironmentVariables[%q]", name)
		s.prop("aws:elasticbeanstalk:application:environment", name, field, true, prop.Or((*p.EnvironmentVariables)[name], ""))
	}
	for i, o := range prop.Or(p.Options, nil) {
		if o == nil {
			continue
		}
		s.set.Override(options.Setting{
			Namespace:    prop.Or(o.Namespace, ""),
			Name:         prop.Or(o.OptionName, ""),
			ResourceName: prop.Or(o.ResourceName, ""),
			Value:        prop.Or(o.Value, ""),
			Unresolved:   prop.IsToken(prop.Or(o.Value, "")),
			Origin:       options.Origin{Kind: options.OriginExplicit, Field: fmt.Sprintf("Options[%d] %s", i, prop.Or(o.OptionName, ""))},
		})
	}
	return s.set
}

// settings collects option settings with where they came from.
type settings struct{ set options.Settings }

// fixed sets options of one namespace, given as name and value in turn, to this construct's defaults.
func (s *settings) fixed(namespace string, pairs ...string) {
	for i := 0; i < len(pairs); i += 2 {
		s.prop(namespace, pairs[i], "", false, pairs[i+1])
	}
}

// prop sets an option to the value of a property, or to this construct's default where the caller gave none.
func (s *settings) prop(namespace, name, field string, given bool, value string) {
	origin := options.Origin{Kind: options.OriginDefault}
	if given {
		origin = options.Origin{Kind: options.OriginProp, Field: field}
	}
	s.set.Add(options.Setting{Namespace: namespace, Name: name, Value: value, Unresolved: prop.IsToken(value), Origin: origin})
}

// reference sets an option to what another resource is called.
func (s *settings) reference(namespace, name, value string) {
	s.set.Add(options.Setting{Namespace: namespace, Name: name, Value: value, Unresolved: true, Origin: options.Origin{Kind: options.OriginDefault}})
}

func (s *settings) instances(p webEnvironment, r references) {
	s.prop("aws:elasticbeanstalk:environment", "EnvironmentType", "EnvironmentType", p.given.EnvironmentType != "", string(p.EnvironmentType))
	s.reference("aws:elasticbeanstalk:environment", "ServiceRole", r.serviceRole)

	const launch = "aws:autoscaling:launchconfiguration"
	monitoring := "5 minute"
	if p.loadBalanced() {
		monitoring = "1 minute"
	}
	s.fixed(launch,
		"DisableDefaultEC2SecurityGroup", "true",
		"DisableIMDSv1", "true",
		"LaunchTemplateTagPropagationEnabled", "true",
		"MonitoringInterval", monitoring,
		"RootVolumeSize", "16",
		"RootVolumeType", "gp3",
	)
	s.reference(launch, "IamInstanceProfile", r.instanceProfile)
	s.reference(launch, "SecurityGroups", r.instanceGroup)

	architecture := "x86_64"
	if p.Architecture == awsec2.InstanceArchitecture_ARM_64 {
		architecture = "arm64"
	}
	s.prop("aws:ec2:instances", "InstanceTypes", "InstanceTypes", p.given.InstanceTypes != nil, strings.Join(p.instanceTypes, ","))
	s.prop("aws:ec2:instances", "SupportedArchitectures", "Architecture", p.given.Architecture != "", architecture)
	s.fixed("aws:ec2:instances", "EnableSpot", "false")

	s.reference("aws:ec2:vpc", "VPCId", r.vpc)
	s.reference("aws:ec2:vpc", "Subnets", r.instanceSubnets)
	s.fixed("aws:ec2:vpc", "AssociatePublicIpAddress", strconv.FormatBool(p.instanceSubnets.public))

	minSize, maxSize := "1", "1"
	if p.loadBalanced() {
		minSize, maxSize = number(*p.MinSize), number(*p.MaxSize)
	}
	s.prop("aws:autoscaling:asg", "MinSize", "MinSize", p.given.MinSize != nil, minSize)
	s.prop("aws:autoscaling:asg", "MaxSize", "MaxSize", p.given.MaxSize != nil, maxSize)
	s.fixed("aws:autoscaling:asg", "Availability Zones", "Any", "Cooldown", "360")
}

func (s *settings) deployments(p webEnvironment) {
	const command, rolling = "aws:elasticbeanstalk:command", "aws:autoscaling:updatepolicy:rollingupdate"
	batch := "100"
	if p.loadBalanced() {
		batch = "30"
	}
	s.prop(command, "DeploymentPolicy", "DeploymentPolicy", p.given.DeploymentPolicy != "", string(p.DeploymentPolicy))
	s.fixed(command, "BatchSize", batch, "BatchSizeType", "Percentage", "IgnoreHealthCheck", "false", "Timeout", "600")
	if p.DeploymentPolicy == DeploymentPolicyTrafficSplitting {
		s.fixed("aws:elasticbeanstalk:trafficsplitting", "EvaluationTime", "5", "NewVersionPercent", "10")
	}
	if !p.loadBalanced() {
		s.fixed(rolling, "RollingUpdateEnabled", "false")
		return
	}
	// Configuration changes replace one instance at a time, and as many as can be stay in service.
	inService := "1"
	if !prop.IsNumberToken(*p.MinSize) && !prop.IsNumberToken(*p.MaxSize) {
		inService = number(math.Max(0, math.Min(*p.MinSize, *p.MaxSize-1)))
	}
	s.fixed(rolling,
		"MaxBatchSize", "1",
		"MinInstancesInService", inService,
		"RollingUpdateEnabled", "true",
		"RollingUpdateType", "Health",
		"Timeout", "PT30M",
	)
}

func (s *settings) health(p webEnvironment, r references) {
	loadBalanced := strconv.FormatBool(p.loadBalanced())
	deleteLogs := strconv.FormatBool(p.RemovalPolicy == awscdk.RemovalPolicy_DESTROY)

	s.fixed("aws:elasticbeanstalk:healthreporting:system",
		"EnhancedHealthAuthEnabled", "true",
		"HealthCheckSuccessThreshold", "Ok",
		"SystemType", "enhanced",
	)
	const managed = "aws:elasticbeanstalk:managedactions"
	s.fixed(managed, "ManagedActionsEnabled", "true")
	s.reference(managed, "ServiceRoleForManagedUpdates", r.serviceRole)
	s.prop(managed, "PreferredStartTime", "PreferredStartTime", p.given.PreferredStartTime != nil, *p.PreferredStartTime)
	s.fixed(managed+":platformupdate", "InstanceRefreshEnabled", loadBalanced, "UpdateLevel", "minor")

	for _, namespace := range []string{"aws:elasticbeanstalk:cloudwatch:logs", "aws:elasticbeanstalk:cloudwatch:logs:health"} {
		s.fixed(namespace, "DeleteOnTerminate", deleteLogs)
		s.prop(namespace, "RetentionInDays", "LogRetentionDays", p.given.LogRetentionDays != nil, number(*p.LogRetentionDays))
	}
	s.fixed("aws:elasticbeanstalk:cloudwatch:logs", "StreamLogs", "true")
	s.fixed("aws:elasticbeanstalk:cloudwatch:logs:health", "HealthStreamingEnabled", "true")
	s.fixed("aws:elasticbeanstalk:hostmanager", "LogPublicationControl", loadBalanced)
}

func (s *settings) loadBalancer(p webEnvironment, r references) {
	s.fixed("aws:elasticbeanstalk:environment", "LoadBalancerType", "application")

	scheme := "internal"
	if p.loadBalancerSubnets.public {
		scheme = "public"
	}
	s.reference("aws:ec2:vpc", "ELBSubnets", r.loadBalancerSubnets)
	s.fixed("aws:ec2:vpc", "ELBScheme", scheme)

	const balancer = "aws:elbv2:loadbalancer"
	s.reference(balancer, "SecurityGroups", r.loadBalancerGroup)
	s.reference(balancer, "ManagedSecurityGroup", r.loadBalancerGroup)
	s.reference(balancer, "AccessLogsS3Bucket", r.accessLogs)
	s.fixed(balancer,
		"AccessLogsS3Enabled", "true",
		"AccessLogsS3Prefix", accessLogsPrefix,
		"IdleTimeout", "60",
		"IpAddressType", "ipv4",
	)
	s.fixed("aws:elbv2:listener:default",
		"DefaultProcess", "default",
		"ListenerEnabled", strconv.FormatBool(p.Certificate == nil),
		"Protocol", "HTTP",
	)
	if p.Certificate != nil {
		s.reference("aws:elbv2:listener:443", "SSLCertificateArns", r.certificate)
		s.fixed("aws:elbv2:listener:443",
			"DefaultProcess", "default",
			"ListenerEnabled", "true",
			"Protocol", "HTTPS",
			"SSLPolicy", "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		)
	}
	const process = "aws:elasticbeanstalk:environment:process:default"
	s.prop(process, "HealthCheckPath", "HealthCheckPath", p.given.HealthCheckPath != nil, *p.HealthCheckPath)
	s.fixed(process,
		"DeregistrationDelay", "20",
		"HealthCheckInterval", "15",
		"HealthCheckTimeout", "5",
		"HealthyThresholdCount", "3",
		"MatcherHTTPCode", "200",
		"Port", "80",
		"Protocol", "HTTP",
		"StickinessEnabled", "false",
		"UnhealthyThresholdCount", "5",
	)
}

func (s *settings) scaling(p webEnvironment) {
	const trigger = "aws:autoscaling:trigger"
	given := ScalingTrigger{}
	if p.given.Scaling != nil {
		given = *p.given.Scaling
	}
	m, known := measures[p.Scaling.Metric]
	if !known {
		return // the trigger itself says so
	}
	s.prop(trigger, "MeasureName", "Scaling.Metric", given.Metric != "", string(p.Scaling.Metric))
	s.prop(trigger, "LowerThreshold", "Scaling.LowerThreshold", given.LowerThreshold != nil, number(prop.Or(given.LowerThreshold, m.lower)))
	s.prop(trigger, "UpperThreshold", "Scaling.UpperThreshold", given.UpperThreshold != nil, number(prop.Or(given.UpperThreshold, m.upper)))
	s.fixed(trigger,
		"BreachDuration", "5",
		"EvaluationPeriods", "5",
		"LowerBreachScaleIncrement", "-1",
		"Period", "1",
		"Statistic", m.statistic,
		"Unit", m.unit,
		"UpperBreachScaleIncrement", "1",
	)
}

// check judges the set by the option rules. Errors come back joined, warnings on their own.
func (p webEnvironment) check() (warnings []options.Problem, err error) {
	var problems []error
	seen := map[string]bool{}
	for _, problem := range options.Check(options.Environment{
		PlatformArn: p.Platform.arn("aws", "us-east-1"),
		Now:         p.Now,
	}, p.settings(references{})) {
		// One property may be the value of several options, and is then wrong once.
		text := sentence(problem)
		switch {
		case seen[text]:
		case problem.Severity == options.SeverityError:
			problems = append(problems, errors.New(text))
		default:
			warnings = append(warnings, problem)
		}
		seen[text] = true
	}
	return warnings, errors.Join(problems...)
}

// platformArn turns what the rules say of a platform ARN into words about the branch that this construct makes it from.
var platformArn = strings.NewReplacer("PlatformArn must", "Platform must", `end it with "platform/`, `write "`)

// sentence is a problem in the words of a construct: what is wrong, and what to write instead.
func sentence(p options.Problem) string {
	message := p.Message
	if p.Fix != "" {
		message += "; " + p.Fix
	}
	return platformArn.Replace(message)
}

// optionSettings writes a set as CloudFormation takes it.
func optionSettings(set options.Settings) *[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty {
	var properties []*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty
	for _, setting := range set.All() {
		property := &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
			Namespace:  jsii.String(setting.Namespace),
			OptionName: jsii.String(setting.Name),
			Value:      jsii.String(setting.Value),
		}
		if setting.ResourceName != "" {
			property.ResourceName = jsii.String(setting.ResourceName)
		}
		properties = append(properties, property)
	}
	return &properties
}

// number writes a number as an option value; one that CloudFormation supplies becomes a reference to it.
func number(n float64) string {
	if prop.IsNumberToken(n) {
		return *awscdk.Tokenization_StringifyNumber(&n)
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
