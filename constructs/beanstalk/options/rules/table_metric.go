package rules

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

const metricsPage = guide + "health-enhanced-cloudwatch.html"

// metricRules judge the metrics that enhanced health publishes.
var metricRules = []rule{
	{Rule: Rule{ID: "metric-unknown", Severity: SeverityError,
		Summary: "CloudWatchMetrics of ConfigDocument names metrics that Elastic Beanstalk publishes, below Environment " +
			"or Instance.",
		Doc: metricsPage}, check: unknownMetric},
	{Rule: Rule{ID: "metric-interval", Severity: SeverityError,
		Summary: "CloudWatchMetrics of ConfigDocument gives each metric 60, the only interval in seconds that is " +
			"supported, or null, which turns it off.",
		Doc: metricsPage}, check: metricInterval},
}

// levels are what metrics are published for, with the metrics there are.
var levels = map[string][]string{"Environment": options.EnvironmentMetrics, "Instance": options.InstanceMetrics}

// publishedMetrics are the metrics of a document by level; of what is no document there are none.
func publishedMetrics(x value) map[string]map[string]any {
	var document struct {
		CloudWatchMetrics map[string]map[string]any
	}
	if !x.set || !x.known || json.Unmarshal([]byte(x.text), &document) != nil {
		return nil
	}
	return document.CloudWatchMetrics
}

func unknownMetric(v *view, r *reporter) {
	document := v.get(nsHealth, "ConfigDocument")
	published := publishedMetrics(document)
	for _, level := range slices.Sorted(maps.Keys(published)) {
		names, known := levels[level]
		if !known {
			r.problem(document, "must publish metrics below Environment or Instance, got "+prop.Quote(level), "write one of the two")
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(published[level])) {
			if slices.Contains(names, name) {
				continue
			}
			fix := "remove it"
			if near, _, ok := options.Nearest(name, names); ok {
				fix = "write " + prop.Quote(near)
			}
			r.problem(document, "must name a metric that is published for each "+strings.ToLower(level)+", got "+prop.Quote(name), fix)
		}
	}
}

func metricInterval(v *view, r *reporter) {
	document := v.get(nsHealth, "ConfigDocument")
	published := publishedMetrics(document)
	for _, level := range slices.Sorted(maps.Keys(published)) {
		for _, name := range slices.Sorted(maps.Keys(published[level])) {
			if seconds := published[level][name]; seconds != nil && seconds != 60.0 {
				given, _ := json.Marshal(seconds)
				r.problem(document, "must publish "+prop.Quote(name)+" every 60 seconds, or null for not at all, got "+
					prop.Quote(string(given)), "write 60")
			}
		}
	}
}
