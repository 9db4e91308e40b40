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
		if len(categories) == 0 || a.owner != ownerOf(a.provider) {
			r.oneOf(kind.in("Category"), "Source", "Build", "Test", "Deploy", "Invoke", "Approval", "Compute")
		}
		r.oneOf(kind.in("Owner"), "AWS", "ThirdParty", "Custom")
		switch {
		case a.owner == "ThirdParty" && a.provider == "Jenkins":
			r.say(kind.in("Owner"), `must be "Custom" for Jenkins, got "ThirdParty"`, `write "Custom", with the names of your custom action`)
		case len(categories) == 0:
			r.misspelt(a)
		case (a.owner == "ThirdParty" || a.owner == "AWS") && a.owner != ownerOf(a.provider):
			owner := prop.Quote(ownerOf(a.provider))
			r.say(kind.in("Owner"), "must be "+owner+" for "+a.provider+", got "+prop.Quote(a.owner), "write "+owner)
		case a.owner == ownerOf(a.provider) && a.category != "" && !slices.Contains(categories, a.category):
			r.say(kind.in("Category"), "must be "+prop.List(prop.QuoteAll(categories), "or")+" for "+a.provider+", got "+prop.Quote(a.category),
				"write "+prop.List(prop.QuoteAll(categories), "or"))
		}
	}
}

// misspelt reports a provider that has the name of one that is known in another case, or with spaces. One that is almost
// the name may be new.
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
	if strings.EqualFold(near[0], strings.NewReplacer(" ", "", "-", "", "_", "").Replace(a.provider)) {
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
