package main

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/stacks"
)

// figures is what a stage takes of an account, read from its template.
type figures struct {
	name, branch, updates    string
	vpcs, gateways, nats     int // internet gateways and NAT gateways
	least, most, extra       int // instances at rest and scaled out, and those that a deployment adds
	renewed                  int // instances that a platform update adds
	applications, versions   int
	environments, pipelines  int
	instance                 string
	single, monitored        bool
	volumeGiB, entranceZones int // zones in which the load balancer has a public address
	published, watched       int // custom metrics of the environment, and metrics that alarms watch
	composites, keys, boards int // composite alarms, keys and dashboards
}

// Prices are AWS's for us-east-1, in US dollars: per hour, or per month where the name says so.
const (
	hoursPerMonth           = 730
	addressPrice            = 0.005
	natPrice                = 0.045
	balancerPrice           = 0.0225
	volumePricePerMonth     = 0.08                    // for each GiB of gp3
	metricPricePerMonth     = 0.30                    // for each custom metric
	monitoringPricePerMonth = 7 * metricPricePerMonth // the metrics of an instance
	alarmPricePerMonth      = 0.10                    // for each metric that an alarm watches
	compositePricePerMonth  = 0.50
	keyPricePerMonth        = 1.00
	dashboardPricePerMonth  = 3.00
)

var instanceTypes = map[string]struct {
	price float64
	vCPUs int
}{
	"t3.nano": {0.0052, 2}, "t3.micro": {0.0104, 2}, "t3.small": {0.0208, 2}, "t3.medium": {0.0416, 2}, "t3.large": {0.0832, 2},
	"t3.xlarge": {0.1664, 4}, "t3.2xlarge": {0.3328, 8},
}

func figuresOf(t *testing.T, stage stacks.Stage) figures {
	t.Helper()
	stack := stage.Name + "Stack"
	text := func(namespace, name string) string { return option(t, stack, namespace, name) }
	number := func(namespace, name string) int {
		n, _ := strconv.Atoi(text(namespace, name))
		return n
	}
	count := func(types ...string) int { return len(resources(t, stack, types...)) }
	f := figures{
		name: stage.Name, branch: fmt.Sprintf("%v of %T", stage.Pipeline.Source, stage.Pipeline.Source),
		updates:  text("aws:elasticbeanstalk:managedactions", "PreferredStartTime"),
		vpcs:     count("AWS::EC2::VPC"),
		gateways: count("AWS::EC2::InternetGateway"), nats: count("AWS::EC2::NatGateway"),
		least: number("aws:autoscaling:asg", "MinSize"), most: number("aws:autoscaling:asg", "MaxSize"),
		applications: count("AWS::ElasticBeanstalk::Application"), environments: count("AWS::ElasticBeanstalk::Environment"),
		pipelines: count("AWS::CodePipeline::Pipeline"),
		instance:  strings.Split(text("aws:ec2:instances", "InstanceTypes"), ",")[0],
		single:    text("aws:elasticbeanstalk:environment", "EnvironmentType") == "SingleInstance",
		monitored: text("aws:autoscaling:launchconfiguration", "MonitoringInterval") == "1 minute",
		volumeGiB: number("aws:autoscaling:launchconfiguration", "RootVolumeSize"),
	}
	f.published = strings.Count(text("aws:elasticbeanstalk:healthreporting:system", "ConfigDocument"), ":60")
	for _, r := range resources(t, stack, "AWS::CloudWatch::Alarm") {
		// An expression is no metric.
		f.watched += max(1, len(list(r.Properties["Metrics"]))-1)
	}
	f.composites, f.keys, f.boards = count("AWS::CloudWatch::CompositeAlarm"), count("AWS::KMS::Key"), count("AWS::CloudWatch::Dashboard")
	if text("aws:ec2:vpc", "ELBScheme") == "public" {
		f.entranceZones = strings.Count(text("aws:ec2:vpc", "ELBSubnets"), "Ref:")
	}
	switch text("aws:elasticbeanstalk:command", "DeploymentPolicy") {
	case "Immutable", "TrafficSplitting":
		f.extra = f.least
	case "RollingWithAdditionalBatch":
		if f.extra = number("aws:elasticbeanstalk:command", "BatchSize"); text("aws:elasticbeanstalk:command", "BatchSizeType") == "Percentage" {
			f.extra = int(math.Ceil(float64(f.least*f.extra) / 100))
		}
	}
	if text("aws:elasticbeanstalk:managedactions", "ManagedActionsEnabled") == "true" {
		f.renewed = f.least // the update is immutable
	}
	for _, r := range resources(t, stack, "AWS::ElasticBeanstalk::Application") {
		lifecycle := r.Properties["ResourceLifecycleConfig"].(map[string]any)["VersionLifecycleConfig"].(map[string]any)
		f.versions += int(lifecycle["MaxCountRule"].(map[string]any)["MaxCount"].(float64))
	}
	return f
}

// addresses are those that count as Elastic IP addresses: of NAT gateways, and of an instance without a load balancer.
func (f figures) addresses() int {
	if f.single {
		return f.nats + 1
	}
	return f.nats
}

func (f figures) vCPUs(instances int) int { return instances * instanceTypes[f.instance].vCPUs }

// largest is the largest sum over the stages that share something, such as a branch.
func largest(all []figures, shared func(figures) string, of func(figures) int) int {
	sums, most := map[string]int{}, 0
	for _, f := range all {
		sums[shared(f)] += of(f)
		most = max(most, sums[shared(f)])
	}
	return most
}

func quotaTable(all []figures) []string {
	together := func(figures) string { return "" }
	rows := []struct {
		quota, byDefault string
		of               func(figures) int
		sum              func(of func(figures) int) int
	}{
		{"VPCs", "5, with the default VPC", func(f figures) int { return f.vpcs }, nil},
		{"internet gateways", "5, with the default VPC's", func(f figures) int { return f.gateways }, nil},
		{"Elastic IP addresses", "5", figures.addresses, nil},
		{"vCPUs of On-Demand Standard instances, at rest", "5 in new accounts", func(f figures) int { return f.vCPUs(f.least) }, nil},
		{"the same, in a deployment", "", func(f figures) int { return f.vCPUs(f.least + f.extra) }, nil},
		{"the same, in a platform update", "", func(f figures) int { return f.vCPUs(f.least + f.renewed) }, func(func(figures) int) int {
			rest := largest(all, together, func(f figures) int { return f.vCPUs(f.least) })
			return rest + largest(all, func(f figures) string { return f.updates }, func(f figures) int { return f.vCPUs(f.renewed) })
		}},
		{"the same, scaled out", "", func(f figures) int { return f.vCPUs(f.most) }, nil},
		{"concurrent builds of CodeBuild, Linux/Small", "1 in some accounts", func(f figures) int { return f.pipelines },
			func(of func(figures) int) int { return largest(all, func(f figures) string { return f.branch }, of) }},
		{"Elastic Beanstalk: applications", "75", func(f figures) int { return f.applications }, nil},
		{"Elastic Beanstalk: environments", "200", func(f figures) int { return f.environments }, nil},
		{"Elastic Beanstalk: application versions", "1000", func(f figures) int { return f.versions }, nil},
	}
	table := []string{"| quota, per region | default |", "|---|---|"}
	for _, f := range all {
		table[0] += " " + f.name + " |"
		table[1] += "---|"
	}
	table[0] += " all |"
	table[1] += "---|"
	for _, row := range rows {
		line := strings.ReplaceAll("| "+row.quota+" | "+row.byDefault+" |", "  ", " ")
		for _, f := range all {
			line += fmt.Sprintf(" %d |", row.of(f))
		}
		sum := row.sum
		if sum == nil {
			sum = func(of func(figures) int) int { return largest(all, together, of) }
		}
		table = append(table, line+fmt.Sprintf(" %d |", sum(row.of)))
	}
	return table
}

func costTable(all []figures) []string {
	idle := make([]float64, len(all))
	cell := func(i int, words string, monthly float64) string {
		if idle[i] += monthly; monthly == 0 {
			return " none |"
		}
		return fmt.Sprintf(" %s%.2f |", words, monthly)
	}
	table := []string{
		"| |", "|---|", "| instances |", "| their metrics by the minute |", "| their volumes |", "| public IPv4 addresses |",
		"| NAT gateways |", "| load balancer |", "| metrics for alarms |", "| alarms |", "| the key of their topic |", "| dashboards |",
		"| **idle, per month** |",
	}
	for i, f := range all {
		table[0] += " " + f.name + " |"
		table[1] += "---|"
		n, balancer := float64(f.least), 0.0
		table[2] += cell(i, fmt.Sprintf("%d %s, ", f.least, f.instance), n*instanceTypes[f.instance].price*hoursPerMonth)
		monitored := 0.0
		if f.monitored {
			monitored = n * monitoringPricePerMonth
		}
		table[3] += cell(i, "", monitored)
		table[4] += cell(i, fmt.Sprintf("%d GiB, ", f.least*f.volumeGiB), n*float64(f.volumeGiB)*volumePricePerMonth)
		addresses := f.addresses() + f.entranceZones
		table[5] += cell(i, fmt.Sprintf("%d, ", addresses), float64(addresses)*addressPrice*hoursPerMonth)
		table[6] += cell(i, fmt.Sprintf("%d, ", f.nats), float64(f.nats)*natPrice*hoursPerMonth)
		if !f.single {
			balancer = balancerPrice * hoursPerMonth
		}
		table[7] += cell(i, "", balancer)
		table[8] += cell(i, fmt.Sprintf("%d, ", f.published), float64(f.published)*metricPricePerMonth)
		alarms := float64(f.watched)*alarmPricePerMonth + float64(f.composites)*compositePricePerMonth
		table[9] += cell(i, fmt.Sprintf("on %d metrics, ", f.watched), alarms)
		table[10] += cell(i, "", float64(f.keys)*keyPricePerMonth)
		table[11] += cell(i, fmt.Sprintf("%d, ", f.boards), float64(f.boards)*dashboardPricePerMonth)
		table[12] += fmt.Sprintf(" **%.2f** |", idle[i])
	}
	return table
}

// The figures of the README are those of the stages, whichever these are.
func TestReadmeHasTheFiguresOfTheStages(t *testing.T) {
	var all []figures
	for _, stage := range stages() {
		f := figuresOf(t, stage)
		if _, known := instanceTypes[f.instance]; !known {
			t.Errorf("%s runs on %s: enter its price and vCPUs in instanceTypes", stage.Name, f.instance)
		}
		all = append(all, f)
	}
	checkTables(t, "README.md", map[string][]string{
		"Before the first deployment":    quotaTable(all),
		"What it costs to leave running": costTable(all),
	})
}

// checkTables compares the first table of each section with what it should be, or writes it there.
func checkTables(t *testing.T, page string, tables map[string][]string) {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(string(text), "\n")
	for section, table := range tables {
		start := slices.IndexFunc(lines, func(line string) bool { return strings.TrimLeft(line, "# ") == section })
		if start < 0 {
			t.Fatalf("%s has no section %q", page, section)
		}
		start += slices.IndexFunc(lines[start:], func(line string) bool { return strings.HasPrefix(line, "|") })
		end := start + slices.IndexFunc(lines[start:], func(line string) bool { return !strings.HasPrefix(line, "|") })
		if *update {
			lines = slices.Replace(lines, start, end, table...)
		} else if diff := cmp.Diff(table, lines[start:end]); diff != "" {
			t.Errorf("%s (-the stages +%s), `go test . -update` writes it:\n%s", section, page, diff)
		}
	}
	if *update {
		if err := os.WriteFile(page, []byte(strings.Join(lines, "\n")), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
