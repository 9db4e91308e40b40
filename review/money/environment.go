package money

import (
	"strconv"
	"strings"

	"beanstalkline/review/setting"
)

// defaultLeast is Elastic Beanstalk's number of instances where a template leaves it out.
const defaultLeast = "1"

// environment adds what Elastic Beanstalk makes for an environment: instances at rest, volumes, addresses, a load balancer.
func (b *bill) environment(set map[setting.Key]any) {
	text := func(namespace, name string) string {
		return setting.Shown(set[setting.Key{Namespace: namespace, Name: name}])
	}
	least, known := count(text("aws:autoscaling:asg", "MinSize"), defaultLeast)
	single := text("aws:elasticbeanstalk:environment", "EnvironmentType") == "SingleInstance"
	if single {
		least = 1
	} else if !known {
		b.unpriced["instances of an environment whose number only the deployment knows"]++
		return
	}
	kind, _, _ := strings.Cut(text("aws:ec2:instances", "InstanceTypes"), ",")
	if kind == "" {
		kind = text("aws:autoscaling:launchconfiguration", "InstanceType")
	}
	if kind = strings.TrimSpace(kind); kind == "" || strings.Contains(kind, "{") {
		kind = "instances of a type that only the deployment knows"
	}
	b.charge(kind, kind, least)
	if volume, is := count(text("aws:autoscaling:launchconfiguration", "RootVolumeSize"), ""); is {
		b.charge("GiB of volumes", "gp3", least*volume)
	} else {
		b.unpriced["root volumes of the platform's own size"]++
	}
	if text("aws:autoscaling:launchconfiguration", "MonitoringInterval") == "1 minute" {
		b.charge("metrics of instances by the minute", "Metric", 7*least)
	}
	if published := strings.Count(text("aws:elasticbeanstalk:healthreporting:system", "ConfigDocument"), ":60"); published > 0 {
		b.charge("custom metrics", "Metric", float64(published))
	}
	public := text("aws:ec2:vpc", "AssociatePublicIpAddress") == "true"
	switch {
	case single:
		b.charge("public IPv4 addresses", "PublicIPv4", 1)
	case public:
		b.charge("public IPv4 addresses", "PublicIPv4", least)
	}
	if single || text("aws:elasticbeanstalk:environment", "LoadBalancerIsShared") == "true" {
		return
	}
	if kind := text("aws:elasticbeanstalk:environment", "LoadBalancerType"); kind != "application" && kind != "network" {
		b.unpriced["load balancers of the type "+strings.TrimSpace("classic "+kind)]++
		return
	}
	b.charge("load balancers", "LoadBalancer", 1)
	if text("aws:ec2:vpc", "ELBScheme") != "internal" {
		b.charge("public IPv4 addresses", "PublicIPv4", float64(zones(text("aws:ec2:vpc", "ELBSubnets"))))
	}
}

// count is a number in an option, or its default.
func count(text, otherwise string) (float64, bool) {
	if text == "" {
		text = otherwise
	}
	n, err := strconv.ParseFloat(text, 64)
	return n, err == nil && n >= 0 && n <= 10_000
}

// zones is how many subnets an option names: literals, or references.
func zones(text string) int {
	if n := strings.Count(text, `"Ref":`); n > 0 {
		return n
	}
	return len(strings.FieldsFunc(text, func(r rune) bool { return r == ',' }))
}
