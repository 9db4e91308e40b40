package beanstalk

import (
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// WebEnvironmentProps are the properties of a [WebEnvironment]. Application and Vpc are required.
//
// Two things cannot be changed in an existing environment: its load balancer (whether there is one, of which kind, and the
// place behind one of the app's own), and the processor architecture. A change of either therefore replaces the environment with a new one, which has another address and
// shows AWS's sample page until the pipeline has run; a pipeline of package delivery runs by itself. If EnvironmentName
// or CnamePrefix is given, the new one cannot have the name while the old one has it: Elastic Beanstalk then refuses
// the change, and CloudFormation rolls it back.
type WebEnvironmentProps struct {
	// Application is what the environment belongs to. Required.
	Application IApplication
	// Vpc is where the instances and the load balancer run. Required.
	Vpc awsec2.IVpc

	// EnvironmentName is the physical name, 4 to 40 letters, digits and hyphens, unique in its region. Defaults to one
	// that CloudFormation generates: an environment with a name of your own cannot be replaced before it is renamed.
	// A change: the environment and its address are replaced.
	EnvironmentName *string
	// EnvironmentNamePrefix begins a physical name that is known when the app is synthesized, so that a pipeline in another
	// stack follows the environment by it: PREFIX-HASH, 1 to 40 letters, digits and hyphens of which 31 are used. The hash
	// contains what cannot be changed once the environment exists, so that a new one in its place has another name.
	// Defaults to none; not beside EnvironmentName.
	EnvironmentNamePrefix *string
	// CnamePrefix is the first part of the environment's domain name, 4 to 63 letters, digits and hyphens. A change
	// replaces the environment, and one with a prefix of your own cannot be replaced before the prefix is changed.
	// Defaults to the environment's name and a suffix; with a Domain, to the domain's name and a suffix.
	CnamePrefix *string
	// Domain is the name under which visitors reach the environment; with a hosted zone it brings HTTPS to a load balancer.
	// Defaults to none. When it is added, changed or removed: the environment and its address are replaced, unless CnamePrefix
	// is given and stays.
	Domain *Domain
	// Description tells people what the environment is for, at most 200 characters. Defaults to none.
	Description *string
	// Platform is the platform branch that runs the app. It changes in place: all instances are replaced, and the
	// deployed release meets the new runtime. AWS advises trying a new branch in a second environment first (AWS page
	// "Updating your Elastic Beanstalk environment's platform version"). Defaults to [PlatformGo], or to
	// [PlatformDocker] with an Image.
	Platform Platform

	// Capacity is how many instances there are: &SingleInstance{}, or &AutoScalingGroup{} behind a load balancer. Defaults
	// to an Auto Scaling group of two to four. A change of the sizes: no interruption. A change from one kind to the other:
	// the environment and its address are replaced.
	Capacity Capacity
	// WorkingHours are when the sizes of Capacity hold; outside of them there is one instance, behind the load balancer
	// as ever. They need an Auto Scaling group. Defaults to all the time.
	WorkingHours *WorkingHours
	// LoadBalancer is what stands in front of an Auto Scaling group: &DedicatedLoadBalancer{}, or &SharedLoadBalancer{} for
	// a place behind one of the app's own. Defaults to &DedicatedLoadBalancer{}, and to none for a single instance.
	// A change of the kind, or of the place: the environment and its address are replaced.
	LoadBalancer LoadBalancing

	// InstanceTypes are the names of EC2 instance types to choose from, in order of preference, at most 40, all of one
	// architecture. Only Spot Instances have another than the first one. Defaults to t3.micro for a single instance and
	// t3.small behind a load balancer (t4g on Arm).
	// A change: instances are replaced; one of architecture: the environment and its address are replaced.
	InstanceTypes *[]*string
	// Architecture is the processor architecture, X86_64 or ARM_64; required where InstanceTypes are not known at
	// synthesis. Defaults to that of InstanceTypes, and to x86_64 without them.
	// A change: the environment and its address are replaced.
	Architecture awsec2.InstanceArchitecture
	// InstanceRole is an existing role for the instances, which must trust ec2.amazonaws.com and have what
	// AWSElasticBeanstalkWebTier has. Nothing can be granted here to an imported role that is not mutable, not even a
	// secret; and nothing is denied to it. Defaults to a role with that policy and what Session Manager needs, which
	// cannot change what other applications run.
	InstanceRole awsiam.IRole
	// InstanceSubnets are where the instances run, behind a load balancer in zones where it has a subnet. Defaults to the
	// public subnets for a single instance, and behind a load balancer to the private ones, if the VPC has any. Subnets
	// without a route to the internet need endpoints for what AgentServices of package network and EndpointServices list.
	// A change: instances are replaced.
	InstanceSubnets *awsec2.SubnetSelection
	// AssociatePublicIpAddress gives the instances public addresses. Defaults to whether InstanceSubnets are public;
	// required where they name subnets that the VPC does not list.
	// A change: instances are replaced.
	AssociatePublicIpAddress *bool
	// InstancePort is the port on which the instances take requests, from the load balancer or, without one, from
	// visitors, who may use 443 too. 1 to 65535. Defaults to 80, where the platform's proxy listens.
	InstancePort *float64
	// SecurityGroups are the instances' groups, at most 5. They must be in the VPC and mutable, and let the instances
	// reach AWS. The rule that admits the load balancer is added to them; without one, they decide who may visit.
	// Defaults to a group of the environment's own.
	SecurityGroups *[]awsec2.ISecurityGroup
	// AllowFrom are the visitors who reach ports 80 and 443, or only 443 of a load balancer with a certificate that
	// does not redirect: IPv4 ranges such as 203.0.113.0/24, and ids of prefix lists such as pl-0123456789abcdef0. An empty list admits nobody.
	// A token stands for a range, unless it is the PrefixListId of a prefix list that the app defines. IPv6 ranges need
	// a VPC and a load balancer that have IPv6 (IpAddressType of aws:elbv2:loadbalancer). Behind a load balancer of the app's
	// own they are said there.
	//
	// Every entry is a rule on each port, of which a security group has 60 by default. A prefix list takes as many as
	// it may have entries, that of CloudFront 55: too many for two ports (VPC user guide, "AWS-managed prefix lists").
	// Defaults to any IPv4 address.
	// A change: no interruption, but whoever is no longer admitted is shut out.
	AllowFrom *[]*string

	// DeploymentPolicy says how a new version reaches the instances. A single instance takes only AllAtOnce and
	// Immutable. Defaults to RollingWithAdditionalBatch behind a load balancer and AllAtOnce for a single instance.
	// A change: no interruption; the next deployment follows it.
	DeploymentPolicy DeploymentPolicy
	// EnvironmentVariables are passed to the app in plain text, at most 4096 bytes in total. A secret goes into Secrets.
	// Defaults to none.
	// A change: application servers restart. One that is left out keeps its value in an environment that runs.
	EnvironmentVariables *map[string]*string
	// Secrets are environment variables whose values the instances fetch from Secrets Manager or Parameter Store. They may
	// read exactly those, and decrypt with the customer managed key where it is known; the environment waits for that.
	// Instances fetch when they start: after a rotation, restart the app server or update the environment, and until then
	// let the app do with either value. The names are those of environment variables, and not of one in
	// EnvironmentVariables. Platform versions fetch secrets since 2025-03-28 and read JSON keys since 2026-01-13, which
	// matters only to a Platform with a version (AWS page "Fetching secrets and parameters to Elastic Beanstalk environment
	// variables"). Defaults to none.
	// What a change of an ARN does to instances that run is unknown: they read secrets when they start.
	Secrets *map[string]Secret
	// Image is an image in Amazon ECR, built for Architecture, whose address the variable IMAGE has. Platform then defaults
	// to [PlatformDocker], and must be a Docker platform. Defaults to none.
	Image *EcrImage
	// PreferredStartTime is the weekly time of managed platform updates, as day:hour:minute in UTC. Defaults to
	// "Sun:10:00".
	// A change: no interruption.
	PreferredStartTime *string
	// LogRetentionDays is how long CloudWatch Logs keeps the logs of instances and health, and how long the load
	// balancer's access logs are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or
	// 3653. Defaults to 90.
	// Fewer days: data is lost, since what is older is deleted. More: no interruption.
	LogRetentionDays *float64
	// Metrics are the metrics of the environment to publish beside EnvironmentHealth, which is free and always published,
	// such as ApplicationRequestsTotal: each costs about 0.30 USD a month, as a custom metric (AWS page "Publishing Amazon
	// CloudWatch custom metrics for an environment"). They are added to a ConfigDocument in Options, unless that turns them
	// off, which is refused. Defaults to none; package monitoring adds what its alarms watch.
	// A change: no interruption.
	Metrics *[]*string
	// ServiceRole is the role with which Elastic Beanstalk watches health and updates the platform. Nothing is denied to
	// one that is given. Defaults to that of Application, or, if Application brings none or is in another stack, to a
	// role of the environment's own.
	ServiceRole awsiam.IRole

	// Options are any other option settings. They override defaults of this construct, and pass the same checks as
	// everything else (package options). Where a property above sets an option, use the property: for an option on
	// which more depends, such as a role or a group, there is no other way. Defaults to none.
	// What a change does depends on the option, and is unknown where AWS does not say; one that is left out keeps its
	// value in an environment that runs.
	Options []Option
	// RemovalPolicy says what becomes of logs when the environment is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not the access logs of a creation that failed, and DESTROY deletes them.
	// Defaults to RETAIN.
	// A change: no interruption, as far as is known; it matters when the environment is deleted or replaced, since with DESTROY
	// the logs in CloudWatch Logs go with it: data is lost.
	RemovalPolicy awscdk.RemovalPolicy
	// Now is the day by which the retirement of the platform branch is judged: a warning for half a year before, an
	// error after. Defaults to not judging it, so that a template depends on no clock.
	Now time.Time
}

// resolved is what the properties resolve to before anything is defined.
type resolved struct {
	props        WebEnvironmentProps
	platform     Platform
	group        *AutoScalingGroup      // nil for a single instance
	hours        []ScheduledAction      // of WorkingHours
	balancer     *DedicatedLoadBalancer // nil without one
	shared       *SharedLoadBalancer    // nil without one
	architecture awsec2.InstanceArchitecture
	types        string // the instance types, as the option takes them
	policy       DeploymentPolicy
	port         int
	settings     options.Settings
}

func (r *resolved) logRetentionDays() float64 { return prop.Or(r.props.LogRetentionDays, 90) }

// said is the value that the caller's option settings give an option, or else otherwise. A default that would be
// refused beside that value follows it.
func (r *resolved) said(namespace, name, otherwise string) string {
	for _, o := range r.props.Options {
		if o.Namespace == namespace && o.Name == name && !prop.Unresolved(o.Value) {
			return o.Value
		}
	}
	return otherwise
}
