package definition

import (
	"regexp"
	"strconv"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const (
	guide         = "https://docs.aws.amazon.com/codepipeline/latest/userguide/"
	api           = "https://docs.aws.amazon.com/codepipeline/latest/APIReference/"
	quotas        = guide + "limits.html"
	structurePage = guide + "pipeline-requirements.html"
	stagePage     = guide + "stage-requirements.html"
	actionPage    = guide + "action-requirements.html"
	reference     = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codepipeline-pipeline.html"
)

// structureRules judge the pipeline, its stages and their actions, by their names and numbers.
var structureRules = []rule{
	{rules.Rule{ID: "pipeline-property-kind", Severity: rules.SeverityError,
		Summary: "What CloudFormation calls a list is a list, and what it calls an object is a map.", Doc: reference}, propertyKind},
	{rules.Rule{ID: "pipeline-property-missing", Severity: rules.SeverityError,
		Summary: "A pipeline has a RoleArn, and every stage, action and artifact what it cannot do without.", Doc: reference}, propertyMissing},
	{rules.Rule{ID: "pipeline-name", Severity: rules.SeverityError,
		Summary: `A pipeline's name has 1 to 100 letters, digits, ".", "@", "_" and "-".`, Doc: quotas}, pipelineName},
	{rules.Rule{ID: "pipeline-role", Severity: rules.SeverityError,
		Summary: "RoleArn, of the pipeline or of an action, is the ARN of a role.", Doc: api + "API_PipelineDeclaration.html"}, roles},
	{rules.Rule{ID: "pipeline-type", Severity: rules.SeverityError,
		Summary: "PipelineType is V1 or V2, and ExecutionMode is QUEUED, SUPERSEDED or PARALLEL.", Doc: structurePage}, pipelineType},
	{rules.Rule{ID: "pipeline-too-few-stages", Severity: rules.SeverityError,
		Summary: "A pipeline has at least two stages.", Doc: structurePage}, tooFewStages},
	{rules.Rule{ID: "pipeline-too-many-stages", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A pipeline has at most 50 stages.", Doc: quotas}, tooManyStages},
	{rules.Rule{ID: "pipeline-actions", Severity: rules.SeverityError,
		Summary: "A stage has 1 to 50 actions, and a pipeline at most 1000.", Doc: quotas}, actionCount},
	{rules.Rule{ID: "pipeline-stage-name", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: `A stage's name has 1 to 100 letters, digits, ".", "@", "_" and "-".`, Doc: quotas}, stageName},
	{rules.Rule{ID: "pipeline-stage-name-repeated", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "The stages of a pipeline have different names.", Doc: stagePage}, stageNameRepeated},
	{rules.Rule{ID: "pipeline-action-name", Severity: rules.SeverityError,
		Summary: `An action's name has 1 to 100 letters, digits, ".", "@", "_" and "-".`, Doc: quotas}, actionName},
	{rules.Rule{ID: "pipeline-action-name-repeated", Severity: rules.SeverityError,
		Summary: "The actions of a stage have different names.", Doc: actionPage}, actionNameRepeated},
	{rules.Rule{ID: "pipeline-run-order", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "RunOrder is a whole number from 1 to 999.", Doc: actionPage}, runOrder},
	{rules.Rule{ID: "pipeline-first-stage", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "The first stage has source actions only.", Doc: structurePage}, firstStage},
	{rules.Rule{ID: "pipeline-late-source", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "Source actions are in the first stage only, so that others do something with what they read.", Doc: structurePage}, lateSource},
	{rules.Rule{ID: "pipeline-tags", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A pipeline has at most 50 tags, with keys that do not begin with aws:.", Doc: quotas}, tags},
}

var (
	properName  = regexp.MustCompile(`^[A-Za-z0-9.@_-]{1,100}$`)
	roleArn     = regexp.MustCompile(`^arn:aws(-[\w]+)*:iam::[0-9]{12}:role/.+$`)
	nameLetters = `1 to 100 letters, digits, ".", "@", "_" and "-"`
)

// name reports a name that does not have the usual form.
func (r *reporter) name(n node) {
	r.matches(n, properName, nameLetters, "choose another name")
}

func (r *reporter) matches(n node, pattern *regexp.Regexp, allowed, fix string) {
	if text, known := n.text(); known && !pattern.MatchString(text) {
		r.mustBe(n, allowed, fix)
	}
}

// within reports a number that is not whole or out of bounds.
func (r *reporter) within(n node, least, most float64) {
	bounds := "a whole number from " + prop.Plain(least) + " to " + prop.Plain(most)
	if number, known := n.number(); known && !(number >= least && number <= most && number == float64(int(number))) {
		r.mustBe(n, bounds, "write "+prop.Plain(least)+" to "+prop.Plain(most))
	}
}

func pipelineName(p *pipeline, r *reporter) { r.name(p.in("Name")) }

func roles(p *pipeline, r *reporter) {
	const form = `the ARN of a role, such as "arn:aws:iam::111122223333:role/deploy"`
	r.matches(p.in("RoleArn"), roleArn, form, "write the whole ARN")
	for _, a := range p.actions {
		r.matches(a.in("RoleArn"), roleArn, form, "write the whole ARN")
	}
}

func pipelineType(p *pipeline, r *reporter) {
	r.oneOf(p.in("PipelineType"), "V1", "V2")
	r.oneOf(p.in("ExecutionMode"), "QUEUED", "SUPERSEDED", "PARALLEL")
}

func tooFewStages(p *pipeline, r *reporter) {
	if n := len(p.stages); !p.in("Stages").missing() && p.in("Stages").kind() == "a list" && n < 2 && !p.openStages() {
		r.say(p.in("Stages"), "must be at least 2, got "+strconv.Itoa(n), "add one: the first reads the source, another does something with it")
	}
}

// openStages reports whether there may be stages that only CloudFormation knows.
func (p *pipeline) openStages() bool {
	_, known := p.in("Stages").all()
	return !known
}

func tooManyStages(p *pipeline, r *reporter) {
	if n := len(p.stages); n > 50 && !p.openStages() {
		r.say(p.in("Stages"), "must be at most 50, got "+strconv.Itoa(n), "join some, or make two pipelines; the quota cannot be raised")
	}
}

func actionCount(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		if n := len(s.actions); !s.open && s.in("Actions").kind() == "a list" && (n < 1 || n > 50) {
			r.say(s.in("Actions"), "must be 1 to 50, got "+strconv.Itoa(n), "divide them among stages, or remove the stage")
		}
	}
	if n := len(p.actions); n > 1000 {
		r.say(p.in("Stages"), "must have at most 1000 actions together, got "+strconv.Itoa(n), "make several pipelines")
	}
}

func stageName(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		r.name(s.in("Name"))
	}
}

func stageNameRepeated(p *pipeline, r *reporter) {
	var names []node
	for _, s := range p.stages {
		names = append(names, s.in("Name"))
	}
	r.unique(names, "stage")
}

func actionName(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		r.name(a.in("Name"))
	}
}

func actionNameRepeated(p *pipeline, r *reporter) {
	for _, s := range p.stages {
		var names []node
		for _, a := range s.actions {
			names = append(names, a.in("Name"))
		}
		r.unique(names, "action of its stage")
	}
}

func runOrder(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		r.within(a.in("RunOrder"), 1, 999)
	}
}

func firstStage(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		if a.stage == 0 && !p.stages[0].function() && a.category != "" && a.category != "Source" {
			r.say(a.in("ActionTypeId").in("Category"), `must be "Source" in the first stage, got `+prop.Quote(a.category), "move it to a later stage")
		}
	}
}

func lateSource(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		if a.stage > 0 && a.category == "Source" && !p.openStages() {
			r.say(a.in("ActionTypeId").in("Category"), `must not be "Source" after the first stage`, "move it to the first stage")
		}
	}
}

func tags(p *pipeline, r *reporter) {
	list, known := p.in("Tags").all()
	if known && len(list) > 50 {
		r.say(p.in("Tags"), "must be at most 50, got "+strconv.Itoa(len(list)), "remove some")
	}
	for _, tag := range list {
		if key, known := tag.in("Key").text(); known && len(key) >= 4 && key[:4] == "aws:" {
			r.mustBe(tag.in("Key"), "a key that does not begin with aws:", "choose another key")
		}
	}
}
