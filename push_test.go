package main

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

// What a push takes, in minutes, and costs, in US dollars. docs/one-push.md says where each figure is from.
const (
	actionPricePerMinute = 0.002
	buildMinutes         = 5  // of the example
	batchMinutes         = 2  // in which the instances of a batch must pass 12 health checks
	actionTimeout        = 60 // of every action that no page gives more
	approvalTimeout      = 7 * 24 * 60
)

var buildPrices = map[string]float64{"BUILD_GENERAL1_SMALL": 0.005, "BUILD_GENERAL1_MEDIUM": 0.01, "BUILD_GENERAL1_LARGE": 0.02}

// step is an action of a pipeline.
type step struct {
	name, does    string
	stage         string // to which it belongs, or "" before the first deployment
	least, most   int    // minutes
	builds, free  bool   // whether it makes the artifact, and whether CodePipeline charges nothing
	pricePerBuilt float64
}

var sleeps = regexp.MustCompile(`sleep (\d+)`)

// stepsOf are the actions of the pipeline in a stack.
func stepsOf(t *testing.T, folder, stack string) (steps []step) {
	t.Helper()
	all := resourcesIn(t, folder, stack)
	for _, r := range all {
		if r.Type != "AWS::CodePipeline::Pipeline" {
			continue
		}
		for _, s := range list(r.Properties["Stages"]) {
			stage := s.(map[string]any)
			actions := list(stage["Actions"])
			slices.SortStableFunc(actions, func(a, b any) int { return int(runOrder(a) - runOrder(b)) })
			for _, a := range actions {
				steps = append(steps, stepOf(t, a.(map[string]any), fmt.Sprint(stage["Name"]), all))
			}
		}
	}
	return steps
}

func runOrder(action any) float64 {
	order, _ := action.(map[string]any)["RunOrder"].(float64)
	return order
}

func stepOf(t *testing.T, action map[string]any, stage string, all map[string]resource) step {
	t.Helper()
	kind := action["ActionTypeId"].(map[string]any)
	s := step{name: fmt.Sprint(action["Name"]), least: 1, most: actionTimeout}
	if _, name, is := strings.Cut(stage, "-"); is {
		s.stage = name
	}
	switch provider := fmt.Sprint(kind["Provider"]); {
	case kind["Category"] == "Source":
		s.does = "fetches the commit"
	case kind["Category"] == "Approval":
		s.does, s.least, s.most, s.free = "waits for a person", 0, approvalTimeout, true
		if minutes, is := action["TimeoutInMinutes"].(float64); is {
			s.most = int(minutes)
		}
	case provider == "ElasticBeanstalk":
		n := batches(t, s.stage+"Stack")
		s.does, s.least = "deploys, in "+strings.Replace(fmt.Sprintf("%d batches", n), "1 batches", "1 batch", 1), n*batchMinutes
	case provider == "CodeBuild":
		project, _ := action["Configuration"].(map[string]any)["ProjectName"].(map[string]any)
		s.does, s.builds = "runs a check", action["OutputArtifacts"] != nil
		properties := all[fmt.Sprint(project["Ref"])].Properties
		if s.builds {
			s.does, s.least = "tests and builds", buildMinutes
		}
		source, _ := properties["Source"].(map[string]any)
		if waits := sleeps.FindStringSubmatch(fmt.Sprint(source["BuildSpec"])); waits != nil && !s.builds {
			seconds, _ := strconv.Atoi(waits[1]) // digits
			s.does, s.least = "waits", (seconds+59)/60
		}
		if minutes, is := properties["TimeoutInMinutes"].(float64); is {
			s.most = int(minutes)
		}
		host, _ := properties["Environment"].(map[string]any)
		known := false
		if s.pricePerBuilt, known = buildPrices[fmt.Sprint(host["ComputeType"])]; !known {
			t.Errorf("%s runs on %v: enter its price in buildPrices", s.name, host["ComputeType"])
		}
	default:
		s.does = "runs " + provider
	}
	return s
}

// batches are those in which a deployment reaches the instances that a stage has at rest.
func batches(t *testing.T, stack string) int {
	t.Helper()
	if !slices.Contains(allStacks, stack) {
		return 1 // the environment is made elsewhere
	}
	number := func(namespace, name string) float64 {
		n, _ := strconv.Atoi(option(t, stack, namespace, name))
		return float64(n)
	}
	instances, size := number("aws:autoscaling:asg", "MinSize"), number("aws:elasticbeanstalk:command", "BatchSize")
	if option(t, stack, "aws:elasticbeanstalk:command", "BatchSizeType") == "Percentage" {
		size = math.Ceil(instances * size / 100)
	}
	rolling := int(math.Ceil(instances / max(1, size)))
	switch option(t, stack, "aws:elasticbeanstalk:command", "DeploymentPolicy") {
	case "Rolling":
		return rolling
	case "RollingWithAdditionalBatch":
		return 1 + rolling
	case "Immutable", "TrafficSplitting":
		return 2 // one instance, and then the others
	}
	return 1
}

// apart is a line in which each stage of the release has a pipeline of its own.
func apart(line stacks.Line) stacks.Line {
	source := line.Release.Pipeline.Source
	if source == nil {
		source = stacks.Branch("main")
	}
	for _, stage := range line.Release.Stages {
		stage.Pipeline = line.Release.Pipeline
		stage.Pipeline.Source, stage.Pipeline.Deployments = source, nil
		line.Stages = append(slices.Clip(line.Stages), stage)
	}
	line.Release = stacks.Release{}
	return line
}

// pushed is what a push to the branch of the release does, through one pipeline or several.
type pushed struct {
	pipelines [][]step
	resources int
}

func (p pushed) sum(of func(step) float64) (sum float64) {
	for _, steps := range p.pipelines {
		for _, s := range steps {
			sum += of(s)
		}
	}
	return sum
}

// until are the minutes after which a stage has a push, if a builds' host is free for so many of them at a time.
func (p pushed) until(stage string, hosts int) int {
	for _, steps := range p.pipelines {
		minutes, there := 0, false
		for _, s := range steps {
			if minutes += s.least; s.builds {
				minutes += (len(p.pipelines) - 1) / hosts * s.least
			}
			if there = there || s.stage == stage; there && s.stage == stage && s.last(steps) {
				return minutes
			}
		}
	}
	return 0
}

func (s step) last(of []step) bool {
	same := slices.DeleteFunc(slices.Clone(of), func(other step) bool { return other.stage != s.stage })
	return same[len(same)-1].name == s.name
}

func pushTable(release, single pushed, stages []stacks.Stage) []string {
	table := []string{"| | a pipeline for each stage | one release |", "|---|---|---|"}
	row := func(what, form string, of func(pushed) any) {
		table = append(table, fmt.Sprintf("| %s | "+form+" | "+form+" |", what, of(single), of(release)))
	}
	minutes := func(s step) float64 { return float64(s.least) }
	billed := func(s step) float64 {
		if s.free {
			return 0
		}
		return minutes(s)
	}
	hosted := func(s step) float64 {
		if s.pricePerBuilt == 0 {
			return 0
		}
		return minutes(s)
	}
	count := func(is func(step) bool) func(pushed) any {
		return func(p pushed) any {
			return p.sum(func(s step) float64 {
				if is(s) {
					return 1
				}
				return 0
			})
		}
	}
	price := func(s step) float64 { return billed(s)*actionPricePerMinute + minutes(s)*s.pricePerBuilt }
	row("builds of the app", "%.0f", count(func(s step) bool { return s.builds }))
	row("steps that CodePipeline charges", "%.0f", count(func(s step) bool { return !s.free }))
	row("their minutes", "%.0f", func(p pushed) any { return p.sum(billed) })
	row("minutes of CodeBuild", "%.0f", func(p pushed) any { return p.sum(hosted) })
	row("**a push, in US dollars**", "**%.3f**", func(p pushed) any { return p.sum(price) })
	for _, stage := range stages {
		row("minutes until "+stage.Name+" has it", "%d", func(p pushed) any { return p.until(stage.Name, math.MaxInt) })
	}
	last := stages[len(stages)-1].Name
	row("the same, if builds wait for each other", "%d", func(p pushed) any { return p.until(last, 1) })
	row("**resources of all stacks**", "**%d**", func(p pushed) any { return p.resources })
	return table
}

// stepTable has every step, with the stage that it is for.
func stepTable(steps []step) []string {
	table := []string{"| step | what it does | minutes, at least | at most | US dollars, at least |", "|---|---|---|---|---|"}
	for _, s := range steps {
		most, price := fmt.Sprint(s.most), float64(s.least)*s.pricePerBuilt
		if s.most%(24*60) == 0 {
			most = fmt.Sprintf("%d days", s.most/(24*60))
		}
		if !s.free {
			price += float64(s.least) * actionPricePerMinute
		}
		name := s.name
		if s.stage != "" {
			name += " (" + s.stage + ")"
		}
		table = append(table, fmt.Sprintf("| %s | %s | %d | %s | %.3f |", name, s.does, s.least, most, price))
	}
	return table
}

// The figures of the page about a push are those of the pipelines, whichever these are, beside those of the same stages with
// a pipeline for each.
func TestWhatAPushTakes(t *testing.T) {
	released := line().Release.Stages
	if len(released) == 0 {
		t.Skip("no stage is part of a release")
	}
	folder := t.TempDir()
	other := awscdk.NewApp(&awscdk.AppProps{Outdir: &folder})
	if err := app.Synthesize(other, apart(line()), time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC), extend); err != nil {
		t.Fatal(err)
	}
	release := pushed{pipelines: [][]step{stepsOf(t, assembly, "ReleaseStack")}}
	var single pushed
	for _, stage := range released {
		single.pipelines = append(single.pipelines, stepsOf(t, folder, stage.Name+"Stack"))
	}
	for _, stack := range allStacks {
		release.resources += len(resourcesIn(t, assembly, stack))
		if stack != "ReleaseStack" {
			single.resources += len(resourcesIn(t, folder, stack))
		}
	}
	if len(released) > 1 && single.resources <= release.resources {
		t.Errorf("a release must need fewer resources than a pipeline for each stage, got %d and %d", release.resources, single.resources)
	}
	checkTables(t, "docs/one-push.md", map[string][]string{
		"One release, or a pipeline for each stage": pushTable(release, single, released),
		"Step by step": stepTable(release.pipelines[0]),
	})
}
