package definition

import (
	"regexp"
	"strconv"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

const variablePage = guide + "reference-variables.html"

// variableRules judge what a pipeline and its actions know while it runs.
var variableRules = []rule{
	{rules.Rule{ID: "pipeline-variables", Severity: rules.SeverityError, Basis: rules.BasisDeployed,
		Summary: "A pipeline has at most 50 variables, with different names.", Doc: quotas}, variables},
	{rules.Rule{ID: "pipeline-variable", Severity: rules.SeverityError,
		Summary: `A variable's name has 1 to 128 letters, digits, "@", "_" and "-", its value 1 to 1000 characters, its description at most 200.`,
		Doc:     quotas}, variable},
	{rules.Rule{ID: "pipeline-namespace", Severity: rules.SeverityError,
		Summary: `A namespace has 1 to 100 letters, digits, "@", "_" and "-", differs from every other one, and is neither codepipeline nor variables.`,
		Doc:     variablePage}, namespace},
	{rules.Rule{ID: "pipeline-variable-in-source", Severity: rules.SeverityError,
		Summary: "The configuration of a source action refers to no variables of the pipeline.", Doc: variablePage}, variableInSource},
	{rules.Rule{ID: "pipeline-variable-unknown", Severity: rules.SeverityWarning, Basis: rules.BasisInference,
		Summary: "A variable in a configuration is one of the pipeline, or has the namespace of an action that runs before.",
		Doc:     variablePage}, variableUnknown},
}

var (
	variableName  = regexp.MustCompile(`^[A-Za-z0-9@_-]{1,128}$`)
	namespaceName = regexp.MustCompile(`^[A-Za-z0-9@_-]{1,100}$`)
	variableInUse = regexp.MustCompile(`#\{([A-Za-z0-9@_-]+)\.([^}]+)\}`)
)

func variables(p *pipeline, r *reporter) {
	list, known := p.in("Variables").all()
	if known && len(list) > 50 {
		r.say(p.in("Variables"), "must be at most 50, got "+strconv.Itoa(len(list)), "remove some")
	}
	var names []node
	for _, v := range list {
		names = append(names, v.in("Name"))
	}
	r.unique(names, "variable")
}

func variable(p *pipeline, r *reporter) {
	for _, v := range p.in("Variables").list() {
		r.matches(v.in("Name"), variableName, `1 to 128 letters, digits, "@", "_" and "-"`, "choose another name")
		r.length(v.in("DefaultValue"), 1, 1000)
		r.length(v.in("Description"), 0, 200)
	}
}

// length reports a text that is too short or too long.
func (r *reporter) length(n node, least, most int) {
	text, known := n.text()
	if count := utf8.RuneCountInString(text); known && (count < least || count > most) {
		r.say(n, "must have "+strconv.Itoa(least)+" to "+strconv.Itoa(most)+" characters, got "+strconv.Itoa(count), "change its length")
	}
}

func namespace(p *pipeline, r *reporter) {
	var names []node
	for _, a := range p.actions {
		n := a.in("Namespace")
		r.matches(n, namespaceName, `1 to 100 letters, digits, "@", "_" and "-"`, "choose another name")
		if n.is("codepipeline") || n.is("variables") {
			r.mustBe(n, "other than codepipeline and variables, which are CodePipeline's own", "choose another name")
		}
		names = append(names, n)
	}
	r.unique(names, "namespace")
}

// eachVariable calls visit with every variable that the configuration of an action refers to.
func (p *pipeline) eachVariable(visit func(a action, at node, namespace, name string)) {
	for _, a := range p.actions {
		for _, key := range a.in("Configuration").keys() {
			at := a.in("Configuration").in(key)
			text, known := at.text()
			if !known {
				continue
			}
			for _, match := range variableInUse.FindAllStringSubmatch(text, -1) {
				visit(a, at, match[1], match[2])
			}
		}
	}
}

func variableInSource(p *pipeline, r *reporter) {
	p.eachVariable(func(a action, at node, namespace, name string) {
		if a.category == "Source" && namespace == "variables" {
			r.say(at, "must not refer to a variable of the pipeline in a source action, got "+prop.Quote(name), "write the value")
		}
	})
}

func variableUnknown(p *pipeline, r *reporter) {
	list, known := p.in("Variables").all()
	declared := map[string]bool{}
	for _, v := range list {
		name, is := v.in("Name").text()
		declared[name], known = true, known && is
	}
	spaces := earliest{}
	for _, a := range p.actions {
		name, is := a.in("Namespace").text()
		if !is && !a.in("Namespace").missing() {
			return // it may be any
		}
		if is {
			spaces.add(name, a)
		}
	}
	p.eachVariable(func(a action, at node, namespace, name string) {
		found := p.open || namespace == "codepipeline" || spaces.before(namespace, a)
		if namespace == "variables" {
			found = !known || declared[name]
		}
		if !found {
			r.say(at, "must refer to what is known by then, got "+prop.Quote("#{"+namespace+"."+name+"}"),
				"give an action that runs before the Namespace "+prop.Quote(namespace)+", or declare the variable")
		}
	})
}
