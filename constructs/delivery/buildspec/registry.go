package buildspec

import (
	"slices"

	"beanstalkline/constructs/beanstalk/options/rules"
)

const (
	page         = "https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html"
	batchPage    = "https://docs.aws.amazon.com/codebuild/latest/userguide/batch-build-buildspec.html"
	runtimesPage = "https://docs.aws.amazon.com/codebuild/latest/userguide/available-runtimes.html"
)

// The ids of the rules.
const (
	ruleDocument = "buildspec-document"
	ruleKey      = "buildspec-key"
	ruleRequired = "buildspec-required"
	ruleValue    = "buildspec-value"
	ruleRuntime  = "buildspec-runtime"
	ruleBatch    = "buildspec-batch"
	ruleArtifact = "buildspec-artifact"
	ruleIgnored  = "buildspec-ignored"
)

// registry is every rule, sorted by id. What each finds, the table of keys says.
var registry = []rules.Rule{
	{ID: ruleArtifact, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: page,
		Summary: "A build makes the artifacts that its pipeline takes from it: of several each by its name, and at most 12."},
	{ID: ruleBatch, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: batchPage,
		Summary: "A batch is of one type; its builds have different identifiers, and depend on others of the batch."},
	{ID: ruleDocument, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: page,
		Summary: "A build specification is a mapping in YAML or JSON, in which each key is given once."},
	{ID: ruleIgnored, Severity: rules.SeverityWarning, Basis: rules.BasisInference, Doc: page,
		Summary: "What has no effect in a pipeline is left out: names and prefixes of artifacts, and a batch that nobody runs."},
	{ID: ruleKey, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: page,
		Summary: "A phase is install, pre_build, build or post_build. Other keys that no page lists are ignored, which is a warning."},
	{ID: ruleRequired, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: page,
		Summary: "A build specification has a version and phases, and in them what the page requires, such as the commands of a phase."},
	{ID: ruleRuntime, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: runtimesPage,
		Summary: "A runtime is one that the image has, in a version that it has or installs. Only CodeBuild's images are judged."},
	{ID: ruleValue, Severity: rules.SeverityError, Basis: rules.BasisDocumentation, Doc: page,
		Summary: "A value is of the kind that its key holds, and one of those that are allowed there."},
}

// Rules returns every rule, sorted by id. One whose problems are errors warns of what no page states.
func Rules() []rules.Rule { return slices.Clone(registry) }

// Lookup returns the rule of that id and whether there is one.
func Lookup(id string) (rules.Rule, bool) {
	i := slices.IndexFunc(registry, func(r rules.Rule) bool { return r.ID == id })
	if i < 0 {
		return rules.Rule{}, false
	}
	return registry[i], true
}
