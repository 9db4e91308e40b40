package definition

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const actionReference = guide + "action-reference.html"

// actionRules judge what actions do, and with what.
var actionRules = []rule{
	{rules.Rule{ID: "pipeline-action-type", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "An action has a category, an owner and a provider that AWS publishes together.",
		Doc:     guide + "actions-valid-providers.html"}, actionTypeKnown},
	{rules.Rule{ID: "pipeline-action-version", Severity: rules.SeverityWarning, Basis: rules.BasisInference,
		Summary: "The actions that AWS provides are of version 1.", Doc: guide + "actions-valid-providers.html"}, actionVersion},
	{rules.Rule{ID: "pipeline-configuration-missing", Severity: rules.SeverityError, Basis: rules.BasisValidated,
		Summary: "An action has the configuration that its provider demands: ApplicationName and EnvironmentName for Elastic Beanstalk.",
		Doc:     actionReference}, configurationMissing},
	{rules.Rule{ID: "pipeline-configuration-needed", Severity: rules.SeverityError,
		Summary: "An action has the configuration that its reference calls required, alone or because of what else it has.",
		Doc:     actionReference}, configurationNeeded},
	{rules.Rule{ID: "pipeline-configuration-unknown", Severity: rules.SeverityWarning, Basis: rules.BasisInference,
		Summary: "An action has no configuration that its reference does not list.", Doc: actionReference}, configurationUnknown},
	{rules.Rule{ID: "pipeline-configuration-value", Severity: rules.SeverityError,
		Summary: "A value in the configuration of an action is text of 1 to 1000 characters, and one of those that its reference lists.",
		Doc:     actionReference}, configurationValue},
	{rules.Rule{ID: "pipeline-artifact-count", Severity: rules.SeverityError,
		Summary: "An action takes and makes as many artifacts as its provider allows: one and none for Elastic Beanstalk.",
		Doc:     guide + "reference-action-artifacts.html"}, artifactCount},
	{rules.Rule{ID: "pipeline-timeout", Severity: rules.SeverityError,
		Summary: "Only a manual approval has TimeoutInMinutes, of 5 to 86400.", Doc: quotas}, timeout},
	{rules.Rule{ID: "pipeline-commands", Severity: rules.SeverityError,
		Summary: "A Commands action has 1 to 50 commands of 1 to 1000 characters, and other actions have none.",
		Doc:     guide + "action-reference-Commands.html"}, commands},
	{rules.Rule{ID: "pipeline-action-lists", Severity: rules.SeverityError,
		Summary: "An action has at most 15 output variables, and 10 environment variables with different names; an artifact has at most 10 files.",
		Doc:     api + "API_ActionDeclaration.html"}, actionLists},
}

func actionTypeKnown(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		kind := a.in("ActionTypeId")
		categories := categoriesOf(a.provider)
		if len(categories) == 0 || a.owner != "AWS" {
			r.oneOf(kind.in("Category"), "Source", "Build", "Test", "Deploy", "Invoke", "Approval", "Compute")
		}
		r.oneOf(kind.in("Owner"), "AWS", "ThirdParty", "Custom")
		switch {
		case len(categories) == 0:
			r.misspelt(a)
		case a.owner == "ThirdParty":
			r.say(kind.in("Owner"), `must be "AWS" for `+a.provider+`, got "ThirdParty"`, `write "AWS"`)
		case a.owner == "AWS" && a.category != "" && !slices.Contains(categories, a.category):
			r.say(kind.in("Category"), "must be "+prop.List(prop.QuoteAll(categories), "or")+" for "+a.provider+", got "+prop.Quote(a.category),
				"write "+prop.List(prop.QuoteAll(categories), "or"))
		}
	}
}

// misspelt reports a provider that has the name of one that is known in another case. One that is almost the name may be
// new.
func (r *reporter) misspelt(a action) {
	var providers []string
	for _, t := range actionTypes {
		providers = append(providers, t.provider)
	}
	near := nearest(a.provider, providers)
	if a.owner != "AWS" || a.provider == "" || len(near) != 1 {
		return
	}
	report := r.warn
	if strings.EqualFold(near[0], a.provider) {
		report = r.say
	}
	report(a.in("ActionTypeId").in("Provider"), "must be a provider of AWS, got "+prop.Quote(a.provider), "write "+prop.Quote(near[0]))
}

func actionVersion(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		if _, known := typeOf(a); known {
			r.oneOf(a.in("ActionTypeId").in("Version"), "1")
		}
	}
}

func configurationMissing(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		kind, _ := typeOf(a)
		r.demand(a, strings.Fields(kind.required))
	}
}

// demand reports keys that a configuration lacks. An empty value is as good as none.
func (r *reporter) demand(a action, keys []string) {
	configuration := a.in("Configuration")
	if a.function() || configuration.function() || !slices.Contains([]string{"a map", "nothing"}, configuration.kind()) {
		return
	}
	for _, key := range keys {
		if value := configuration.in(key); value.missing() {
			r.say(value, "must be given for "+a.provider+", got nothing", "set it")
		}
	}
}

func configurationNeeded(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		kind, known := typeOf(a)
		if !known {
			continue
		}
		keys, c := strings.Fields(kind.needed), a.in("Configuration")
		if a.provider == "CodeBuild" && a.inputsKnown && len(a.inputs) > 1 {
			keys = append(keys, "PrimarySource")
			r.primarySource(a, c.in("PrimarySource"))
		}
		switch {
		case a.provider == "S3" && c.in("Extract").is("false"):
			keys = append(keys, "ObjectKey")
		case a.provider == "CloudFormation" && (c.in("ActionMode").is("CREATE_UPDATE") || c.in("ActionMode").is("REPLACE_ON_FAILURE")):
			keys = append(keys, "TemplatePath", "RoleArn")
		case a.provider == "CloudFormation" && c.in("ActionMode").is("CHANGE_SET_REPLACE"):
			keys = append(keys, "TemplatePath", "RoleArn", "ChangeSetName")
		case a.provider == "CloudFormation" && c.in("ActionMode").is("CHANGE_SET_EXECUTE"):
			keys = append(keys, "ChangeSetName")
		case a.provider == "CloudFormation" && c.in("ActionMode").is("DELETE_ONLY"):
			keys = append(keys, "RoleArn")
		case a.provider == "StepFunctions" && c.in("InputType").is("FilePath"):
			keys = append(keys, "Input")
		case a.provider == "EC2" && c.in("DeploySpec").missing():
			keys = append(keys, "PostScript", "TargetDirectory")
		}
		r.demand(a, keys)
	}
}

// primarySource reports one that is not an input of its action.
func (r *reporter) primarySource(a action, source node) {
	text, known := source.text()
	if known && !runtime(text) && !slices.ContainsFunc(a.inputs, func(n node) bool { return n.is(text) }) {
		r.mustBe(source, "one of the input artifacts of the action", "name the one with the build specification")
	}
}

func configurationUnknown(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		kind, known := typeOf(a)
		c := a.in("Configuration")
		if !known || !has(configured, a.provider) || c.function() {
			continue
		}
		keys := strings.Fields(kind.required + " " + kind.needed + " " + kind.optional)
		for _, key := range c.keys() {
			if !slices.Contains(keys, key) {
				r.say(c.in(key), "must be configuration that "+a.provider+" knows", remedy(key, keys))
			}
		}
	}
}

// remedy says what to write instead of a key.
func remedy(key string, keys []string) string {
	if near := nearest(key, keys); len(near) == 1 {
		return "write " + prop.Quote(near[0])
	}
	return "remove it"
}

func configurationValue(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		c := a.in("Configuration")
		if c.function() {
			continue
		}
		for _, key := range c.keys() {
			value := c.in(key)
			text, known := value.text()
			allowed := strings.Fields(allowedValues[a.provider+"."+key])
			switch n := utf8.RuneCountInString(text); {
			case value.missing() || value.function():
			case value.kind() != "a text":
				r.mustBe(value, "a text", "write it as one")
			case utf8.RuneCountInString(key) > 50 || key == "":
				r.say(value, "must have a name of 1 to 50 characters", "shorten it")
			case known && (n < 1 || n > 1000):
				r.say(value, "must have 1 to 1000 characters, got "+strconv.Itoa(n), "write 1 to 1000")
			case len(allowed) > 0 && a.owner == "AWS":
				r.oneOf(value, allowed...)
			}
		}
	}
}

func artifactCount(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		kind, known := typeOf(a)
		if !known || !has(counted, a.provider) {
			continue
		}
		if a.inputsKnown {
			r.artifacts(a.in("InputArtifacts"), kind.inputs, len(a.inputs), a.provider)
		}
		if a.outputsKnown {
			r.artifacts(a.in("OutputArtifacts"), kind.outputs, len(a.outputs), a.provider)
		}
	}
}

func (r *reporter) artifacts(list node, allowed count, n int, provider string) {
	if kind := list.kind(); n >= allowed.least && n <= allowed.most || kind != "a list" && kind != "nothing" {
		return
	}
	words, fix := fmt.Sprintf("%d to %d", allowed.least, allowed.most), "add the missing"
	if allowed.least == allowed.most {
		words = strconv.Itoa(allowed.least)
	}
	if n > allowed.most {
		fix = "remove " + strconv.Itoa(n-allowed.most)
	}
	r.say(list, "must be "+words+" for "+provider+", got "+strconv.Itoa(n), fix)
}

func timeout(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		limit := a.in("TimeoutInMinutes")
		switch {
		case limit.missing() || a.category == "" || a.provider == "":
		case a.category != "Approval":
			r.say(limit, "must be given for manual approvals only, got provider "+prop.Quote(a.provider), "remove it")
		default:
			r.within(limit, 5, 86400)
		}
	}
}

func commands(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		list, known := a.in("Commands").all()
		switch n := len(list); {
		case a.provider == "" || a.owner != "AWS" || !known:
		case a.provider == "Commands" && (n < 1 || n > 50):
			r.say(a.in("Commands"), "must be 1 to 50 for a Commands action, got "+strconv.Itoa(n), "write 1 to 50")
		case a.provider != "Commands" && n > 0 && len(categoriesOf(a.provider)) > 0:
			r.say(a.in("Commands"), "must be given for a Commands action only, got provider "+prop.Quote(a.provider), "remove them")
		}
		for _, command := range list {
			if text, known := command.text(); known && (text == "" || utf8.RuneCountInString(text) > 1000) {
				r.say(command, "must have 1 to 1000 characters, got "+strconv.Itoa(utf8.RuneCountInString(text)), "divide it")
			}
		}
	}
}

func actionLists(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		r.atMost(a.in("OutputVariables"), 15)
		r.atMost(a.in("EnvironmentVariables"), 10)
		variables, _ := names(a.in("EnvironmentVariables"))
		r.unique(variables, "environment variable of its action")
		for _, variable := range variables {
			r.matches(variable, environmentName, `1 to 128 letters, digits and "_"`, "choose another name")
		}
		for _, artifact := range a.in("OutputArtifacts").list() {
			r.atMost(artifact.in("Files"), 10)
		}
	}
}

var environmentName = regexp.MustCompile(`^[A-Za-z0-9_]{1,128}$`)

// atMost reports a list that is too long.
func (r *reporter) atMost(list node, most int) {
	if items, known := list.all(); known && len(items) > most {
		r.say(list, "must be at most "+strconv.Itoa(most)+", got "+strconv.Itoa(len(items)), "remove some")
	}
}
