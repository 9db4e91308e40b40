package options

import "slices"

// applicationMetrics are published for an environment and for each instance alike.
var applicationMetrics = []string{
	"ApplicationLatencyP10", "ApplicationLatencyP50", "ApplicationLatencyP75", "ApplicationLatencyP85",
	"ApplicationLatencyP90", "ApplicationLatencyP95", "ApplicationLatencyP99", "ApplicationLatencyP99.9",
	"ApplicationRequests2xx", "ApplicationRequests3xx", "ApplicationRequests4xx", "ApplicationRequests5xx",
	"ApplicationRequestsTotal",
}

// EnvironmentMetrics are the metrics that ConfigDocument of aws:elasticbeanstalk:healthreporting:system can publish for
// an environment, each at a charge (AWS page "Publishing Amazon CloudWatch custom metrics for an environment").
var EnvironmentMetrics = slices.Concat(applicationMetrics, []string{
	"InstancesDegraded", "InstancesInfo", "InstancesNoData", "InstancesOk", "InstancesPending", "InstancesSevere",
	"InstancesUnknown", "InstancesWarning",
})

// InstanceMetrics are those that it can publish for each instance, as the same page lists them for Linux and Windows,
// whose misspelt one is AWS's.
var InstanceMetrics = slices.Concat(applicationMetrics, []string{
	"CPUIdle", "CPUIowait", "CPUIrq", "CPUNice", "CPUPriveleged", "CPUPrivileged", "CPUSoftirq", "CPUSystem", "CPUUser",
	"InstanceHealth", "LoadAverage1min", "LoadAverage5min", "RootFilesystemUtil",
})
