package options_test

import (
	"fmt"

	"beanstalkline/constructs/beanstalk/options"
)

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
