package beanstalk

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk/types"

	"beanstalkline/rehearsal/failure"
)

// Settings are the option settings of an environment.
type Settings []types.ConfigurationOptionSetting

const (
	properties = "aws:elasticbeanstalk:application:environment"
	secrets    = "aws:elasticbeanstalk:application:environmentsecrets"
	process    = "aws:elasticbeanstalk:environment:process:default"
)

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

// Over returns the settings with those of .ebextensions, by namespace and name, wherever they say nothing themselves.
func (s Settings) Over(extensions map[[2]string]string) Settings {
	all := slices.Clone(s)
	for option, value := range extensions {
		if _, given := s.In(option[0])[option[1]]; !given {
			all = append(all, types.ConfigurationOptionSetting{
				Namespace: aws.String(option[0]), OptionName: aws.String(option[1]), Value: &value,
			})
		}
	}
	return all
}

// A SecretReader reads what the instances' role may read, by its ARN.
type SecretReader interface {
	Value(ctx context.Context, arn string) (string, error)
}

// Variables are the environment variables of the app: its properties, and the secrets that its instances may read.
func (s Settings) Variables(ctx context.Context, reader SecretReader) (map[string]string, error) {
	values, references := s.In(properties), s.In(secrets)
	for _, name := range slices.Sorted(maps.Keys(references)) {
		value, err := reader.Value(ctx, references[name])
		if err != nil {
			return nil, &failure.Failure{
				Where: "Elastic Beanstalk",
				Cause: fmt.Sprintf("Instance deployment failed: the environment secret %s cannot be read: %v", name, err),
				Do:    "Let the role of the instances read it, and use its key if it has one.",
			}
		}
		values[name] = value
	}
	return values, nil
}

// InstanceProfile is the name of the instances' profile.
func (s Settings) InstanceProfile() string {
	name := s.In("aws:autoscaling:launchconfiguration")["IamInstanceProfile"]
	return name[strings.LastIndex(name, "/")+1:]
}

// HealthCheckPath is the path that the load balancer requests, or a person where there is no load balancer.
func (s Settings) HealthCheckPath() string {
	if path := s.In(process)["HealthCheckPath"]; path != "" {
		return path
	}
	return "/"
}

// HealthyCodes are what the load balancer takes for healthy, or empty without one.
func (s Settings) HealthyCodes() string {
	if s.In("aws:elasticbeanstalk:environment")["EnvironmentType"] == "SingleInstance" {
		return ""
	}
	if codes := s.In(process)["MatcherHTTPCode"]; codes != "" {
		return codes
	}
	return "200"
}
