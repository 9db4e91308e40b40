package beanstalk

import (
	"fmt"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// Option is one option setting of Elastic Beanstalk, as package options knows them:
//
//	beanstalk.Option{Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled", Value: "true"}
type Option struct {
	// Namespace and Name say which option it is. Required.
	Namespace, Name string
	// Value is the value, as text. Required: to undo a setting, set the option's default, because Elastic Beanstalk
	// keeps the value of an option that a template stops mentioning.
	Value string
	// ResourceName is the name of the scheduled action that the option belongs to; for other options it means nothing.
	ResourceName string
}

// owned are options on which something else that a construct has made depends: a role, a group, a size, a port. A
// property changes all of it together.
var owned = map[option]string{
	{"aws:autoscaling:asg", "MaxSize"}: "MaxSize of Capacity", {"aws:autoscaling:asg", "MinSize"}: "MinSize of Capacity",
	{"aws:autoscaling:launchconfiguration", "IamInstanceProfile"}: "InstanceRole",
	{"aws:autoscaling:launchconfiguration", "InstanceType"}:       "InstanceTypes",
	{"aws:autoscaling:launchconfiguration", "SecurityGroups"}:     "SecurityGroups",
	{"aws:autoscaling:trigger", "LowerThreshold"}:                 "LowerThreshold of Capacity.Trigger",
	{"aws:autoscaling:trigger", "MeasureName"}:                    "Metric of Capacity.Trigger",
	{"aws:autoscaling:trigger", "UpperThreshold"}:                 "UpperThreshold of Capacity.Trigger",
	{"aws:ec2:instances", "EnableSpot"}:                           "Spot of Capacity",
	{"aws:ec2:instances", "InstanceTypes"}:                        "InstanceTypes",
	{"aws:ec2:instances", "SupportedArchitectures"}:               "Architecture",
	{"aws:ec2:vpc", "AssociatePublicIpAddress"}:                   "AssociatePublicIpAddress",
	{"aws:ec2:vpc", "ELBScheme"}:                                  "Internal of LoadBalancer",
	{"aws:ec2:vpc", "ELBSubnets"}:                                 "Subnets of LoadBalancer",
	{"aws:ec2:vpc", "Subnets"}:                                    "InstanceSubnets",
	{"aws:ec2:vpc", "VPCId"}:                                      "Vpc",
	{"aws:elasticbeanstalk:command", "DeploymentPolicy"}:          "DeploymentPolicy",
	{secretsNamespace, redirectVariable}:                          "RedirectHttp of LoadBalancer",
	{variablesNamespace, redirectVariable}:                        "RedirectHttp of LoadBalancer",
	{environmentNamespace, "EnvironmentType"}:                     "Capacity",
	{environmentNamespace, "LoadBalancerIsShared"}:                "LoadBalancer to &beanstalk.SharedLoadBalancer{}",
	{environmentNamespace, "LoadBalancerType"}:                    "LoadBalancer, which is always an Application Load Balancer,",
	{environmentNamespace, "ServiceRole"}:                         "ServiceRole",
	{processPrefix + "default", "Port"}:                           "InstancePort",
	{"aws:elbv2:loadbalancer", "AccessLogsS3Bucket"}:              "AccessLogs of LoadBalancer",
	{"aws:elbv2:loadbalancer", "ManagedSecurityGroup"}:            "SecurityGroups of LoadBalancer",
	{"aws:elbv2:loadbalancer", "SecurityGroups"}:                  "SecurityGroups of LoadBalancer",
	{"aws:elbv2:loadbalancer", "SharedLoadBalancer"}:              "LoadBalancer to &beanstalk.SharedLoadBalancer{}",
}

// ownedBy is the property that an option belongs to, whatever the case of its letters; empty if there is none. More belongs
// to the app's own load balancer where that is shared.
func ownedBy(o Option, shared bool) string {
	namespace := strings.ToLower(o.Namespace)
	switch {
	case shared && strings.HasPrefix(namespace, listenerPrefix), shared && strings.HasPrefix(namespace, listenerRulePrefix):
		return "Hosts and Priority of LoadBalancer"
	case shared && strings.EqualFold(o.Name, redirectVariable) && (namespace == variablesNamespace || namespace == secretsNamespace):
		return "CertificateArns of NewLoadBalancer"
	case shared && namespace == "aws:elbv2:loadbalancer":
		return "the properties of NewLoadBalancer, or its Resource,"
	}
	for option, property := range owned {
		if strings.EqualFold(option.namespace, o.Namespace) && strings.EqualFold(option.name, o.Name) {
			return property
		}
	}
	return ""
}

// override replaces defaults in a set with the caller's option settings.
func override(problems *prop.Problems, set *options.Settings, given []Option, shared bool) {
	for i, o := range given {
		field := fmt.Sprintf("Options[%d]", i)
		if o.Namespace == "" || o.Name == "" {
			problems.Say(field, "", "must have a Namespace and a Name, got %s and %s", prop.Show(o.Namespace), prop.Show(o.Name))
			continue
		}
		if prop.Unresolved(o.Namespace) || prop.Unresolved(o.Name) || prop.Unresolved(o.ResourceName) {
			problems.Say(field, "", "must have a Namespace, a Name and a ResourceName that are known at synthesis, got a token")
			continue
		}
		if o.Value == "" {
			problems.Say(field, "to undo a setting, set the option's default", "must have a Value, got \"\"")
			continue
		}
		if strings.EqualFold(o.Namespace, "aws:rds:dbinstance") {
			problems.Say(field, "define a database of its own, and name its secret in Secrets",
				"must not be of aws:rds:dbinstance, whose database goes with the environment, got %s", shown(o.Name))
			continue
		}
		if property := ownedBy(o, shared); property != "" {
			problems.Say(field, "set "+property+" instead", "must not be %s of %s, on which more than the option depends", o.Name, o.Namespace)
			continue
		}
		problems.Value(field+".Value", o.Value)
		problems.Description(field+".ResourceName", &o.ResourceName, 0, 256)
		set.Override(options.Setting{
			Namespace: o.Namespace, Name: o.Name, ResourceName: o.ResourceName, Value: o.Value,
			Unresolved: prop.Unresolved(o.Value),
			Origin:     options.Origin{Kind: options.OriginExplicit, Field: strings.TrimSpace(field + " " + shown(o.Name))},
		})
	}
}

// shown is a name in the middle of a message: unquoted, unless it is not really a name.
func shown(name string) string {
	if quoted := prop.Quote(name); quoted != `"`+name+`"` || strings.Contains(name, "{") {
		return quoted
	}
	return name
}
