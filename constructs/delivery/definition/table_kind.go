package definition

import "strings"

// kinds are the types that CloudFormation gives properties: what ends in [] is a list of what is before it, {} is a map,
// and anything else a text. What must be given ends in !.
var kinds = map[string]string{
	"":                      "RoleArn! Stages[]! ArtifactStore{} ArtifactStores[] Triggers[] Variables[] Tags[] DisableInboundStageTransitions[] Name PipelineType ExecutionMode",
	"Stages":                "Name! Actions[]! BeforeEntry{} OnSuccess{} OnFailure{} Blockers[]",
	"Stages.Actions":        "Name! ActionTypeId{}! Configuration{} InputArtifacts[] OutputArtifacts[] Commands[] OutputVariables[] EnvironmentVariables[] Namespace Region RoleArn RunOrder TimeoutInMinutes",
	"ActionTypeId":          "Category! Owner! Provider! Version!",
	"InputArtifacts":        "Name!",
	"OutputArtifacts":       "Name! Files[]",
	"BeforeEntry":           "Conditions[]",
	"OnSuccess":             "Conditions[]",
	"OnFailure":             "Conditions[] RetryConfiguration{} Result",
	"Conditions":            "Rules[] Result",
	"Rules":                 "RuleTypeId{} Configuration{} InputArtifacts[] Commands[] Name Region RoleArn",
	"RuleTypeId":            "Category Owner Provider Version",
	"RetryConfiguration":    "RetryMode",
	"ArtifactStore":         "Type! Location! EncryptionKey{}",
	"ArtifactStores":        "Region! ArtifactStore{}!",
	"EncryptionKey":         "Id! Type!",
	"Triggers":              "ProviderType! GitConfiguration{}",
	"GitConfiguration":      "SourceActionName! Push[] PullRequest[]",
	"Push":                  "Branches{} FilePaths{} Tags{}",
	"PullRequest":           "Branches{} FilePaths{} Events[]",
	"Branches":              "Includes[] Excludes[]",
	"FilePaths":             "Includes[] Excludes[]",
	"GitConfiguration.Tags": "Includes[] Excludes[]",
	"Variables":             "Name! DefaultValue Description",
	"Tags":                  "Key! Value!",
	"Blockers":              "Name! Type!",
	"EnvironmentVariables":  "Name! Value! Type",

	"DisableInboundStageTransitions": "Reason! StageName!",
}

// walk calls visit with every property that has a type, what the type is, and whether the property must be given.
func walk(n node, name string, visit func(n node, kind string, required bool)) {
	for _, word := range strings.Fields(kinds[name]) {
		word, required := strings.CutSuffix(word, "!")
		kind := "a text"
		property, list := strings.CutSuffix(word, "[]")
		if list {
			kind = "a list"
		}
		property, isMap := strings.CutSuffix(property, "{}")
		if isMap {
			kind = "a map"
		}
		in := n.in(property)
		visit(in, kind, required)
		below := typeName(name, property)
		if isMap {
			walk(in, below, visit)
		}
		for _, item := range in.list() {
			if kinds[below] != "" {
				visit(item, "a map", false)
				walk(item, below, visit)
			} else {
				visit(item, "a text", false)
			}
		}
	}
}

// typeName is the type of a property. Two have the name of another.
func typeName(parent, property string) string {
	switch {
	case parent == "Stages" && property == "Actions":
		return "Stages.Actions"
	case parent == "Push" && property == "Tags":
		return "GitConfiguration.Tags"
	}
	return property
}

func propertyKind(p *pipeline, r *reporter) {
	walk(p.node, "", func(n node, kind string, _ bool) {
		if given := n.kind(); given != kind && given != "nothing" && given != "a function" {
			r.say(n, "must be "+kind+", got "+n.given(), "write it as the AWS page shows")
		}
	})
}

func propertyMissing(p *pipeline, r *reporter) {
	walk(p.node, "", func(n node, _ string, required bool) {
		if required && n.missing() && p.present(n) {
			r.say(n, "must be given, got nothing", "set it")
		}
	})
}

// present reports whether what a property belongs to is there, and is a map of which all is known.
func (p *pipeline) present(n node) bool {
	parent := p.node
	for _, step := range n.path[:len(n.path)-1] {
		parent = parent.step(step)
	}
	return parent.kind() == "a map"
}
