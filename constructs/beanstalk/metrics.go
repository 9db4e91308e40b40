package beanstalk

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// Metric is a metric of the environment in the namespace AWS/ElasticBeanstalk, averaged over five minutes unless the
// options say otherwise.
//
// Only EnvironmentHealth is published by default. Any other, which is charged as a custom metric, must be named in
// [WebEnvironmentProps.Metrics], or in those of an environment that is defined elsewhere (AWS page "Publishing Amazon
// CloudWatch custom metrics for an environment").
func (e *Environment) Metric(name *string, props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), name, props)
}

func (e *importedEnvironment) Metric(name *string, props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), name, props)
}

// MetricEnvironmentHealth is the health of the environment: 0 Ok, 1 Info, 5 Unknown, 10 No data, 15 Warning, 20
// Degraded, 25 Severe. Its statistic is the maximum.
func (e *Environment) MetricEnvironmentHealth(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("EnvironmentHealth"), props, "Maximum")
}

// MetricApplicationRequestsTotal is the number of requests. To be published, it must be named, as [Environment.Metric] says.
func (e *Environment) MetricApplicationRequestsTotal(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("ApplicationRequestsTotal"), props, "Sum")
}

// MetricApplicationRequests4xx is the number of requests answered with a status of 400 to 499, which are the client's
// errors. To be published, it must be named, as [Environment.Metric] says.
func (e *Environment) MetricApplicationRequests4xx(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("ApplicationRequests4xx"), props, "Sum")
}

// MetricApplicationRequests5xx is the number of requests answered with a status of 500 to 599, which are the app's own
// errors. To be published, it must be named, as [Environment.Metric] says.
func (e *Environment) MetricApplicationRequests5xx(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("ApplicationRequests5xx"), props, "Sum")
}

// MetricApplicationLatencyP99 is the time in seconds within which 99 of 100 requests are answered. To be published, it
// must be named, as [Environment.Metric] says.
func (e *Environment) MetricApplicationLatencyP99(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("ApplicationLatencyP99"), props)
}

// MetricInstancesOk is the number of instances whose health is Ok. To be published, it must be named, as
// [Environment.Metric] says.
func (e *Environment) MetricInstancesOk(props *awscloudwatch.MetricOptions) awscloudwatch.Metric {
	return metric(e.EnvironmentName(), jsii.String("InstancesOk"), props)
}

// metric is a metric whose statistic is the usual one unless the options name another.
func metric(environment, name *string, props *awscloudwatch.MetricOptions, usual ...string) awscloudwatch.Metric {
	if name == nil {
		var problems prop.Problems
		problems.Required("name", name, "give the name of a metric, such as EnvironmentHealth")
		panic(problems.Err())
	}
	of := &awscloudwatch.MetricProps{
		Namespace:     jsii.String("AWS/ElasticBeanstalk"),
		MetricName:    name,
		DimensionsMap: &map[string]*string{"EnvironmentName": environment},
	}
	if len(usual) > 0 {
		of.Statistic = &usual[0]
	}
	made := awscloudwatch.NewMetric(of)
	if props != nil {
		made = made.With(props)
	}
	return made
}
