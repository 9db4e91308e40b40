package options_test

import (
	"fmt"

	"beanstalkline/constructs/beanstalk/options"
)

func ExampleCheck() {
	var s options.Settings
	s.Add(
		options.Setting{Namespace: "aws:elasticbeanstalk:environment", Name: "EnvironmentType", Value: "SingleInstance"},
		options.Setting{Namespace: "aws:autoscaling:launchconfiguration", Name: "IamInstanceProfile", Value: "app"},
		options.Setting{Namespace: "aws:elasticbeanstalk:command", Name: "DeploymentPolicy", Value: "Rolling",
			Origin: options.Origin{Kind: options.OriginProp, Field: "DeploymentPolicy"}},
		options.Setting{Namespace: "aws:autoscaling:launchconfiguration", Name: "DisableIMDSv1", Value: "yes"},
	)
	for _, p := range options.Check(options.Environment{}, s) {
		fmt.Printf("%s: %s\n  %s\n", p.Severity, p.Message, p.Fix)
	}
	// Output:
	// error: aws:autoscaling:launchconfiguration DisableIMDSv1 must be "true" or "false", got "yes"
	//   write "true"
	// error: DeploymentPolicy must be "AllAtOnce" or "Immutable" for EnvironmentType SingleInstance, got "Rolling"
	//   write "AllAtOnce", or set EnvironmentType to LoadBalanced
}

func ExampleSettings_Override() {
	min := options.Setting{Namespace: "aws:autoscaling:asg", Name: "MinSize", Value: "1", Origin: options.Origin{Kind: options.OriginDefault}}
	var s options.Settings
	s.Add(min)

	min.Value, min.Origin = "2", options.Origin{Kind: options.OriginProp, Field: "MinSize"}
	s.Override(min)

	got, _ := s.Get("aws:autoscaling:asg", "MinSize")
	fmt.Println(got.Value, "from", got.Origin)
	// Output: 2 from prop MinSize
}

func ExampleLookup() {
	o, _ := options.Lookup("aws:elbv2:listener:443", "Protocol")
	fmt.Println(o.Namespace, o.Name, *o.Default, o.Allowed, o.LoadBalancerTypes)
	// Output: aws:elbv2:listener:listener_port Protocol HTTP [HTTP HTTPS TCP TLS] [application network]
}
