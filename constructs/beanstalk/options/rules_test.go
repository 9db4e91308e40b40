package options_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options"
)

// set reads settings from lines of "namespace name = value". "namespace[action] name" gives a resource
// name, "?" alone a value that is not known before deployment, and short stands for what is long.
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
	webServer = options.Environment{}
	worker    = options.Environment{Tier: options.TierWorker}
	cluster   = options.Environment{Tier: options.TierCluster}
	golang    = options.Environment{PlatformArn: "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023"}
	november  = time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
)

// profile makes sets of an environment on instances complete, roles those of one on EKS.
var (
	profile = "launch IamInstanceProfile = profile"
	roles   = []string{
		"eks cluster-role = arn:aws:iam::111122223333:role/cluster",
		"eks node-role = arn:aws:iam::111122223333:role/node",
		"eks/environment observability-role = arn:aws:iam::111122223333:role/observability",
	}
)

// ruleCase is a set that passes without a problem and the nearest one that fails with one.
type ruleCase struct {
	rule       string
	env        options.Environment
	pass, fail []string
	// failEnv is the environment that fails, if it is that and not the set which makes the difference.
	failEnv *options.Environment
	bare    bool // leave out the instance profile, or the roles of a cluster
	want    string
}

func withPlatform(arn, stack string, now time.Time) options.Environment {
	return options.Environment{PlatformArn: arn, SolutionStackName: stack, Now: now}
}

func awsPlatform(branch string) string {
	return "arn:aws:elasticbeanstalk:eu-west-1::platform/" + branch
}

func pointer[T any](v T) *T { return &v }

var ruleCases = []ruleCase{
	{
		rule: "unknown-namespace",
		pass: []string{"asg MinSize = 2"},
		fail: []string{"aws:autoscaling:ags MinSize = 2"},
		want: `error: the setting must be in a namespace of Elastic Beanstalk, got "aws:autoscaling:ags"; write "aws:autoscaling:asg" [unknown-namespace]`,
	},
	{
		rule: "unknown-namespace",
		pass: []string{balanced, application, "listener/443 ListenerEnabled = false"},
		fail: []string{balanced, application, "aws:elbv2:listner:443 ListenerEnabled = false"},
		want: `error: the setting must be in a namespace of Elastic Beanstalk, got "aws:elbv2:listner:443"; write "aws:elbv2:listener:443" [unknown-namespace]`,
	},
	{
		rule: "unknown-namespace",
		pass: []string{balanced, application, "listener/65535 ListenerEnabled = false"},
		fail: []string{balanced, application, "listener/99999 ListenerEnabled = false"},
		want: `error: the setting must be in a namespace of Elastic Beanstalk, got "aws:elbv2:listener:99999"; end it with a port, as in "aws:elbv2:listener:443" [unknown-namespace]`,
	},
	{
		rule: "unknown-namespace",
		pass: []string{balanced, application, "listener/default ListenerEnabled = false"},
		fail: []string{balanced, application, "listener/abc ListenerEnabled = false"},
		want: `error: the setting must be in a namespace of Elastic Beanstalk, got "aws:elbv2:listener:abc"; end it with a port, as in "aws:elbv2:listener:443" [unknown-namespace]`,
	},
	{
		rule: "unknown-namespace",
		pass: []string{balanced, application, "listener/default ListenerEnabled = false"},
		fail: []string{balanced, application, "listener/defualt ListenerEnabled = false"},
		want: `error: the setting must be in a namespace of Elastic Beanstalk, got "aws:elbv2:listener:defualt"; write "aws:elbv2:listener:default" [unknown-namespace]`,
	},
	{
		rule:    "unknown-namespace",
		env:     options.Environment{HasTemplate: true},
		failEnv: pointer(webServer),
		pass:    []string{"my:own:section Anything = x"},
		fail:    []string{"my:own:section Anything = x"},
		want:    `error: the setting must be in a namespace of Elastic Beanstalk, got "my:own:section"; write a namespace of the documentation [unknown-namespace]`,
	},
	{
		rule: "unknown-option",
		pass: []string{"asg MinSize = 2"},
		fail: []string{"asg MinSiz = 2"},
		want: `error: the setting must name an option of aws:autoscaling:asg, got "MinSiz"; write "MinSize" [unknown-option]`,
	},
	{
		rule: "unknown-option",
		pass: []string{balanced, application},
		fail: []string{balanced, "clb LoadBalancerType = application"},
		want: `error: the setting must name an option of aws:elb:loadbalancer, got "LoadBalancerType"; LoadBalancerType belongs to aws:elasticbeanstalk:environment [unknown-option]`,
	},
	{
		rule: "unknown-option",
		pass: []string{"instances InstanceTypes = t3.micro"},
		fail: []string{"launch InstanceTypes = t3.micro"},
		want: `error: the setting must name an option of aws:autoscaling:launchconfiguration, got "InstanceTypes"; InstanceTypes belongs to aws:ec2:instances [unknown-option]`,
	},
	{
		rule: "unknown-option",
		pass: []string{"variables A = x"},
		fail: []string{"variables  = x"},
		want: `error: the setting must name an option of aws:elasticbeanstalk:application:environment, got ""; give it a name [unknown-option]`,
	},
	{
		rule: "unknown-option",
		pass: []string{"command Timeout = 600"},
		fail: []string{"command HealthCheckSuccessThreshold = Ok"},
		want: `warning: the setting must name an option of aws:elasticbeanstalk:command, got "HealthCheckSuccessThreshold"; write aws:elasticbeanstalk:healthreporting:system HealthCheckSuccessThreshold [unknown-option]`,
	},
	{
		rule: "unknown-option",
		pass: []string{"asg MinSize = 2"},
		fail: []string{"asg Sausages = 2"},
		want: `error: the setting must name an option of aws:autoscaling:asg, got "Sausages"; write Availability Zones, Cooldown, Custom Availability Zones, EnableCapacityRebalancing, MaxSize or MinSize [unknown-option]`,
	},
	{
		rule: "option-name-case",
		pass: []string{"asg MinSize = 2"},
		fail: []string{"asg minsize = 2"},
		want: `warning: the setting must be written "MinSize", got "minsize"; write "MinSize" [option-name-case]`,
	},
	{
		rule: "duplicate-option",
		pass: []string{"asg MinSize = 2"},
		fail: []string{"asg MinSize = 2", "asg MinSize = 3"},
		want: `error: aws:autoscaling:asg MinSize must be set once, got "2" and "3"; remove one of the two [duplicate-option]`,
	},
	{
		rule: "duplicate-option",
		pass: []string{"variables stage = a", "variables STAGE = b", "action[a] Recurrence = 0 7 * * *", "action[b] Recurrence = 0 8 * * *"},
		fail: []string{"variables stage = a", "action[a] Recurrence = 0 7 * * *", "action[a] Recurrence = 0 8 * * *"},
		want: `error: aws:autoscaling:scheduledaction Recurrence must be set once, got "0 7 * * *" and "0 8 * * *"; remove one of the two [duplicate-option]`,
	},
	{
		rule: "value-type",
		pass: []string{"launch DisableIMDSv1 = TRUE"},
		fail: []string{"launch DisableIMDSv1 = yes"},
		want: `error: aws:autoscaling:launchconfiguration DisableIMDSv1 must be "true" or "false", got "yes"; write "true" [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{"asg Cooldown = 60"},
		fail: []string{"asg Cooldown = 60s"},
		want: `error: aws:autoscaling:asg Cooldown must be a whole number, got "60s"; write digits only [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{`health ConfigDocument = {"Version": 1}`},
		fail: []string{`health ConfigDocument = {"Version": 1`},
		want: `error: aws:elasticbeanstalk:healthreporting:system ConfigDocument must be a JSON document, got "{\"Version\": 1"; write valid JSON [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{"action[night] Recurrence = 0 7 * * MON-FRI"},
		fail: []string{"action[night] Recurrence = 0 7 * *"},
		want: `error: aws:autoscaling:scheduledaction Recurrence of "night" must be a cron expression of five fields, got "0 7 * *"; write it as in "0 7 * * MON-FRI" [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{"action[night] Recurrence = 0,30 0-23/2 1,31 JAN-dec 7"},
		fail: []string{"action[night] Recurrence = 0 24 * * *"},
		want: `error: aws:autoscaling:scheduledaction Recurrence of "night" must be a cron expression with hours of 0 to 23, got "0 24 * * *"; write it as in "0 7 * * MON-FRI" [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{"action[night] Recurrence = 59 23 ? 12 L"},
		fail: []string{"action[night] Recurrence = 59 23 * 1-13 *"},
		want: `error: aws:autoscaling:scheduledaction Recurrence of "night" must be a cron expression with months of 1 to 12 or JAN to DEC, got "59 23 * 1-13 *"; write it as in "0 7 * * MON-FRI" [value-type]`,
	},
	{
		rule: "value-type",
		pass: []string{"rolling RollingUpdateEnabled = true", "rolling PauseTime = PT5M"},
		fail: []string{"rolling RollingUpdateEnabled = true", "rolling PauseTime = 5 minutes"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate PauseTime must be a duration, got "5 minutes"; write it as in "PT30M" [value-type]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"asg Availability Zones = Any 2"},
		fail: []string{"asg Availability Zones = Any 4"},
		want: `error: aws:autoscaling:asg Availability Zones must be "Any", "Any 1", "Any 2" or "Any 3", got "Any 4"; write "Any 1" [value-not-allowed]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"launch RootVolumeType = gp3"},
		fail: []string{"launch RootVolumeType = GP3"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeType must be "standard", "gp2", "gp3" or "io1", got "GP3"; write "gp3" [value-not-allowed]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"logs RetentionInDays = 14"},
		fail: []string{"logs RetentionInDays = 10"},
		want: `error: aws:elasticbeanstalk:cloudwatch:logs RetentionInDays must be 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827 or 3653, got 10; write 14 [value-not-allowed]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"instances SupportedArchitectures = arm64"},
		fail: []string{"instances SupportedArchitectures = amd64"},
		want: `error: aws:ec2:instances SupportedArchitectures must have items "arm64", "x86_64" or "i386", got "amd64"; write one of these [value-not-allowed]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"trigger MeasureName = CPUUtilization", "trigger Unit = Percent"},
		fail: []string{"trigger MeasureName = CPUUtilization", "trigger Unit = Percentage"},
		want: `error: aws:autoscaling:trigger Unit must be "Seconds", "Percent", "Bytes", "Bits", "Count", "Bytes/Second", "Bits/Second", "Count/Second" or "None", got "Percentage"; write "Percent" [value-not-allowed]`,
	},
	{
		rule: "value-not-allowed",
		pass: []string{"vpc ELBScheme = internal"},
		fail: []string{"vpc ELBScheme = private"},
		want: `warning: aws:ec2:vpc ELBScheme must be "public" or "internal", got "private"; write one of these [value-not-allowed]`,
	},
	{
		rule: "value-out-of-bounds",
		pass: []string{"asg Cooldown = 10000"},
		fail: []string{"asg Cooldown = 10001"},
		want: `error: aws:autoscaling:asg Cooldown must be 0 to 10000, got 10001; write 10000 [value-out-of-bounds]`,
	},
	{
		rule: "value-out-of-bounds",
		pass: []string{"rolling RollingUpdateEnabled = true", "rolling PauseTime = PT1H"},
		fail: []string{"rolling RollingUpdateEnabled = true", "rolling PauseTime = PT1H1S"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate PauseTime must be PT0S to PT60M, got "PT1H1S"; write PT60M [value-out-of-bounds]`,
	},
	{
		rule: "value-out-of-bounds",
		pass: []string{"trigger EvaluationPeriods = 600", "trigger Period = 1", "trigger BreachDuration = 600"},
		fail: []string{"trigger EvaluationPeriods = 601", "trigger Period = 1", "trigger BreachDuration = 600"},
		want: `warning: aws:autoscaling:trigger EvaluationPeriods must be 1 to 600, got 601; write 600 [value-out-of-bounds]`,
	},
	{
		rule: "list-length",
		pass: []string{"instances InstanceTypes = t3.micro, t3.small"},
		fail: []string{"instances InstanceTypes = ,"},
		want: `error: aws:ec2:instances InstanceTypes must have 1 to 40 items, got 0; list more [list-length]`,
	},
	{
		rule: "value-form",
		pass: []string{"managed PreferredStartTime = Sun:10:00"},
		fail: []string{"managed PreferredStartTime = Sunday 10:00"},
		want: `error: aws:elasticbeanstalk:managedactions PreferredStartTime must be a day and a time in UTC, got "Sunday 10:00"; write it as in "Sun:10:00" [value-form]`,
	},
	{
		rule: "value-form",
		pass: []string{"vpc Subnets = subnet-0a , subnet-0b"},
		fail: []string{"vpc Subnets = sn-0a"},
		want: `warning: aws:ec2:vpc Subnets must be subnet ids separated by commas, got "sn-0a"; write it as in "subnet-0123abcd,subnet-4567cdef" [value-form]`,
	},
	{
		rule: "value-form",
		pass: []string{"secrets API = arn:aws:ssm:eu-west-1:111122223333:parameter/api"},
		fail: []string{"secrets API = parameter/api"},
		want: `error: aws:elasticbeanstalk:application:environmentsecrets API must be the ARN of a Secrets Manager secret or a Systems Manager parameter, got "parameter/api"; write it as in "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf" [value-form]`,
	},
	{
		rule: "obsolete-option",
		pass: []string{"instances InstanceTypes = t3.micro"},
		fail: []string{"launch InstanceType = t3.micro"},
		want: `warning: aws:autoscaling:launchconfiguration InstanceType is obsolete; use aws:ec2:instances InstanceTypes [obsolete-option]`,
	},
	{
		rule: "obsolete-option",
		pass: []string{"command Timeout = 600"},
		fail: []string{"aws:elasticbeanstalk:monitoring Automatically Terminate Unhealthy Instances = true"},
		want: `warning: aws:elasticbeanstalk:monitoring Automatically Terminate Unhealthy Instances is obsolete; remove it [obsolete-option]`,
	},
	{
		rule: "undocumented-option",
		pass: []string{"command Timeout = 600"},
		fail: []string{"aws:elasticbeanstalk:control LaunchType = Normal"},
		want: `warning: aws:elasticbeanstalk:control LaunchType is not documented; remove it unless AWS told you to set it [undocumented-option]`,
	},
	{
		rule: "service-managed-option",
		pass: []string{"command Timeout = 600"},
		fail: []string{"aws:cloudformation:template:parameter AppSource = x"},
		want: `warning: aws:cloudformation:template:parameter AppSource is set by Elastic Beanstalk itself; remove it [service-managed-option]`,
	},
	{
		rule: "wrong-tier",
		env:  cluster,
		pass: []string{"eks/environment service-port = 8080"},
		fail: []string{"asg MinSize = 1", "asg MaxSize = 2"},
		want: `error: aws:autoscaling:asg MaxSize and MinSize must be left out of a Cluster environment, which has options of aws:elasticbeanstalk:eks namespaces only; remove them, or set the tier to WebServer or Worker [wrong-tier]`,
	},
	{
		rule: "wrong-tier",
		pass: []string{"asg MinSize = 1"},
		fail: []string{"eks/environment service-port = 8080"},
		want: `error: aws:elasticbeanstalk:eks:environment service-port must be set in a Cluster environment only, got tier WebServer; remove it, or set the tier to Cluster [wrong-tier]`,
	},
	{
		rule: "no-load-balancer",
		env:  worker,
		pass: []string{"sqsd HttpPath = /work"},
		fail: []string{"listener/443 ListenerEnabled = true", "listener/443 Protocol = HTTPS"},
		want: `error: aws:elbv2:listener:443 ListenerEnabled and Protocol must be left out of a worker environment, which has no load balancer; remove them [no-load-balancer]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{single, "listener/default ListenerEnabled = true"},
		fail: []string{single, "listener/default ListenerEnabled = false"},
		want: `warning: aws:elbv2:listener:default ListenerEnabled has no effect for EnvironmentType SingleInstance; remove it, or set EnvironmentType to LoadBalanced [option-without-effect]`,
	},
	{
		rule: "no-load-balancer",
		env:  worker,
		pass: []string{"sqsd HttpPath = /work"},
		fail: []string{"clblistener ListenerEnabled = false"},
		want: `error: aws:elb:listener ListenerEnabled must be left out of a worker environment, which has no load balancer; remove it [no-load-balancer]`,
	},
	{
		rule: "shared-load-balancer-option",
		pass: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "alb SecurityGroups = sg-0a"},
		fail: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "alb SecurityGroups = sg-0a", "alb IdleTimeout = 30"},
		want: `error: aws:elbv2:loadbalancer IdleTimeout must be left to the owner of a shared load balancer, got LoadBalancerIsShared true; remove it; for a shared load balancer set SharedLoadBalancer, SecurityGroups and the Rules of listeners by port [shared-load-balancer-option]`,
	},
	{
		rule: "shared-load-balancer-option",
		pass: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "listener/443 Rules = default"},
		fail: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "listener/443 Rules = default", "listener/443 DefaultProcess = default"},
		want: `error: aws:elbv2:listener:443 DefaultProcess must be left to the owner of a shared load balancer, got LoadBalancerIsShared true; remove it; for a shared load balancer set SharedLoadBalancer, SecurityGroups and the Rules of listeners by port [shared-load-balancer-option]`,
	},
	{
		rule: "shared-load-balancer-option",
		pass: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123"},
		fail: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "listener/443 Protocol = HTTPS", "listener/443 DefaultProcess = api"},
		want: `error: aws:elbv2:listener:443 DefaultProcess and Protocol must be left to the owner of a shared load balancer, got LoadBalancerIsShared true; remove them; for a shared load balancer set SharedLoadBalancer, SecurityGroups and the Rules of listeners by port [shared-load-balancer-option]`,
	},
	{
		rule: "trigger-on-single-instance",
		pass: []string{single},
		fail: []string{single, "trigger UpperThreshold = 70", "trigger LowerThreshold = 20"},
		want: `error: aws:autoscaling:trigger LowerThreshold and UpperThreshold must be set for load-balanced environments only, got EnvironmentType SingleInstance; remove them, or set EnvironmentType to LoadBalanced [trigger-on-single-instance]`,
	},
	{
		rule: "scheduled-action-on-single-instance",
		pass: []string{single},
		fail: []string{single, "action[night] MinSize = 1", "action[night] Recurrence = 0 20 * * *"},
		want: `error: aws:autoscaling:scheduledaction MinSize of "night" and Recurrence must be set for load-balanced environments only, got EnvironmentType SingleInstance; remove them, or set EnvironmentType to LoadBalanced [scheduled-action-on-single-instance]`,
	},
	{
		rule: "wrong-platform",
		env:  golang,
		pass: []string{single},
		fail: []string{single, "aws:elasticbeanstalk:container:python WSGIPath = application"},
		want: `error: aws:elasticbeanstalk:container:python WSGIPath must be set on platform python only, got "Go 1 running on 64bit Amazon Linux 2023"; remove it [wrong-platform]`,
	},
	{
		rule: "wrong-platform",
		env:  options.Environment{PlatformArn: awsPlatform("Node.js 24 running on 64bit Amazon Linux 2023")},
		pass: []string{single},
		fail: []string{single, "aws:elasticbeanstalk:container:nodejs:staticfiles /static = static"},
		want: `error: aws:elasticbeanstalk:container:nodejs:staticfiles /static must be set for the first Amazon Linux only, got "Node.js 24 running on 64bit Amazon Linux 2023"; use aws:elasticbeanstalk:environment:proxy:staticfiles [wrong-platform]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{single},
		fail: []string{single, "process/default Port = 5000", "process/default HealthCheckPath = /health"},
		want: `warning: aws:elasticbeanstalk:environment:process:default HealthCheckPath and Port have no effect for EnvironmentType SingleInstance; remove them, or set EnvironmentType to LoadBalanced [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{single, "process/default Port = 80"},
		fail: []string{single, "environment LoadBalancerType = application"},
		want: `warning: aws:elasticbeanstalk:environment LoadBalancerType has no effect for EnvironmentType SingleInstance; remove it, or set EnvironmentType to LoadBalanced [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{balanced, application},
		fail: []string{balanced, application, "clb CrossZone = true"},
		want: `warning: aws:elb:loadbalancer CrossZone has no effect for LoadBalancerType application; remove it, or set LoadBalancerType to classic [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{"clb CrossZone = true"},
		fail: []string{"alb IdleTimeout = 30"},
		want: `warning: aws:elbv2:loadbalancer IdleTimeout has no effect for LoadBalancerType classic (the default); remove it, or set LoadBalancerType to application [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{"instances EnableSpot = true", "instances SpotMaxPrice = null"},
		fail: []string{"instances SpotMaxPrice = 0.05"},
		want: `warning: aws:ec2:instances SpotMaxPrice has no effect without EnableSpot true, got "false" (the default); remove it, or set aws:ec2:instances EnableSpot to true [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{"command Timeout = 600"},
		fail: []string{"sqsd HttpConnections = 10"},
		want: `warning: aws:elasticbeanstalk:sqsd HttpConnections has no effect outside a worker environment, got tier WebServer; remove it, or set the tier to Worker [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		env:  worker,
		pass: []string{"command Timeout = 600"},
		fail: []string{"vpc ELBScheme = internal"},
		want: `warning: aws:ec2:vpc ELBScheme has no effect without a load balancer, got tier Worker; remove it [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		env:  golang,
		pass: []string{"command Timeout = 600"},
		fail: []string{"aws:elasticbeanstalk:environment:proxy ProxyServer = none"},
		want: `warning: aws:elasticbeanstalk:environment:proxy ProxyServer must be set on platform docker, tomcat, dotnet-core, nodejs, php or python only, got "Go 1 running on 64bit Amazon Linux 2023"; remove it [option-without-effect]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{single},
		fail: []string{single, "process/default HealthCheckTimeout = 10", "process/default Port = 5000"},
		want: `warning: aws:elasticbeanstalk:environment:process:default HealthCheckTimeout and Port have no effect for EnvironmentType SingleInstance; remove them, or set EnvironmentType to LoadBalanced [option-without-effect]`,
	},
	{
		rule: "dualstack-load-balancer",
		pass: []string{balanced, application, "alb IpAddressType = dualstack"},
		fail: []string{"alb IpAddressType = dualstack"},
		want: `warning: aws:elbv2:loadbalancer IpAddressType must be "ipv4" for LoadBalancerType "classic" (the default), got "dualstack"; write "ipv4", or set LoadBalancerType to application [dualstack-load-balancer]`,
	},
	{
		rule: "option-without-effect",
		pass: []string{balanced, application},
		fail: []string{balanced, application, "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123"},
		want: `warning: aws:elbv2:loadbalancer SharedLoadBalancer has no effect without a shared load balancer; remove it, or set LoadBalancerIsShared to true [option-without-effect]`,
	},
	{
		rule: "min-size-above-max-size",
		pass: []string{"asg MinSize = 4"},
		fail: []string{"asg MinSize = 5"},
		want: `error: aws:autoscaling:asg MinSize must be at most MaxSize, got 5 and 4 (the default); set MinSize to 4 or less, or raise MaxSize [min-size-above-max-size]`,
	},
	{
		rule: "min-size-above-max-size",
		pass: []string{"asg MinSize = 4", "asg MaxSize = 4"},
		fail: []string{"asg MinSize = 4", "asg MaxSize = 2"},
		want: `error: aws:autoscaling:asg MinSize must be at most MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize [min-size-above-max-size]`,
	},
	{
		rule: "min-size-above-max-size",
		pass: []string{single, "asg MinSize = 1", "asg MaxSize = 1"},
		fail: []string{single, "asg MinSize = 4", "asg MaxSize = 2"},
		want: `error: aws:autoscaling:asg MinSize must be at most MaxSize, got 4 and 2; set MinSize to 2 or less, or raise MaxSize [min-size-above-max-size]`,
	},
	{
		rule: "min-size-above-max-size",
		pass: []string{"asg MaxSize = 1"},
		fail: []string{"asg MaxSize = 0"},
		want: `error: aws:autoscaling:asg MaxSize must be at least MinSize, got 0 and 1 (the default); set MaxSize to 1 or more, or set MinSize too [min-size-above-max-size]`,
	},
	{
		rule: "single-instance-size",
		pass: []string{single, "asg MaxSize = 1"},
		fail: []string{single, "asg MaxSize = 2"},
		want: `warning: aws:autoscaling:asg MaxSize must be 1 for EnvironmentType SingleInstance, got 2; write 1, or set EnvironmentType to LoadBalanced [single-instance-size]`,
	},
	{
		rule: "no-instances",
		pass: []string{"asg MinSize = 0", "asg MaxSize = 1"},
		fail: []string{"asg MinSize = 0", "asg MaxSize = 0"},
		want: `warning: aws:autoscaling:asg MaxSize must be at least 1 to create an environment, got 0; write 1 or more, and pause the environment with a scheduled action [no-instances]`,
	},
	{
		rule: "min-instances-in-service",
		pass: []string{"rolling MinInstancesInService = 3"},
		fail: []string{"rolling MinInstancesInService = 4"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService must be below MaxSize, got 4 and 4 (the default); set MinInstancesInService to 3 or less, or raise MaxSize [min-instances-in-service]`,
	},
	{
		rule: "min-instances-in-service",
		pass: []string{"asg MaxSize = 1", "rolling MinInstancesInService = 0"},
		fail: []string{"asg MaxSize = 1", "rolling MinInstancesInService = 1"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService must be below MaxSize, got 1 and 1; set MinInstancesInService to 0, or raise MaxSize [min-instances-in-service]`,
	},
	{
		rule: "min-instances-in-service",
		pass: []string{"asg MaxSize = 2", "rolling RollingUpdateEnabled = false", "rolling MinInstancesInService = 1"},
		fail: []string{"asg MaxSize = 2", "rolling RollingUpdateEnabled = false", "rolling MinInstancesInService = 2"},
		want: `warning: aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService must be below MaxSize, got 2 and 2; set MinInstancesInService to 1 or less, or raise MaxSize [min-instances-in-service]`,
	},
	{
		rule: "spot-base-above-max-size",
		pass: []string{"instances EnableSpot = true", "instances SpotFleetOnDemandBase = 4"},
		fail: []string{"instances EnableSpot = true", "instances SpotFleetOnDemandBase = 5"},
		want: `error: aws:ec2:instances SpotFleetOnDemandBase must be at most MaxSize, got 5 and 4 (the default); write 4 or less, or raise MaxSize [spot-base-above-max-size]`,
	},
	{
		rule: "instance-types-of-one-architecture",
		pass: []string{"instances InstanceTypes = t3.micro, g4dn.xlarge"},
		fail: []string{"instances InstanceTypes = t3.micro, t4g.micro"},
		want: `error: aws:ec2:instances InstanceTypes must be of one architecture, got t3.micro (x86_64) and t4g.micro (arm64); list types of one architecture only [instance-types-of-one-architecture]`,
	},
	{
		rule: "instance-types-of-one-architecture",
		pass: []string{"instances InstanceTypes = t4g.micro", "instances SupportedArchitectures = arm64"},
		fail: []string{"instances InstanceTypes = t3.micro", "instances SupportedArchitectures = arm64"},
		want: `error: aws:ec2:instances InstanceTypes must be of an architecture in SupportedArchitectures, got t3.micro (x86_64) and "arm64"; list types of arm64, or set SupportedArchitectures to "x86_64" [instance-types-of-one-architecture]`,
	},
	{
		rule: "instance-types-of-one-architecture",
		pass: []string{"instances InstanceTypes = t3.micro", "instances SupportedArchitectures = I386"},
		fail: []string{"instances InstanceTypes = t3.micro", "instances SupportedArchitectures = ARM64"},
		want: `error: aws:ec2:instances InstanceTypes must be of an architecture in SupportedArchitectures, got t3.micro (x86_64) and "ARM64"; list types of ARM64, or set SupportedArchitectures to "x86_64" [instance-types-of-one-architecture]`,
	},
	{
		rule: "instance-type-twice",
		pass: []string{"instances InstanceTypes = t3.micro,t3.small"},
		fail: []string{"instances InstanceTypes = t3.micro,t3.micro"},
		want: `warning: aws:ec2:instances InstanceTypes must name each type once, got t3.micro twice; remove the second t3.micro [instance-type-twice]`,
	},
	{
		rule: "root-volume-size-missing",
		pass: []string{"launch RootVolumeType = io1", "launch RootVolumeSize = 20"},
		fail: []string{"launch RootVolumeType = io1"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeType must come with RootVolumeSize when it is io1, got nothing; set RootVolumeSize, in GB [root-volume-size-missing]`,
	},
	{
		rule: "root-volume-size",
		pass: []string{"launch RootVolumeType = standard", "launch RootVolumeSize = 1024"},
		fail: []string{"launch RootVolumeType = standard", "launch RootVolumeSize = 1025"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeSize must be at most 1024 for RootVolumeType standard, got 1025; write 1024 or less, or set RootVolumeType to "gp3" [root-volume-size]`,
	},
	{
		rule: "root-volume-size",
		pass: []string{"launch RootVolumeType = gp3", "launch RootVolumeSize = 10"},
		fail: []string{"launch RootVolumeType = gp3", "launch RootVolumeSize = 9"},
		want: `warning: aws:autoscaling:launchconfiguration RootVolumeSize must be at least 10 for RootVolumeType gp3, got 9; write 10 or more [root-volume-size]`,
	},
	{
		rule: "root-volume-iops",
		pass: []string{"launch RootVolumeType = gp3", "launch RootVolumeIOPS = 3000"},
		fail: []string{"launch RootVolumeType = gp3", "launch RootVolumeIOPS = 2999"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeIOPS must be 3000 to 16000 for RootVolumeType gp3, got 2999; write 3000 [root-volume-iops]`,
	},
	{
		rule: "root-volume-iops",
		pass: []string{"launch RootVolumeType = gp3", "launch RootVolumeIOPS = 3000"},
		fail: []string{"launch RootVolumeType = gp2", "launch RootVolumeIOPS = 3000"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeIOPS must be set for RootVolumeType io1 or gp3 only, got gp2; remove it, or set RootVolumeType to "gp3" [root-volume-iops]`,
	},
	{
		rule: "root-volume-iops",
		pass: []string{"launch RootVolumeType = io1", "launch RootVolumeSize = 10", "launch RootVolumeIOPS = 5000"},
		fail: []string{"launch RootVolumeType = io1", "launch RootVolumeSize = 10", "launch RootVolumeIOPS = 5001"},
		want: `error: aws:autoscaling:launchconfiguration RootVolumeIOPS must be at most 500 per GB of RootVolumeSize, got 5001 on 10 GB; write 5000 or less, or raise RootVolumeSize [root-volume-iops]`,
	},
	{
		rule: "root-volume-throughput",
		pass: []string{"launch RootVolumeType = gp3", "launch RootVolumeThroughput = 125"},
		fail: []string{"launch RootVolumeType = gp2", "launch RootVolumeThroughput = 125"},
		want: `warning: aws:autoscaling:launchconfiguration RootVolumeThroughput must be set for RootVolumeType gp3 only, got gp2; remove it, or set RootVolumeType to "gp3" [root-volume-throughput]`,
	},
	{
		rule: "scheduled-action-resource-name",
		pass: []string{"action[night] Recurrence = 0 20 * * *"},
		fail: []string{"action Recurrence = 0 20 * * *"},
		want: `error: aws:autoscaling:scheduledaction Recurrence must have a ResourceName of 1 to 256 characters, got 0; set ResourceName to the name of the action [scheduled-action-resource-name]`,
	},
	{
		rule: "scheduled-action-sizes",
		pass: []string{"action[night] Recurrence = 0 20 * * *", "action[night] MinSize = 1", "action[night] MaxSize = 1"},
		fail: []string{"action[night] Recurrence = 0 20 * * *", "action[night] MinSize = 2", "action[night] MaxSize = 1"},
		want: `error: aws:autoscaling:scheduledaction MinSize of "night" must be at most MaxSize, got 2 and 1; write 1 or less, or raise MaxSize [scheduled-action-sizes]`,
	},
	{
		rule: "scheduled-action-sizes",
		pass: []string{"action[night] Recurrence = 0 20 * * *", "action[night] DesiredCapacity = 1", "action[night] MaxSize = 1"},
		fail: []string{"action[night] Recurrence = 0 20 * * *", "action[night] DesiredCapacity = 2", "action[night] MaxSize = 1"},
		want: `error: aws:autoscaling:scheduledaction DesiredCapacity of "night" must be at most MaxSize, got 2 and 1; write 1 or less, or raise MaxSize [scheduled-action-sizes]`,
	},
	{
		rule: "scheduled-action-start",
		pass: []string{"action[night] MinSize = 1", "action[night] StartTime = 2026-12-01T20:00:00Z"},
		fail: []string{"action[night] MinSize = 1"},
		want: `error: scheduled action "night" must have a Recurrence or a StartTime, got neither; set Recurrence, as in "0 7 * * MON-FRI", or StartTime [scheduled-action-start]`,
	},
	{
		rule: "scheduled-action-same-time",
		pass: []string{"action[a] StartTime = 2026-12-01T20:00:00Z", "action[b] StartTime = 2026-12-01T21:00:00Z"},
		fail: []string{"action[a] StartTime = 2026-12-01T20:00:00Z", "action[b] StartTime = 2026-12-01T20:00:00Z"},
		want: `error: aws:autoscaling:scheduledaction StartTime of "b" must differ from that of every other action, got "2026-12-01T20:00:00Z", as in "a"; move one of the two [scheduled-action-same-time]`,
	},
	{
		rule: "scheduled-action-end",
		pass: []string{"action[a] StartTime = 2026-12-01T20:00Z", "action[a] EndTime = 2026-12-01T20:00:00-01:00"},
		fail: []string{"action[a] StartTime = 2026-12-01T20:00Z", "action[a] EndTime = 2026-12-01T20:00:00+01:00"},
		want: `warning: aws:autoscaling:scheduledaction EndTime of "a" must be after StartTime, got "2026-12-01T20:00:00+01:00" and "2026-12-01T20:00Z"; move one of the two [scheduled-action-end]`,
	},
	{
		rule: "scheduled-action-to-zero",
		pass: []string{"action[night] Recurrence = 0 20 * * *", "action[night] MaxSize = 1"},
		fail: []string{"action[night] Recurrence = 0 20 * * *", "action[night] MaxSize = 0"},
		want: `warning: aws:autoscaling:scheduledaction MaxSize of "night" must be at least 1 so that the environment can be updated meanwhile, got 0; write 1 or more, or deploy only while the environment runs [scheduled-action-to-zero]`,
	},
	{
		rule: "trigger-breach-duration",
		pass: []string{"trigger Period = 1", "trigger EvaluationPeriods = 5"},
		fail: []string{"trigger Period = 1"},
		want: `warning: aws:autoscaling:trigger Period must fit BreachDuration = Period x EvaluationPeriods, got 5 (the default), 1 and 1 (the default); set BreachDuration to 1 [trigger-breach-duration]`,
	},
	{
		rule: "trigger-thresholds",
		pass: []string{"trigger LowerThreshold = 30", "trigger UpperThreshold = 70"},
		fail: []string{"trigger UpperThreshold = 70"},
		want: `warning: aws:autoscaling:trigger UpperThreshold must be above LowerThreshold, got 70 and 2000000 (the default); set both thresholds, the lower one below [trigger-thresholds]`,
	},
	{
		rule: "trigger-thresholds",
		pass: []string{"trigger LowerThreshold = 30", "trigger UpperThreshold = 70"},
		fail: []string{"trigger LowerThreshold = 70", "trigger UpperThreshold = 70"},
		want: `warning: aws:autoscaling:trigger LowerThreshold must be below UpperThreshold, got 70 and 70; set both thresholds, the lower one below [trigger-thresholds]`,
	},
	{
		rule:    "trigger-measure",
		failEnv: pointer(worker),
		pass:    []string{"trigger MeasureName = Latency"},
		fail:    []string{"trigger MeasureName = Latency"},
		want:    `warning: aws:autoscaling:trigger MeasureName must be a measure of instances without a load balancer, got "Latency"; write "CPUUtilization" or "NetworkOut" [trigger-measure]`,
	},
	{
		rule: "trigger-measure",
		pass: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "trigger MeasureName = CPUUtilization"},
		fail: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123", "trigger MeasureName = RequestCount"},
		want: `warning: aws:autoscaling:trigger MeasureName must be a measure of instances with a shared load balancer, got "RequestCount"; write "CPUUtilization" or "NetworkOut" [trigger-measure]`,
	},
	{
		rule: "deployment-policy-on-single-instance",
		pass: []string{single, "command DeploymentPolicy = AllAtOnce"},
		fail: []string{single, "command DeploymentPolicy = Rolling"},
		want: `error: aws:elasticbeanstalk:command DeploymentPolicy must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got "Rolling"; write "AllAtOnce", or set EnvironmentType to LoadBalanced [deployment-policy-on-single-instance]`,
	},
	{
		rule: "rolling-update-on-single-instance",
		pass: []string{single, "rolling RollingUpdateEnabled = false", "rolling MinInstancesInService = 0"},
		fail: []string{single, "rolling RollingUpdateEnabled = true"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate RollingUpdateEnabled must be left out for EnvironmentType SingleInstance, got "true" with RollingUpdateType "Time" (the default); remove it, set RollingUpdateType to Immutable, or set EnvironmentType to LoadBalanced [rolling-update-on-single-instance]`,
	},
	{
		rule: "rolling-update-on-single-instance",
		pass: []string{single, enhanced, role, "rolling RollingUpdateEnabled = true", "rolling RollingUpdateType = Immutable"},
		fail: []string{single, "rolling MinInstancesInService = 0"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService must be left out for EnvironmentType SingleInstance, got "0" with RollingUpdateType "Time" (the default); remove it, set RollingUpdateType to Immutable, or set EnvironmentType to LoadBalanced [rolling-update-on-single-instance]`,
	},
	{
		rule: "traffic-splitting-without-application-load-balancer",
		pass: []string{balanced, application, "command DeploymentPolicy = TrafficSplitting"},
		fail: []string{balanced, "command DeploymentPolicy = TrafficSplitting"},
		want: `error: aws:elasticbeanstalk:command DeploymentPolicy must not be TrafficSplitting without an Application Load Balancer, got LoadBalancerType "classic" (the default); set LoadBalancerType to application, or choose another policy [traffic-splitting-without-application-load-balancer]`,
	},
	{
		rule: "traffic-splitting-without-application-load-balancer",
		env:  worker,
		pass: []string{"command DeploymentPolicy = Rolling"},
		fail: []string{"command DeploymentPolicy = TrafficSplitting"},
		want: `error: aws:elasticbeanstalk:command DeploymentPolicy must not be TrafficSplitting without an Application Load Balancer, got tier Worker; choose another policy [traffic-splitting-without-application-load-balancer]`,
	},
	{
		rule: "immutable-without-enhanced-health",
		pass: []string{enhanced, role, "command DeploymentPolicy = Immutable"},
		fail: []string{"command DeploymentPolicy = Immutable"},
		want: `error: aws:elasticbeanstalk:command DeploymentPolicy must come with SystemType enhanced when it is Immutable, got "basic" (the default); set aws:elasticbeanstalk:healthreporting:system SystemType to enhanced [immutable-without-enhanced-health]`,
	},
	{
		rule: "immutable-without-enhanced-health",
		pass: []string{"rolling RollingUpdateType = Immutable"},
		fail: []string{"rolling RollingUpdateEnabled = true", "rolling RollingUpdateType = Immutable"},
		want: `error: aws:autoscaling:updatepolicy:rollingupdate RollingUpdateType must come with SystemType enhanced when it is Immutable, got "basic" (the default); set aws:elasticbeanstalk:healthreporting:system SystemType to enhanced [immutable-without-enhanced-health]`,
	},
	{
		rule: "batch-size",
		pass: []string{"command DeploymentPolicy = Rolling", "command BatchSize = 100"},
		fail: []string{"command DeploymentPolicy = Rolling", "command BatchSize = 101"},
		want: `error: aws:elasticbeanstalk:command BatchSize must be 1 to 100 for BatchSizeType Percentage, got 101; write 100 or less, or set BatchSizeType to Fixed [batch-size]`,
	},
	{
		rule: "batch-size",
		pass: []string{"command DeploymentPolicy = Rolling", "command BatchSizeType = Fixed", "command BatchSize = 4"},
		fail: []string{"command DeploymentPolicy = Rolling", "command BatchSizeType = Fixed", "command BatchSize = 5"},
		want: `error: aws:elasticbeanstalk:command BatchSize must be at most MaxSize for BatchSizeType Fixed, got 5 and 4 (the default); write 4 or less, or raise MaxSize [batch-size]`,
	},
	{
		rule: "rolling-update-timing",
		pass: []string{"rolling RollingUpdateEnabled = true", "rolling PauseTime = PT5M"},
		fail: []string{"rolling RollingUpdateEnabled = true", "rolling RollingUpdateType = Health", "rolling PauseTime = PT5M"},
		want: `warning: aws:autoscaling:updatepolicy:rollingupdate PauseTime must be set for RollingUpdateType Time only, got "Health"; remove it, or set Timeout instead [rolling-update-timing]`,
	},
	{
		rule: "rolling-update-timing",
		pass: []string{"rolling RollingUpdateEnabled = true", "rolling RollingUpdateType = Health", "rolling Timeout = PT10M"},
		fail: []string{"rolling RollingUpdateEnabled = true", "rolling Timeout = PT10M"},
		want: `warning: aws:autoscaling:updatepolicy:rollingupdate Timeout must be set for RollingUpdateType Health or Immutable only, got "Time" (the default); remove it, or set PauseTime instead [rolling-update-timing]`,
	},
	{
		rule: "managed-actions-incomplete",
		pass: []string{enhanced, role, "managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00", "platform UpdateLevel = minor"},
		fail: []string{"managed ManagedActionsEnabled = true", "platform UpdateLevel = minor"},
		want: `error: aws:elasticbeanstalk:managedactions ManagedActionsEnabled must come with PreferredStartTime, UpdateLevel, SystemType enhanced and ServiceRole, got no PreferredStartTime, SystemType enhanced or ServiceRole; set PreferredStartTime, SystemType enhanced and ServiceRole [managed-actions-incomplete]`,
	},
	{
		rule: "instance-refresh-without-managed-actions",
		pass: []string{"platform InstanceRefreshEnabled = false"},
		fail: []string{"platform InstanceRefreshEnabled = true"},
		want: `error: aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled must come with ManagedActionsEnabled true, got "false" (the default); remove it, or set aws:elasticbeanstalk:managedactions ManagedActionsEnabled to true [instance-refresh-without-managed-actions]`,
	},
	{
		rule: "instance-profile-missing",
		bare: true,
		pass: []string{"launch IamInstanceProfile = profile"},
		fail: []string{"launch EC2KeyName = key"},
		want: `warning: aws:autoscaling:launchconfiguration IamInstanceProfile must be the name or the ARN of an instance profile, got nothing; set it to a profile with the policies of the tier [instance-profile-missing]`,
	},
	{
		rule: "service-role-missing",
		pass: []string{enhanced, role},
		fail: []string{enhanced},
		want: `warning: aws:elasticbeanstalk:healthreporting:system SystemType must come with ServiceRole when it is enhanced, got nothing; set aws:elasticbeanstalk:environment ServiceRole [service-role-missing]`,
	},
	{
		rule: "security-hub-enhanced-health",
		env:  options.Environment{SecurityHub: true},
		pass: []string{enhanced, role, "managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00", "platform UpdateLevel = minor", "logs StreamLogs = true"},
		fail: []string{"health SystemType = basic", "managed ManagedActionsEnabled = ?", "logs StreamLogs = true"},
		want: `warning: aws:elasticbeanstalk:healthreporting:system SystemType must be "enhanced" for Security Hub, got "basic"; write "enhanced" [security-hub-enhanced-health]`,
	},
	{
		rule: "security-hub-managed-updates",
		env:  options.Environment{SecurityHub: true},
		pass: []string{enhanced, role, "managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00", "platform UpdateLevel = minor", "logs StreamLogs = true"},
		fail: []string{enhanced, role, "logs StreamLogs = true"},
		want: `warning: aws:elasticbeanstalk:managedactions ManagedActionsEnabled must be "true" for Security Hub, got "false" (the default); write "true" [security-hub-managed-updates]`,
	},
	{
		rule: "security-hub-log-streaming",
		env:  options.Environment{SecurityHub: true},
		pass: []string{enhanced, role, "managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00", "platform UpdateLevel = minor", "logs StreamLogs = TRUE"},
		fail: []string{enhanced, role, "managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00", "platform UpdateLevel = minor"},
		want: `warning: aws:elasticbeanstalk:cloudwatch:logs StreamLogs must be "true" for Security Hub, got "false" (the default); write "true" [security-hub-log-streaming]`,
	},
	{
		rule: "default-security-group-disabled",
		pass: []string{single, "launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a"},
		fail: []string{single, "launch DisableDefaultEC2SecurityGroup = true"},
		want: `error: aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup must come with aws:autoscaling:launchconfiguration SecurityGroups, got nothing; set aws:autoscaling:launchconfiguration SecurityGroups to security group ids [default-security-group-disabled]`,
	},
	{
		rule: "default-security-group-disabled",
		pass: []string{balanced, application, "launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a", "alb SecurityGroups = sg-0b"},
		fail: []string{balanced, application, "launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a"},
		want: `error: aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup must come with aws:elbv2:loadbalancer SecurityGroups, got nothing; set aws:elbv2:loadbalancer SecurityGroups to security group ids [default-security-group-disabled]`,
	},
	{
		rule: "default-security-group-disabled",
		pass: []string{balanced, "launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a", "clb SecurityGroups = sg-0b"},
		fail: []string{balanced, "launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a"},
		want: `error: aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup must come with aws:elb:loadbalancer SecurityGroups, got nothing; set aws:elb:loadbalancer SecurityGroups to security group ids [default-security-group-disabled]`,
	},
	{
		rule: "managed-security-group",
		pass: []string{balanced, application, "alb SecurityGroups = sg-0a", "alb ManagedSecurityGroup = sg-0a"},
		fail: []string{balanced, application, "alb SecurityGroups = sg-0a", "alb ManagedSecurityGroup = sg-0b"},
		want: `warning: aws:elbv2:loadbalancer ManagedSecurityGroup must be one of SecurityGroups, got "sg-0b" and "sg-0a"; add it to SecurityGroups [managed-security-group]`,
	},
	{
		rule: "active-directory-incomplete",
		pass: []string{"directory DirectoryId = d-0123456789", "directory DirectoryName = corp.example.com"},
		fail: []string{"directory DirectoryId = d-0123456789"},
		want: `error: aws:elasticbeanstalk:windows:activedirectory DirectoryId must come with DirectoryName, got nothing; set DirectoryName [active-directory-incomplete]`,
	},
	{
		rule: "active-directory-incomplete",
		pass: []string{"directory DirectoryId = d-0123456789", "directory DirectoryName = corp.example.com", "directory DirectoryOU = OU=web"},
		fail: []string{"directory DirectoryOU = OU=web"},
		want: `error: aws:elasticbeanstalk:windows:activedirectory DirectoryOU must come with DirectoryId, got nothing; set DirectoryId [active-directory-incomplete]`,
	},
	{
		rule: "shared-load-balancer-missing",
		pass: []string{balanced, application, "environment LoadBalancerIsShared = true", "alb SharedLoadBalancer = arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shared/0123"},
		fail: []string{balanced, application, "environment LoadBalancerIsShared = true"},
		want: `error: aws:elasticbeanstalk:environment LoadBalancerIsShared must come with SharedLoadBalancer when it is true, got nothing; set aws:elbv2:loadbalancer SharedLoadBalancer to the load balancer's ARN [shared-load-balancer-missing]`,
	},
	{
		rule: "access-logs-bucket-missing",
		pass: []string{balanced, application, "alb AccessLogsS3Enabled = true", "alb AccessLogsS3Bucket = logs"},
		fail: []string{balanced, application, "alb AccessLogsS3Enabled = true"},
		want: `error: aws:elbv2:loadbalancer AccessLogsS3Enabled must come with AccessLogsS3Bucket when it is true, got nothing; set AccessLogsS3Bucket to a bucket in the same Region [access-logs-bucket-missing]`,
	},
	{
		rule: "dualstack-load-balancer",
		pass: []string{balanced, application, "alb IpAddressType = dualstack"},
		fail: []string{balanced, "environment LoadBalancerType = classic", "alb IpAddressType = dualstack"},
		want: `error: aws:elbv2:loadbalancer IpAddressType must be "ipv4" for LoadBalancerType "classic", got "dualstack"; write "ipv4", or set LoadBalancerType to application [dualstack-load-balancer]`,
	},
	{
		rule: "load-balancer-subnets",
		pass: []string{balanced, application, "vpc ELBSubnets = subnet-0a,subnet-0b"},
		fail: []string{balanced, application, "vpc ELBSubnets = subnet-0a"},
		want: `warning: aws:ec2:vpc ELBSubnets must have subnets in two Availability Zones for LoadBalancerType application, got "subnet-0a"; add a subnet in another zone [load-balancer-subnets]`,
	},
	{
		rule: "process-protocol",
		pass: []string{balanced, application, "process/default Protocol = https"},
		fail: []string{balanced, application, "process/default Protocol = TCP"},
		want: `error: aws:elasticbeanstalk:environment:process:default Protocol must be "HTTP" or "HTTPS" for LoadBalancerType application, got "TCP"; write "HTTP", or set LoadBalancerType to network [process-protocol]`,
	},
	{
		rule: "process-protocol",
		pass: []string{balanced, network, "process/default Protocol = TCP"},
		fail: []string{balanced, network, "process/default Protocol = HTTPS"},
		want: `error: aws:elasticbeanstalk:environment:process:default Protocol must be "TCP" for LoadBalancerType network, got "HTTPS"; write "TCP", or set LoadBalancerType to application [process-protocol]`,
	},
	{
		rule: "process-health-check-timeout",
		pass: []string{balanced, application, "process/default HealthCheckTimeout = 14"},
		fail: []string{balanced, application, "process/default HealthCheckTimeout = 15"},
		want: `error: aws:elasticbeanstalk:environment:process:default HealthCheckTimeout must be below HealthCheckInterval, got 15 and 15 (the default); lower HealthCheckTimeout or raise HealthCheckInterval [process-health-check-timeout]`,
	},
	{
		rule: "process-health-check-timeout",
		pass: []string{balanced, application, "process/api HealthCheckInterval = 6"},
		fail: []string{balanced, application, "process/api HealthCheckInterval = 5"},
		want: `error: aws:elasticbeanstalk:environment:process:api HealthCheckInterval must be above HealthCheckTimeout, got 5 and 5 (the default); raise HealthCheckInterval or lower HealthCheckTimeout [process-health-check-timeout]`,
	},
	{
		rule: "network-health-check-interval",
		pass: []string{balanced, network, "process/default HealthCheckInterval = 10"},
		fail: []string{balanced, network, "process/default HealthCheckInterval = 20"},
		want: `error: aws:elasticbeanstalk:environment:process:default HealthCheckInterval must be 10 or 30 for LoadBalancerType network, got 20; write 10 or 30 [network-health-check-interval]`,
	},
	{
		rule: "network-health-check-thresholds",
		pass: []string{balanced, network, "process/default HealthyThresholdCount = 4", "process/default UnhealthyThresholdCount = 4"},
		fail: []string{balanced, network, "process/default HealthyThresholdCount = 4", "process/default UnhealthyThresholdCount = 3"},
		want: `warning: aws:elasticbeanstalk:environment:process:default UnhealthyThresholdCount must equal HealthyThresholdCount for LoadBalancerType network, got 3 and 4; write 4 [network-health-check-thresholds]`,
	},
	{
		rule: "matcher-codes",
		pass: []string{balanced, application, "process/default MatcherHTTPCode = 200-299,404"},
		fail: []string{balanced, application, "process/default MatcherHTTPCode = 200,500"},
		want: `error: aws:elasticbeanstalk:environment:process:default MatcherHTTPCode must be of codes 200 to 499 for LoadBalancerType application, got "200,500"; remove 500 [matcher-codes]`,
	},
	{
		rule: "matcher-codes",
		pass: []string{balanced, network, "process/default MatcherHTTPCode = 200-399"},
		fail: []string{balanced, network, "process/default MatcherHTTPCode = 200-404"},
		want: `error: aws:elasticbeanstalk:environment:process:default MatcherHTTPCode must be of codes 200 to 399 for LoadBalancerType network, got "200-404"; remove 404 [matcher-codes]`,
	},
	{
		rule: "listener-protocol",
		pass: []string{balanced, application, "listener/8080 Protocol = HTTP"},
		fail: []string{balanced, application, "listener/8080 Protocol = TCP"},
		want: `error: aws:elbv2:listener:8080 Protocol must be "HTTP" or "HTTPS" for LoadBalancerType application, got "TCP"; write "HTTP" or "HTTPS" [listener-protocol]`,
	},
	{
		rule: "listener-protocol",
		pass: []string{balanced, network, "listener/8080 Protocol = TCP"},
		fail: []string{balanced, network, "listener/8080 Protocol = HTTP"},
		want: `error: aws:elbv2:listener:8080 Protocol must be "TCP" or "TLS" for LoadBalancerType network, got "HTTP"; write "TCP" or "TLS" [listener-protocol]`,
	},
	{
		rule: "listener-protocol",
		pass: []string{balanced, application, "listener/443 Protocol = HTTPS", "listener/443 SSLCertificateArns = ?"},
		fail: []string{balanced, application, "listener/443 Protocol = TLS"},
		want: `error: aws:elbv2:listener:443 Protocol must be "HTTP" or "HTTPS" for LoadBalancerType application, got "TLS"; write "HTTP" or "HTTPS" [listener-protocol]`,
	},
	{
		rule: "listener-certificate-missing",
		pass: []string{balanced, application, "listener/443 Protocol = HTTPS", "listener/443 SSLCertificateArns = ?", "listener/444 Protocol = HTTPS", "listener/444 ListenerEnabled = false"},
		fail: []string{balanced, application, "listener/443 Protocol = HTTPS"},
		want: `error: aws:elbv2:listener:443 Protocol must come with SSLCertificateArns when it is HTTPS, got nothing; set aws:elbv2:listener:443 SSLCertificateArns [listener-certificate-missing]`,
	},
	{
		rule: "listener-unknown-rule",
		pass: []string{balanced, application, "listener/80 Rules = admin", "listenerrule/admin PathPatterns = /admin"},
		fail: []string{balanced, application, "listener/80 Rules = amdin", "listenerrule/admin PathPatterns = /admin"},
		want: `error: aws:elbv2:listener:80 Rules must name rules that the set has, got "amdin"; write "admin" [listener-unknown-rule]`,
	},
	{
		rule: "unknown-process",
		pass: []string{balanced, application, "listener/80 DefaultProcess = api", "process/api Port = 8080"},
		fail: []string{balanced, application, "listener/80 DefaultProcess = apo", "process/api Port = 8080"},
		want: `error: aws:elbv2:listener:80 DefaultProcess must name the process "default" or one that the set has, got "apo"; write "api" [unknown-process]`,
	},
	{
		rule: "unknown-process",
		pass: []string{balanced, application, "listenerrule/admin Process = default"},
		fail: []string{balanced, application, "listenerrule/admin Process = admin"},
		want: `error: aws:elbv2:listenerrule:admin Process must name the process "default" or one that the set has, got "admin"; set options of aws:elasticbeanstalk:environment:process:admin [unknown-process]`,
	},
	{
		rule: "listener-rule-priority-twice",
		pass: []string{balanced, application, "listener/80 Rules = a,b", "listenerrule/a Priority = 1", "listenerrule/b Priority = 2"},
		fail: []string{balanced, application, "listener/80 Rules = a,b", "listenerrule/a PathPatterns = /a", "listenerrule/b Priority = 1"},
		want: `error: aws:elbv2:listenerrule:b Priority must give every rule of a listener its own Priority, got 1 for "a" and "b"; set Priority of one of them to another number [listener-rule-priority-twice]`,
	},
	{
		rule: "listener-rule-conditions",
		pass: []string{balanced, application, "listenerrule/a PathPatterns = /1,/2,/3", "listenerrule/a HostHeaders = a.example.com,b.example.com"},
		fail: []string{balanced, application, "listenerrule/a PathPatterns = /1,/2,/3", "listenerrule/a HostHeaders = a.example.com,b.example.com,c.example.com"},
		want: `error: aws:elbv2:listenerrule:a must have at most 5 host and path conditions, got 6; split the rule in two [listener-rule-conditions]`,
	},
	{
		rule: "listener-rule-conditions",
		pass: []string{balanced, application, "listenerrule/a PathPatterns = /*/*/*"},
		fail: []string{balanced, application, "listenerrule/a PathPatterns = /*/*/*/*"},
		want: `error: aws:elbv2:listenerrule:a PathPatterns must have conditions of at most 128 characters and three wildcards, got "/*/*/*/*"; shorten it [listener-rule-conditions]`,
	},
	{
		rule: "classic-listener-layers",
		pass: []string{balanced, "clblistener/8080 ListenerProtocol = TCP", "clblistener/8080 InstanceProtocol = TCP"},
		fail: []string{balanced, "clblistener/8080 ListenerProtocol = TCP", "clblistener/8080 InstanceProtocol = HTTP"},
		want: `error: aws:elb:listener:8080 InstanceProtocol must be of the same layer as ListenerProtocol, got "HTTP" and "TCP"; pair HTTP with HTTPS, or TCP with SSL [classic-listener-layers]`,
	},
	{
		rule: "classic-listener-certificate-missing",
		pass: []string{balanced, "clblistener/443 ListenerProtocol = HTTPS", "clblistener/443 SSLCertificateId = ?"},
		fail: []string{balanced, "clblistener/443 ListenerProtocol = HTTPS"},
		want: `error: aws:elb:listener:443 ListenerProtocol must come with SSLCertificateId when it is HTTPS, got nothing; set aws:elb:listener:443 SSLCertificateId [classic-listener-certificate-missing]`,
	},
	{
		rule: "classic-instance-port-security",
		pass: []string{balanced, "clblistener/80 InstancePort = 80", "clblistener/80 InstanceProtocol = HTTP", "clblistener/81 InstancePort = 80", "clblistener/81 InstanceProtocol = HTTP"},
		fail: []string{balanced, "clblistener/80 InstancePort = 80", "clblistener/80 InstanceProtocol = HTTP", "clblistener/81 InstancePort = 80", "clblistener/81 InstanceProtocol = HTTPS"},
		want: `error: aws:elb:listener:81 InstanceProtocol must be as encrypted as that of every listener with InstancePort 80, got "HTTPS" and "HTTP"; use another InstancePort or the same InstanceProtocol [classic-instance-port-security]`,
	},
	{
		rule: "classic-health-check-timeout",
		pass: []string{balanced, "clbhealth Timeout = 9", "clbhealth Interval = 10"},
		fail: []string{balanced, "clbhealth Timeout = 10", "clbhealth Interval = 10"},
		want: `error: aws:elb:healthcheck Timeout must be below Interval, got 10 and 10; lower Timeout or raise Interval [classic-health-check-timeout]`,
	},
	{
		rule: "worker-inactivity-timeout",
		env:  worker,
		pass: []string{"sqsd InactivityTimeout = 299"},
		fail: []string{"sqsd InactivityTimeout = 300"},
		want: `warning: aws:elasticbeanstalk:sqsd InactivityTimeout must be below VisibilityTimeout, got 300 and 300 (the default); lower InactivityTimeout or raise VisibilityTimeout [worker-inactivity-timeout]`,
	},
	{
		rule: "worker-inactivity-timeout",
		env:  worker,
		pass: []string{"sqsd VisibilityTimeout = 300"},
		fail: []string{"sqsd VisibilityTimeout = 60"},
		want: `warning: aws:elasticbeanstalk:sqsd VisibilityTimeout must be above InactivityTimeout, got 60 and 299 (the default); raise VisibilityTimeout or lower InactivityTimeout [worker-inactivity-timeout]`,
	},
	{
		rule: "notification-endpoint",
		pass: []string{"sns Notification Endpoint = team@example.com"},
		fail: []string{"sns Notification Endpoint = https://example.com/hook"},
		want: `error: aws:elasticbeanstalk:sns:topics Notification Endpoint must be an e-mail address for Notification Protocol "email" (the default), got "https://example.com/hook"; set Notification Protocol to that of the endpoint [notification-endpoint]`,
	},
	{
		rule: "notification-endpoint",
		pass: []string{"sns Notification Endpoint = https://example.com/hook", "sns Notification Protocol = https"},
		fail: []string{"sns Notification Endpoint = arn:aws:lambda:eu-west-1:111122223333:function:hook", "sns Notification Protocol = https"},
		want: `error: aws:elasticbeanstalk:sns:topics Notification Endpoint must be an e-mail address, a web address or the ARN of a queue, got "arn:aws:lambda:eu-west-1:111122223333:function:hook"; remove it: Elastic Beanstalk cannot notify a function [notification-endpoint]`,
	},
	{
		rule: "notification-topic-twice",
		pass: []string{"sns Notification Topic Name = alarms"},
		fail: []string{"sns Notification Topic Name = alarms", "sns Notification Topic ARN = arn:aws:sns:eu-west-1:111122223333:alarms"},
		want: `warning: aws:elasticbeanstalk:sns:topics Notification Topic Name must be left out when Notification Topic ARN is set, got "alarms"; remove one of the two [notification-topic-twice]`,
	},
	{
		rule: "environment-variables-size",
		pass: []string{"variables BIG = " + strings.Repeat("x", 4092)},
		fail: []string{"variables BIG = " + strings.Repeat("x", 4093)},
		want: `error: environment variables must have at most 4096 bytes in all, got 4097, the largest is "BIG"; move what is large to a file, a parameter or a secret [environment-variables-size]`,
	},
	{
		rule: "environment-variables-size",
		pass: []string{"variables A = ?", "variables BIG = " + strings.Repeat("x", 4090)},
		fail: []string{"variables A = ?", "variables BIG = " + strings.Repeat("x", 4091)},
		want: `error: environment variables must have at most 4096 bytes in all, got at least 4097, the largest is "BIG"; move what is large to a file, a parameter or a secret [environment-variables-size]`,
	},
	{
		rule: "environment-variable-name",
		pass: []string{"variables app.name/x-1 = a"},
		fail: []string{"variables APP NAME = a"},
		want: `error: the setting must have a name of letters, digits and _ . : / + \ - @ only, got "APP NAME"; write it as in "DATABASE_URL" [environment-variable-name]`,
	},
	{
		rule: "secret-in-plain-option",
		pass: []string{"variables DB_PASSWORD_ARN = arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf", "variables TOKEN_TTL = 60", "variables API_TOKEN = ?", "variables CSRF_TOKEN = true"},
		fail: []string{"variables DB_PASSWORD = hunter2"},
		want: `warning: aws:elasticbeanstalk:application:environment DB_PASSWORD must not hold a secret, got a plain value of "DB_PASSWORD"; set it in aws:elasticbeanstalk:application:environmentsecrets to the ARN of a secret or a parameter [secret-in-plain-option]`,
	},
	{
		rule: "secret-in-plain-option",
		pass: []string{"variables DATABASE_URL = postgres://db.example.com/app"},
		fail: []string{"variables DATABASE_URL = postgres://app:hunter2@db.example.com/app"},
		want: `warning: aws:elasticbeanstalk:application:environment DATABASE_URL must not hold a secret, got a plain value of "DATABASE_URL"; set it in aws:elasticbeanstalk:application:environmentsecrets to the ARN of a secret or a parameter [secret-in-plain-option]`,
	},
	{
		rule: "secret-in-plain-option",
		pass: []string{"rds DBUser = app"},
		fail: []string{"rds DBPassword = hunter2"},
		want: `warning: aws:rds:dbinstance DBPassword must not hold a secret, got a plain value of "DBPassword"; keep the database in a stack of its own, or give the password as a parameter [secret-in-plain-option]`,
	},
	{
		rule: "secret-in-plain-option",
		pass: []string{"variables JDBC_CONNECTION_STRING = jdbc:postgresql://db.example.com:5432/app?user=app"},
		fail: []string{"variables JDBC_CONNECTION_STRING = jdbc:postgresql://db.example.com:5432/app?user=app&password=hunter2"},
		want: `warning: aws:elasticbeanstalk:application:environment JDBC_CONNECTION_STRING must not hold a secret, got a plain value of "JDBC_CONNECTION_STRING"; set it in aws:elasticbeanstalk:application:environmentsecrets to the ARN of a secret or a parameter [secret-in-plain-option]`,
	},
	{
		rule: "secret-json-key",
		pass: []string{"secrets API = arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf:key"},
		fail: []string{"secrets API = arn:aws:ssm:eu-west-1:111122223333:parameter/app:key"},
		want: `error: aws:elasticbeanstalk:application:environmentsecrets API must be the ARN of a parameter without a JSON key, got "arn:aws:ssm:eu-west-1:111122223333:parameter/app:key"; remove ":key", or use a Secrets Manager secret [secret-json-key]`,
	},
	{
		rule: "secret-arn-suffix",
		pass: []string{"secrets API = arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf:key"},
		fail: []string{"secrets API = arn:aws:secretsmanager:eu-west-1:111122223333:secret:app"},
		want: `warning: aws:elasticbeanstalk:application:environmentsecrets API must be the secret's complete ARN, got "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app"; write it as in "arn:aws:secretsmanager:eu-west-1:111122223333:secret:app-AbCdEf" [secret-arn-suffix]`,
	},
	{
		rule:    "platform-named-twice",
		env:     golang,
		failEnv: pointer(options.Environment{PlatformArn: golang.PlatformArn, SolutionStackName: "64bit Amazon Linux 2023 v4.10.0 running Go 1"}),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: SolutionStackName must be empty when PlatformArn is set, got "64bit Amazon Linux 2023 v4.10.0 running Go 1"; remove SolutionStackName [platform-named-twice]`,
	},
	{
		rule:    "platform-beside-template",
		env:     options.Environment{HasTemplate: true, PlatformArn: golang.PlatformArn},
		failEnv: pointer(options.Environment{HasTemplate: true, SolutionStackName: "64bit Amazon Linux 2023 v4.10.0 running Go 1"}),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: SolutionStackName must be empty when TemplateName is set, got "64bit Amazon Linux 2023 v4.10.0 running Go 1"; remove one of the two [platform-beside-template]`,
	},
	{
		rule:    "unknown-tier",
		env:     worker,
		failEnv: pointer(options.Environment{Tier: "Wokrer"}),
		pass:    []string{"sqsd HttpPath = /work"},
		fail:    []string{"sqsd HttpPath = /work"},
		want:    `error: Tier must be "WebServer", "Worker" or "Cluster", got "Wokrer"; write "Worker" [unknown-tier]`,
	},
	{
		rule:    "platform-arn-form",
		env:     golang,
		failEnv: pointer(withPlatform("Go 1 running on 64bit Amazon Linux 2023", "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: PlatformArn must be an ARN, got "Go 1 running on 64bit Amazon Linux 2023"; write it as in "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023" [platform-arn-form]`,
	},
	{
		rule:    "platform-arn-form",
		env:     withPlatform("arn:${AWS::Partition}:elasticbeanstalk:${AWS::Region}::platform/Go 1 running on 64bit Amazon Linux 2023", "", november),
		failEnv: pointer(withPlatform("Go 1", "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: PlatformArn must be an ARN, got "Go 1"; write it as in "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023" [platform-arn-form]`,
	},
	{
		rule:    "platform-version-pinned",
		env:     withPlatform("arn:aws:elasticbeanstalk:eu-west-1:111122223333:platform/ours/1.0.0", "", november),
		failEnv: pointer(withPlatform(awsPlatform("Go 1 running on 64bit Amazon Linux 2023/4.10.0"), "", november)),
		pass:    []string{"my:own:section Any = x"},
		fail:    []string{single},
		want:    `warning: PlatformArn must name no version, got "4.10.0"; end it with "platform/Go 1 running on 64bit Amazon Linux 2023" and let managed updates choose [platform-version-pinned]`,
	},
	{
		rule:    "platform-solution-stack",
		env:     golang,
		failEnv: pointer(withPlatform("", "64bit Amazon Linux 2023 v5.0.0 running Tomcat 10 Corretto 21", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `warning: SolutionStackName must be empty, since changing it replaces the environment, got "64bit Amazon Linux 2023 v5.0.0 running Tomcat 10 Corretto 21"; write PlatformArn that ends with "platform/Tomcat 10 with Corretto 21 running on 64bit Amazon Linux 2023" [platform-solution-stack]`,
	},
	{
		rule:    "platform-unknown",
		env:     golang,
		failEnv: pointer(withPlatform(awsPlatform("Go 2 running on 64bit Amazon Linux 2023"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `warning: PlatformArn must name a platform branch that AWS lists, got "Go 2 running on 64bit Amazon Linux 2023"; end it with "platform/Go 1 running on 64bit Amazon Linux 2023" [platform-unknown]`,
	},
	{
		rule:    "platform-unknown",
		env:     withPlatform(awsPlatform("IIS 10.0 running on 64bit Windows Server 2025"), "", november),
		failEnv: pointer(withPlatform(awsPlatform("Haskell running on Plan 9"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `warning: PlatformArn must name a platform branch that AWS lists, got "Haskell running on Plan 9"; name a branch that AWS still lists [platform-unknown]`,
	},
	{
		rule:    "platform-retired",
		env:     withPlatform(awsPlatform("Node.js 20 running on 64bit Amazon Linux 2023"), "", time.Time{}),
		failEnv: pointer(withPlatform(awsPlatform("Node.js 20 running on 64bit Amazon Linux 2023"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: PlatformArn must name a platform branch that is not retired, got "Node.js 20 running on 64bit Amazon Linux 2023", retired on 2026-08-13; end it with "platform/Node.js 24 running on 64bit Amazon Linux 2023" [platform-retired]`,
	},
	{
		rule:    "platform-retired",
		env:     withPlatform(awsPlatform("Docker running on 64bit Amazon Linux 2"), "", time.Time{}),
		failEnv: pointer(withPlatform(awsPlatform("Docker running on 64bit Amazon Linux 2"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: PlatformArn must name a platform branch that is not retired, got "Docker running on 64bit Amazon Linux 2", retired on 2026-08-06; end it with "platform/Docker running on 64bit Amazon Linux 2023" [platform-retired]`,
	},
	{
		rule:    "platform-retired",
		env:     withPlatform(awsPlatform("Docker running on 64bit Amazon Linux 2023"), "", november),
		failEnv: pointer(withPlatform(awsPlatform("Docker running on 64bit Amazon Linux 2/3.4.5"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `error: PlatformArn must name a platform branch that is not retired, got "Docker running on 64bit Amazon Linux 2", retired on 2026-08-06; end it with "platform/Docker running on 64bit Amazon Linux 2023" [platform-retired]`,
	},
	{
		rule:    "platform-retiring",
		env:     withPlatform(awsPlatform("PHP 8.2 running on 64bit Amazon Linux 2023"), "", time.Date(2026, 10, 1, 0, 0, 0, 0, time.UTC)),
		failEnv: pointer(withPlatform(awsPlatform("PHP 8.2 running on 64bit Amazon Linux 2023"), "", november)),
		pass:    []string{single},
		fail:    []string{single},
		want:    `warning: PlatformArn must name a platform branch that stays, got "PHP 8.2 running on 64bit Amazon Linux 2023", which retires on 2027-03-31; end it with "platform/PHP 8.5 running on 64bit Amazon Linux 2023" [platform-retiring]`,
	},
	{
		rule: "cluster-role-missing",
		env:  cluster,
		bare: true,
		pass: []string{"eks cluster-role = arn:aws:iam::111122223333:role/c", "eks node-role = ?", "eks/environment observability-role = ?"},
		fail: []string{"eks node-role = ?", "eks/environment observability-role = ?"},
		want: `error: aws:elasticbeanstalk:eks cluster-role must be the ARN of a role in a Cluster environment, got nothing; set it [cluster-role-missing]`,
	},
	{
		rule: "cluster-application-role-missing",
		env:  cluster,
		pass: []string{"eks/environment secrets = {}", "eks/environment application-role = ?"},
		fail: []string{"eks/environment secrets = {}"},
		want: `error: aws:elasticbeanstalk:eks:environment secrets must come with application-role, got nothing; set aws:elasticbeanstalk:eks:environment application-role [cluster-application-role-missing]`,
	},
	{
		rule: "cluster-metrics-endpoint",
		env:  cluster,
		pass: []string{"eks/observability metrics-backend = amp", "eks/observability metrics-endpoint = https://aps.example.com"},
		fail: []string{"eks/observability metrics-endpoint = https://aps.example.com"},
		want: `error: aws:elasticbeanstalk:eks:observability metrics-endpoint must be set for metrics-backend amp only, got "cloudwatch" (the default); remove it, or set metrics-backend to amp [cluster-metrics-endpoint]`,
	},
	{
		rule: "cluster-metrics-endpoint",
		env:  cluster,
		pass: []string{"eks/observability metrics-backend = custom"},
		fail: []string{"eks/observability metrics-backend = amp"},
		want: `error: aws:elasticbeanstalk:eks:observability metrics-backend must come with metrics-endpoint when it is amp, got nothing; set metrics-endpoint [cluster-metrics-endpoint]`,
	},
	{
		rule: "cluster-replicas",
		env:  cluster,
		pass: []string{"aws:elasticbeanstalk:eks:environment:autoscaling min-replica = 10"},
		fail: []string{"aws:elasticbeanstalk:eks:environment:autoscaling min-replica = 11"},
		want: `warning: aws:elasticbeanstalk:eks:environment:autoscaling min-replica must be at most max-replica, got 11 and 10 (the default); lower min-replica or raise max-replica [cluster-replicas]`,
	},
	{
		rule: "cluster-backend-protocol-missing",
		env:  cluster,
		pass: []string{"eks/alb backend-protocol-version = GRPC", "eks/alb backend-protocol = HTTPS"},
		fail: []string{"eks/alb backend-protocol-version = GRPC"},
		want: `error: aws:elasticbeanstalk:eks:alb backend-protocol-version must come with backend-protocol, got nothing; set backend-protocol [cluster-backend-protocol-missing]`,
	},
	{
		rule: "cluster-listen-ports",
		env:  cluster,
		pass: []string{`eks/alb listen-ports = [{"HTTP":80},{"HTTPS":443}]`, "eks/alb ssl-redirect = 443"},
		fail: []string{`eks/alb listen-ports = [{"HTTP":80},{"HTTPS":80}]`},
		want: `error: aws:elasticbeanstalk:eks:alb listen-ports must have each port once, got 80 twice; remove one of the two [cluster-listen-ports]`,
	},
	{
		rule: "cluster-listen-ports",
		env:  cluster,
		pass: []string{`eks/alb listen-ports = [{"HTTP":80}]`, "eks/alb ssl-redirect = 443"},
		fail: []string{`eks/alb listen-ports = [{"HTTP":443}]`},
		want: `error: aws:elasticbeanstalk:eks:alb listen-ports must leave port 443 to HTTPS, got {"HTTP":443}; write {"HTTPS":443} [cluster-listen-ports]`,
	},
	{
		rule: "cluster-listen-ports",
		env:  cluster,
		pass: []string{`eks/alb listen-ports = [{"HTTPS":8443}]`, "eks/alb ssl-redirect = 8443"},
		fail: []string{`eks/alb listen-ports = [{"HTTPS":8443}]`, "eks/alb ssl-redirect = 80"},
		want: `error: aws:elasticbeanstalk:eks:alb ssl-redirect must be the port of an HTTPS listener, got 80; write 8443 [cluster-listen-ports]`,
	},
}

func (c ruleCase) settings(lines []string) options.Settings {
	s := set(lines...)
	switch {
	case c.bare:
	case c.env.Tier == options.TierCluster:
		for _, line := range roles {
			s.Add(read(line))
		}
	default:
		s.Add(read(profile))
	}
	return s
}

func TestRules(t *testing.T) {
	for i, c := range ruleCases {
		t.Run(fmt.Sprintf("%s/%d", c.rule, i), func(t *testing.T) {
			for _, p := range options.Check(c.env, c.settings(c.pass)) {
				t.Errorf("passing set: %s", p)
			}
			env := c.env
			if c.failEnv != nil {
				env = *c.failEnv
			}
			problems := options.Check(env, c.settings(c.fail))
			var got []string
			for _, p := range problems {
				got = append(got, strings.TrimSuffix(p.String(), " "+p.Doc))
				if p.Rule != c.rule {
					t.Errorf("failing set: rule %s, want %s", p.Rule, c.rule)
				}
				if !strings.HasPrefix(p.Doc, "https://docs.aws.amazon.com/") {
					t.Errorf("failing set: page %q", p.Doc)
				}
			}
			if diff := cmp.Diff(c.want, strings.Join(got, "\n")); diff != "" {
				t.Errorf("failing set (-want +got):\n%s", diff)
			}
		})
	}
}

// TestEveryRuleHasACase holds the list of rules and the table above together.
func TestEveryRuleHasACase(t *testing.T) {
	cased := map[string]bool{}
	for _, c := range ruleCases {
		cased[c.rule] = true
	}
	seen := map[string]bool{}
	for _, r := range options.Rules() {
		if !cased[r.ID] {
			t.Errorf("rule %s has no case", r.ID)
		}
		if seen[r.ID] {
			t.Errorf("rule %s is there twice", r.ID)
		}
		seen[r.ID] = true
		if strings.ToLower(r.ID) != r.ID || strings.Contains(r.ID, " ") || r.Summary == "" || !strings.HasSuffix(r.Summary, ".") {
			t.Errorf("rule %+v: want a kebab-case id and a sentence", r)
		}
		if r.Severity != options.SeverityError && r.Severity != options.SeverityWarning {
			t.Errorf("rule %s: severity %q", r.ID, r.Severity)
		}
	}
	if unknown := slices.DeleteFunc(slices.Sorted(maps.Keys(cased)), func(id string) bool { return seen[id] }); len(unknown) > 0 {
		t.Errorf("cases of rules that there are not: %v", unknown)
	}
	t.Logf("%d rules, %d cases", len(seen), len(ruleCases))
}
