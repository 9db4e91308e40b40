package rules_test

import (
	"fmt"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
)

func ExampleChecker_Check() {
	var s options.Settings
	s.Add(
		options.Setting{Namespace: "aws:elasticbeanstalk:environment", Name: "EnvironmentType", Value: "SingleInstance"},
		options.Setting{Namespace: "aws:autoscaling:launchconfiguration", Name: "IamInstanceProfile", Value: "app"},
		options.Setting{Namespace: "aws:elasticbeanstalk:command", Name: "DeploymentPolicy", Value: "Rolling",
			Origin: options.Origin{Kind: options.OriginProp, Field: "DeploymentPolicy"}},
		options.Setting{Namespace: "aws:autoscaling:launchconfiguration", Name: "DisableIMDSv1", Value: "yes"},
	)
	for _, p := range (rules.Checker{}).Check(rules.Environment{}, s) {
		fmt.Printf("%s: %s\n  %s\n", p.Severity, p.Message, p.Fix)
	}
	// Output:
	// error: aws:autoscaling:launchconfiguration DisableIMDSv1 must be "true" or "false", got "yes"
	//   write "true"
	// error: DeploymentPolicy must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got "Rolling"
	//   write "AllAtOnce", or set EnvironmentType to LoadBalanced
}

func ExampleProblem_ID() {
	var s options.Settings
	s.Add(options.Setting{Namespace: "aws:autoscaling:asg", Name: "MinSzie", Value: "1"})
	found := rules.Checker{Now: time.Now(), Ignore: []string{"instance-profile-missing"}}.Check(rules.Environment{}, s)
	fmt.Println(found[0].ID())
	// Output: unknown-option(aws:autoscaling:asg/MinSzie)
}
