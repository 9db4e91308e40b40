package verdict

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

//go:embed severity.json
var severityJSON []byte

var severities = sync.OnceValue(func() map[string]map[string]string {
	var table struct {
		Options map[string]map[string]string
	}
	if err := json.Unmarshal(severityJSON, &table); err != nil {
		panic(err)
	}
	return table.Options
})

// Where a verdict on an option comes from.
const (
	answered = "AWS's answer to DescribeConfigurationOptions"
	changes  = `AWS page "Configuration changes"`
	created  = `AWS page "Configuring an Application Load Balancer": the type can be chosen only while an environment is created`
	nobody   = "AWS has not said what a change of this option does"
)

var levelOf = map[string]Level{
	"NoInterruption": NoInterruption, "RestartApplicationServer": ServersRestart, "RestartEnvironment": InstancesReplaced,
}

// Option is what a change of an option's value does to an environment that runs.
func Option(namespace, name string) (level Level, known bool, source string) {
	if namespace == "aws:elasticbeanstalk:environment" && name == "LoadBalancerType" {
		return NoInterruption, false, created
	}
	if level, is := levelOf[severities()[namespace][name]]; is {
		return level, true, answered
	}
	switch {
	case namespace == "aws:ec2:instances" && name == "InstanceTypes":
		return InstancesReplaced, true, changes + ": a change of the instance type replaces all instances"
	case namespace == "aws:elasticbeanstalk:application:environment":
		return ServersRestart, true, answered + " for EnvironmentVariables, in which Elastic Beanstalk passes these variables on"
	case namespace == "aws:autoscaling:launchconfiguration", namespace == "aws:ec2:vpc":
		return NoInterruption, false, nobody + "; of its namespace, the " + changes + " says that instances are replaced"
	case strings.HasPrefix(namespace, "aws:elasticbeanstalk:application:environmentsecrets"):
		return NoInterruption, false, nobody + "; instances read secrets when they start"
	}
	return NoInterruption, false, nobody
}
