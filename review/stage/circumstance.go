package stage

import (
	"maps"
	"reflect"
	"regexp"
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

// circumstances finds resources that what is outside of them changes: a condition, a mapping or a parameter.
func circumstances(base, head *assembly.Stack) (found []verdict.Finding) {
	if !reflect.DeepEqual(base.Template.Transform, head.Template.Transform) {
		found = append(found, verdict.Finding{
			Level: verdict.NoInterruption, Unknown: true, Resource: head.Name, Text: "has another Transform, which changes the template in AWS",
		})
	}
	differ := others(base, head)
	for _, id := range slices.Sorted(maps.Keys(head.Template.Resources)) {
		was, is := base.Template.Resources[id], head.Template.Resources[id]
		if was == nil || is.Type == "AWS::CDK::Metadata" {
			continue
		}
		for _, text := range depends(was, is, differ) {
			found = append(found, verdict.Finding{
				Level: verdict.NoInterruption, Unknown: true, Resource: is.Path(id), ID: id, Type: is.Type, Text: text,
			})
		}
	}
	return found
}

// depends says what of a resource depends on something that is another.
func depends(was, is *assembly.Resource, others map[string]string) (said []string) {
	if was.Condition != is.Condition {
		said = append(said, "is there "+only(is.Condition)+" instead of "+only(was.Condition))
	} else if what, differs := others[is.Condition]; differs && is.Condition != "" {
		said = append(said, "is there only if the condition "+is.Condition+" holds, and "+what)
	}
	if len(others) == 0 {
		return said
	}
	found := map[string]bool{}
	for _, name := range named(is.Properties) {
		if what, differs := others[name]; differs && !found[what] {
			found[what] = true
			said = append(said, "may have other properties, since "+what)
		}
	}
	return said
}

func only(condition string) string {
	if condition == "" {
		return "in any case"
	}
	return "only if the condition " + condition + " holds"
}

// others are what differs outside of resources, by name, with a sentence.
func others(base, head *assembly.Stack) map[string]string {
	found := map[string]string{}
	for name, is := range head.Template.Mappings {
		if was, had := base.Template.Mappings[name]; had && !reflect.DeepEqual(was, is) {
			found[name] = "the mapping " + name + " is another"
		}
	}
	for name, is := range head.Template.Parameters {
		was, had := base.Template.Parameters[name]
		if had && (field(was, "Default") != field(is, "Default") || field(was, "Type") != field(is, "Type")) {
			found[name] = "the parameter " + name + " has another default, which counts unless the deployment has a value for it"
		}
	}
	for before := -1; before != len(found); { // conditions that are made of others
		before = len(found)
		for name, is := range head.Template.Conditions {
			was, had := base.Template.Conditions[name]
			if _, known := found[name]; known || !had {
				continue
			}
			if !reflect.DeepEqual(was, is) || slices.ContainsFunc(named(is), func(other string) bool { return found[other] != "" }) {
				found[name] = "the condition " + name + " is another"
			}
		}
	}
	return found
}

func field(value any, name string) string {
	fields, _ := value.(map[string]any)
	return setting.Shown(fields[name])
}

// named are the names of what is outside of resources that a value takes something from, sorted.
func named(value any) (names []string) {
	var walk func(value any)
	walk = func(value any) {
		switch v := value.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			for function, argument := range v {
				switch function {
				case "Ref", "Condition", "Fn::If", "Fn::FindInMap", "Fn::Sub":
					names = append(names, first(function, argument)...)
				}
				walk(argument)
			}
		}
	}
	walk(value)
	slices.Sort(names)
	return slices.Compact(names)
}

// first are the names in the first argument of a function of CloudFormation.
func first(function string, argument any) (names []string) {
	if all, is := argument.([]any); is && len(all) > 0 {
		argument = all[0]
	}
	text, is := argument.(string)
	if !is {
		return nil
	}
	if function != "Fn::Sub" {
		return []string{text}
	}
	for _, name := range inText.FindAllStringSubmatch(text, -1) {
		names = append(names, name[1])
	}
	return names
}

var inText = regexp.MustCompile(`\$\{([A-Za-z0-9]+)\}`)
