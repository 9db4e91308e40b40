package localaws_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

const goldens = "../../testdata"

// template is a template that a test alters.
type template map[string]any

func golden(t *testing.T, stack string) template {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(goldens, stack+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed template
	if err := json.Unmarshal(content, &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

// all returns the resources of a type by logical id.
func (tpl template) all(kind string) map[string]map[string]any {
	found := map[string]map[string]any{}
	for name, resource := range tpl["Resources"].(map[string]any) {
		if resource := resource.(map[string]any); resource["Type"] == kind {
			found[name] = resource
		}
	}
	return found
}

func (tpl template) only(kind string) map[string]any {
	for _, resource := range tpl.all(kind) {
		return resource["Properties"].(map[string]any)
	}
	panic("no " + kind)
}

// unname leaves names to CloudFormation, so that a template can be deployed more than once.
func (tpl template) unname() {
	delete(tpl.only("AWS::ElasticBeanstalk::Application"), "ApplicationName")
	delete(tpl.only("AWS::ElasticBeanstalk::Environment"), "EnvironmentName")
}

// without leaves stages out of the pipeline.
func (tpl template) without(names ...string) {
	pipeline := tpl.only("AWS::CodePipeline::Pipeline")
	pipeline["Stages"] = slices.DeleteFunc(pipeline["Stages"].([]any), func(stage any) bool {
		return slices.Contains(names, stage.(map[string]any)["Name"].(string))
	})
}

// option sets an option of the environment.
func (tpl template) option(name string, value any) {
	for _, setting := range tpl.only("AWS::ElasticBeanstalk::Environment")["OptionSettings"].([]any) {
		if setting := setting.(map[string]any); setting["OptionName"] == name {
			setting["Value"] = value
		}
	}
}

// add gives the environment a further option.
func (tpl template) add(namespace, name, value string) {
	environment := tpl.only("AWS::ElasticBeanstalk::Environment")
	environment["OptionSettings"] = append(environment["OptionSettings"].([]any),
		map[string]any{"Namespace": namespace, "OptionName": name, "Value": value})
}

// forget makes the environment wait for no resource of a type.
func (tpl template) forget(kind string) {
	for _, environment := range tpl.all("AWS::ElasticBeanstalk::Environment") {
		environment["DependsOn"] = slices.DeleteFunc(environment["DependsOn"].([]any), func(name any) bool {
			_, is := tpl.all(kind)[name.(string)]
			return is
		})
	}
}

// mistrust lets another service assume the roles that one could.
func (tpl template) mistrust(service string) {
	for _, role := range tpl.all("AWS::IAM::Role") {
		document := role["Properties"].(map[string]any)["AssumeRolePolicyDocument"].(map[string]any)
		for _, statement := range document["Statement"].([]any) {
			if principal := statement.(map[string]any)["Principal"].(map[string]any); principal["Service"] == service {
				principal["Service"] = "glue.amazonaws.com"
			}
		}
	}
}

// action is the pipeline's action with a provider.
func (tpl template) action(provider string) map[string]any {
	for _, stage := range tpl.only("AWS::CodePipeline::Pipeline")["Stages"].([]any) {
		for _, action := range stage.(map[string]any)["Actions"].([]any) {
			if action := action.(map[string]any); action["ActionTypeId"].(map[string]any)["Provider"] == provider {
				return action
			}
		}
	}
	panic("no action " + provider)
}

func configure(action map[string]any, key, value string) {
	action["Configuration"].(map[string]any)[key] = value
}
