// Package template finds the Elastic Beanstalk environments in a CloudFormation template with their option settings, and
// its applications, versions and configuration templates, ready for a rules.Checker.
//
// Nothing is deployed, so the value of an intrinsic function is unknown and never judged; the rest of the set still is.
// A dynamic reference ({{resolve:...}}) is unknown in the same way.
package template

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// The types of resources that are judged.
const (
	TypeEnvironment           = options.TypeEnvironment
	TypeConfigurationTemplate = options.TypeConfigurationTemplate
	TypeApplication           = options.TypeApplication
	TypeApplicationVersion    = options.TypeApplicationVersion
)

// Resource is one of Beanstalk's resources that a CloudFormation template defines.
type Resource struct {
	// LogicalID is the resource's name in the template.
	LogicalID string
	// Type is one of the types above.
	Type string
	// Environment is what the resource's properties say apart from the option settings.
	Environment rules.Environment
	// Settings are the option settings. The Origin of each is its place, such as "OptionSettings[3]"; it has no Field,
	// so problems call an option by its name.
	Settings options.Settings

	// properties are the properties that the resource sets, by name.
	properties map[string]any
	// entries are the paths of the entries, by the option they set.
	entries map[option][]string
}

// option is what makes two settings the same option.
type option struct{ namespace, resourceName, name string }

// ParseJSON returns the resources of a template in JSON, sorted by logical id.
func ParseJSON(data []byte) ([]Resource, error) {
	// Only Beanstalk's resources are decoded in full: most of a template is something else.
	var document struct {
		Resources map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &document); err != nil {
		return nil, err
	}
	resources := map[string]any{}
	for id, raw := range document.Resources {
		var header struct{ Type string }
		if json.Unmarshal(raw, &header) == nil && isBeanstalk(header.Type) {
			var resource any
			if err := json.Unmarshal(raw, &resource); err != nil {
				return nil, err
			}
			resources[id] = resource
		}
	}
	return Find(map[string]any{"Resources": resources}), nil
}

// Find returns the resources of a decoded template, sorted by logical id. A document consists of map[string]any, []any,
// string, bool, nil and numbers, as encoding/json decodes them; the short tags of YAML are written out (!Ref X is
// {"Ref": "X"}). Whatever else is in it is skipped.
func Find(document any) []Resource {
	root, _ := document.(map[string]any)
	definitions, _ := root["Resources"].(map[string]any)
	var found []Resource
	for id, definition := range definitions {
		resource, _ := definition.(map[string]any)
		if kind, _ := resource["Type"].(string); isBeanstalk(kind) {
			found = append(found, read(id, kind, resource["Properties"]))
		}
	}
	slices.SortFunc(found, func(a, b Resource) int { return strings.Compare(a.LogicalID, b.LogicalID) })
	return found
}

// Loops returns the names of the Fn::ForEach of a decoded template that make Beanstalk's resources, or others that are
// asked for, sorted. Only CloudFormation knows what they make; Find leaves it out.
func Loops(document any, others ...func(resource map[string]any) bool) []string {
	root, _ := document.(map[string]any)
	definitions, _ := root["Resources"].(map[string]any)
	// It bounds the work on a malicious template, with aliases of aliases.
	left := 1 << 20
	var makes func(value any) bool
	makes = func(value any) bool {
		if left--; left < 0 {
			return false
		}
		switch v := value.(type) {
		case []any:
			return slices.ContainsFunc(v, makes)
		case map[string]any:
			kind, _ := v["Type"].(string)
			asked := slices.ContainsFunc(others, func(is func(map[string]any) bool) bool { return is(v) })
			return isBeanstalk(kind) || asked || slices.ContainsFunc(slices.Collect(maps.Values(v)), makes)
		}
		return false
	}
	var found []string
	for _, name := range slices.Sorted(maps.Keys(definitions)) {
		if strings.HasPrefix(name, "Fn::ForEach::") && makes(definitions[name]) {
			found = append(found, name)
		}
	}
	return found
}

// Path returns the place of a problem in the resource, such as Properties, OptionSettings, 3, Value.
func (r Resource) Path(problem rules.Problem) []string {
	if entry, ok := r.entries[option{problem.Namespace, problem.ResourceName, problem.Name}]; ok {
		leaf := "Value"
		if _, known := options.Lookup(problem.Namespace, problem.Name); !known {
			leaf = "OptionName"
		}
		return append(slices.Clone(entry), leaf)
	}
	for _, property := range []string{problem.Field, "OptionSettings"} {
		if prop.Given(r.properties[property]) {
			return []string{"Properties", property}
		}
	}
	return []string{"Properties"}
}

func isBeanstalk(kind string) bool {
	switch kind {
	case TypeEnvironment, TypeConfigurationTemplate, TypeApplication, TypeApplicationVersion:
		return true
	}
	return false
}

func read(id, kind string, properties any) Resource {
	p, _ := properties.(map[string]any)
	r := Resource{LogicalID: id, Type: kind, properties: p, entries: map[option][]string{}}

	env := &r.Environment
	env.Resource = &rules.Resource{Type: kind, Properties: p}
	if kind == TypeApplication || kind == TypeApplicationVersion {
		return r
	}
	env.PlatformArn = platform(p["PlatformArn"])
	env.SolutionStackName = platform(p["SolutionStackName"])
	env.HasTemplate = prop.Given(p["TemplateName"]) || prop.Given(p["SourceConfiguration"]) || prop.Given(p["EnvironmentId"])
	// A macro may add anything.
	_, env.Partial = p["Fn::Transform"]
	if kind == TypeConfigurationTemplate {
		// The environment that uses it has the tier and may add settings.
		env.TierUnresolved, env.Partial = true, true
	} else if prop.Given(p["Tier"]) {
		tier, _ := p["Tier"].(map[string]any)
		name, known := prop.Literal(tier["Name"])
		env.Tier, env.TierUnresolved = name, !known
	}

	r.readSettings(p["OptionSettings"])
	return r
}

// readSettings reads the value of OptionSettings: a list of entries, both of which may depend on an Fn::If.
func (r *Resource) readSettings(value any) {
	// All that is known about an entry that depends on a condition is that it may exist. These come last: what they may
	// replace or repeat is not a duplicate.
	type conditional struct {
		setting options.Setting
		path    []string
	}
	var later []conditional
	add := func(s options.Setting, path []string) {
		if o := (option{s.Namespace, s.ResourceName, s.Name}); r.entries[o] == nil {
			r.entries[o] = path
		}
		r.Settings.Add(s)
	}
	readEntry := func(value any, path []string) {
		if !prop.Given(value) {
			return
		}
		entry, _ := value.(map[string]any)
		setting, known := readSetting(entry)
		setting.Origin.Kind = options.OriginKind(place(path))
		switch {
		case !known:
			r.Environment.Partial = true
		case slices.Contains(path, "Fn::If"):
			setting.Unresolved = true
			if !strings.Contains(setting.Value, "{{resolve:") {
				setting.Value = ""
			}
			later = append(later, conditional{setting, path})
		default:
			add(setting, path)
		}
	}
	alternatives(value, []string{"Properties", "OptionSettings"}, func(value any, path []string) {
		if !prop.Given(value) {
			return
		}
		list, ok := value.([]any)
		r.Environment.Partial = r.Environment.Partial || !ok
		for i, item := range list {
			alternatives(item, append(slices.Clone(path), strconv.Itoa(i)), readEntry)
		}
	})
	for _, c := range later {
		if r.entries[option{c.setting.Namespace, c.setting.ResourceName, c.setting.Name}] == nil {
			add(c.setting, c.path)
		}
	}
}

// alternatives calls visit with the value or, if it is an Fn::If, with what it may be instead.
func alternatives(value any, path []string, visit func(value any, path []string)) {
	function, _ := value.(map[string]any)
	branches, _ := function["Fn::If"].([]any)
	// Nobody nests conditions deeper; it bounds the work on a malicious template.
	if len(branches) != 3 || len(path) > 16 {
		visit(value, path)
		return
	}
	for _, i := range []int{1, 2} {
		alternatives(branches[i], append(slices.Clone(path), "Fn::If", strconv.Itoa(i)), visit)
	}
}

// readSetting reads one entry of OptionSettings, and reports whether it is known which option it sets.
func readSetting(entry map[string]any) (options.Setting, bool) {
	namespace, namespaceKnown := prop.Literal(entry["Namespace"])
	name, nameKnown := prop.Literal(entry["OptionName"])
	value, valueKnown := prop.Literal(entry["Value"])
	if !valueKnown && value == "" {
		value = reference(entry["Value"], 8)
	}
	resource, resourceKnown := prop.Literal(entry["ResourceName"])
	if !resourceKnown && prop.Given(entry["ResourceName"]) {
		// Settings that refer to the same name belong together, whatever it is.
		function, _ := entry["ResourceName"].(map[string]any)
		resource, resourceKnown = function["Ref"].(string)
	} else {
		resourceKnown = true
	}
	return options.Setting{
		Namespace: namespace, Name: name, ResourceName: resource,
		Value: value, Unresolved: !valueKnown,
	}, namespaceKnown && nameKnown && resourceKnown
}

// place writes the path of an entry as people do: OptionSettings[3].
func place(path []string) string {
	var b strings.Builder
	for i, part := range path[1:] {
		if _, err := strconv.Atoi(part); err == nil {
			part = "[" + part + "]"
		} else if i > 0 {
			part = "." + part
		}
		b.WriteString(part)
	}
	return b.String()
}
