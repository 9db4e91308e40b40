package definition

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// configurationRules judge what actions tell their providers.
var configurationRules = []rule{
	{rules.Rule{ID: "pipeline-configuration-missing", Severity: rules.SeverityError, Basis: rules.BasisValidated,
		Summary: "An action has the configuration that its provider demands: ApplicationName and EnvironmentName for Elastic Beanstalk.",
		Doc:     actionReference}, configurationMissing},
	{rules.Rule{ID: "pipeline-configuration-needed", Severity: rules.SeverityError,
		Summary: "An action has the configuration that its reference calls required, alone or because of what else it has.",
		Doc:     actionReference}, configurationNeeded},
	{rules.Rule{ID: "pipeline-configuration-unknown", Severity: rules.SeverityError, Basis: rules.BasisReport,
		Summary: "An action has no configuration that its reference does not list; what is neither a misspelling nor another " +
			"provider's may be new, and is a warning.", Doc: actionReference}, configurationUnknown},
	{rules.Rule{ID: "pipeline-configuration-value", Severity: rules.SeverityError,
		Summary: "A value in the configuration of an action is text of 1 to 1000 characters, one of those that its reference lists, and an ARN where it says so.",
		Doc:     actionReference}, configurationValue},
	{rules.Rule{ID: "pipeline-configuration-variables", Severity: rules.SeverityError, Basis: rules.BasisReport,
		Summary: "EnvironmentVariables of a CodeBuild action is a JSON array of objects with name, value and type: CodePipeline " +
			"accepts another text, and every run fails.",
		Doc: guide + "action-reference-CodeBuild.html"}, configurationVariables},
	{rules.Rule{ID: "pipeline-configuration-repository", Severity: rules.SeverityWarning, Basis: rules.BasisInference,
		Summary: "FullRepositoryId is the owner and the name of a repository, not its address: no run would find that.",
		Doc:     guide + "action-reference-CodestarConnectionSource.html"}, configurationRepository},
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
			if slices.Contains(keys, key) {
				continue
			}
			report := r.warn
			if len(nearest(key, keys)) == 1 || hasKey(key) {
				report = r.say
			}
			report(c.in(key), "must be configuration that "+a.provider+" knows", remedy(key, keys))
		}
	}
}

// hasKey reports whether some provider has configuration of that name.
func hasKey(key string) bool {
	return slices.ContainsFunc(actionTypes, func(t actionType) bool {
		return has(t.required+" "+t.needed+" "+t.optional, key)
	})
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
			case len(allowed) > 0 && a.owner != "Custom":
				r.oneOf(value, allowed...)
			case known && has(arns, a.provider+"."+key) && !strings.HasPrefix(text, "arn:") && !runtime(text):
				r.mustBe(value, "an ARN", "write the whole ARN")
			}
		}
	}
}

func configurationVariables(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		value := a.in("Configuration").in("EnvironmentVariables")
		text, known := value.text()
		if a.provider != "CodeBuild" || a.owner != "AWS" || !known || text == "" {
			continue
		}
		var variables []map[string]any
		err := json.Unmarshal([]byte(text), &variables)
		wrong := err != nil || variables == nil
		for _, v := range variables {
			kind, given := v["type"]
			wrong = wrong || v["name"] == nil || v["value"] == nil ||
				given && !slices.Contains([]any{"PLAINTEXT", "PARAMETER_STORE", "SECRETS_MANAGER"}, kind)
		}
		if wrong {
			// It may hold secrets.
			r.say(value, "must be a JSON array of objects with name, value and type", `write it as in `+
				`[{"name":"STAGE","value":"prod","type":"PLAINTEXT"}]`)
		}
	}
}

var repositoryID = regexp.MustCompile(`^[^/\s:]+(/[^/\s:]+)+$`)

func configurationRepository(p *pipeline, r *reporter) {
	for _, a := range p.actions {
		value := a.in("Configuration").in("FullRepositoryId")
		text, known := value.text()
		if a.provider == "CodeStarSourceConnection" && known && text != "" && !repositoryID.MatchString(text) && !runtime(text) {
			r.mustBe(value, "an owner and a repository", `write it as in "me/shop"`)
		}
	}
}
