package rules_test

import (
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
)

// set reads settings from lines of "namespace name = value". "namespace[action] name" gives a resource name, "?" alone
// a value that is not known before deployment, and short gives the abbreviations.
func set(lines ...string) options.Settings {
	var s options.Settings
	for _, line := range lines {
		s.Add(read(line))
	}
	return s
}

func read(line string) options.Setting {
	left, value, ok := strings.Cut(line, " =")
	namespace, name, ok2 := strings.Cut(left, " ")
	if !ok || !ok2 {
		panic("not a setting: " + line)
	}
	setting := options.Setting{Name: name, Value: strings.TrimPrefix(value, " ")}
	if setting.Value == "?" {
		setting.Value, setting.Unresolved = "", true
	}
	if n, resource, ok := strings.Cut(namespace, "["); ok {
		namespace, setting.ResourceName = n, strings.TrimSuffix(resource, "]")
	}
	if long, ok := short[namespace]; ok {
		namespace = long
	} else if head, last, ok := strings.Cut(namespace, "/"); ok && short[head] != "" {
		namespace = short[head] + ":" + last
	}
	setting.Namespace = namespace
	return setting
}

var short = map[string]string{
	"asg":          "aws:autoscaling:asg",
	"launch":       "aws:autoscaling:launchconfiguration",
	"action":       "aws:autoscaling:scheduledaction",
	"trigger":      "aws:autoscaling:trigger",
	"rolling":      "aws:autoscaling:updatepolicy:rollingupdate",
	"instances":    "aws:ec2:instances",
	"vpc":          "aws:ec2:vpc",
	"variables":    "aws:elasticbeanstalk:application:environment",
	"secrets":      "aws:elasticbeanstalk:application:environmentsecrets",
	"logs":         "aws:elasticbeanstalk:cloudwatch:logs",
	"command":      "aws:elasticbeanstalk:command",
	"environment":  "aws:elasticbeanstalk:environment",
	"process":      "aws:elasticbeanstalk:environment:process",
	"health":       "aws:elasticbeanstalk:healthreporting:system",
	"managed":      "aws:elasticbeanstalk:managedactions",
	"platform":     "aws:elasticbeanstalk:managedactions:platformupdate",
	"sns":          "aws:elasticbeanstalk:sns:topics",
	"sqsd":         "aws:elasticbeanstalk:sqsd",
	"splitting":    "aws:elasticbeanstalk:trafficsplitting",
	"directory":    "aws:elasticbeanstalk:windows:activedirectory",
	"clb":          "aws:elb:loadbalancer",
	"clbhealth":    "aws:elb:healthcheck",
	"clblistener":  "aws:elb:listener",
	"alb":          "aws:elbv2:loadbalancer",
	"listener":     "aws:elbv2:listener",
	"listenerrule": "aws:elbv2:listenerrule",
	"eks":          "aws:elasticbeanstalk:eks",
	"rds":          "aws:rds:dbinstance",
}

const (
	single      = "environment EnvironmentType = SingleInstance"
	balanced    = "environment EnvironmentType = LoadBalanced"
	application = "environment LoadBalancerType = application"
	network     = "environment LoadBalancerType = network"
	enhanced    = "health SystemType = enhanced"
	role        = "environment ServiceRole = service"
	certificate = "arn:aws:acm:eu-west-1:111122223333:certificate/0123abcd"
)

var (
	webServer = rules.Environment{}
	golang    = rules.Environment{PlatformArn: "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023"}
	november  = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
)

// profile makes sets of an environment on instances complete.
const profile = "launch IamInstanceProfile = profile"

func awsPlatform(branch string) string {
	return "arn:aws:elasticbeanstalk:eu-west-1::platform/" + branch
}

func ids(problems []rules.Problem) []string {
	var ids []string
	for _, p := range problems {
		ids = append(ids, p.Rule)
	}
	return ids
}

// check judges a set without a clock and without Security Hub.
func check(env rules.Environment, s options.Settings) []rules.Problem {
	return rules.Checker{}.Check(env, s)
}

// everyCase returns the cases of every rule.
func everyCase() []rules.Case {
	var all []rules.Case
	for _, r := range rules.Rules() {
		all = append(all, rules.Cases(r.ID)...)
	}
	return all
}
