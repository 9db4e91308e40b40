package beanstalk

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk/types"
)

// Settings are the option settings of an environment.
type Settings []types.ConfigurationOptionSetting

// In returns the values in a namespace by option name.
func (s Settings) In(namespace string) map[string]string {
	values := map[string]string{}
	for _, setting := range s {
		if aws.ToString(setting.Namespace) == namespace {
			values[aws.ToString(setting.OptionName)] = aws.ToString(setting.Value)
		}
	}
	return values
}

// Variables are the environment variables of the app.
func (s Settings) Variables() map[string]string {
	return s.In("aws:elasticbeanstalk:application:environment")
}

// HealthCheckPath is the path that the load balancer requests, or a person where there is no load balancer.
func (s Settings) HealthCheckPath() string {
	if path := s.In("aws:elasticbeanstalk:environment:process:default")["HealthCheckPath"]; path != "" {
		return path
	}
	return "/"
}
