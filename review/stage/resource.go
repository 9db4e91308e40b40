package stage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

// A resource is one that changes.
type resource struct {
	id       string
	was, is  *assembly.Resource
	change   change.Change
	replaced func(id string) bool
}

func (r *resource) finding(level verdict.Level, unknown bool, text, source string) verdict.Finding {
	shown := r.is
	if shown == nil {
		shown = r.was
	}
	return verdict.Finding{
		Level: level, Unknown: unknown, Resource: shown.Path(r.id), ID: r.id, Type: shown.Type, Text: text, Source: source,
	}
}

// judge finds what the change does, and the options that differ, if it is an environment.
func (r *resource) judge() ([]verdict.Finding, []setting.Difference) {
	switch {
	case r.is == nil:
		return []verdict.Finding{r.deleted()}, nil
	case r.was == nil:
		return []verdict.Finding{r.finding(verdict.NoInterruption, false, "is created", "")}, nil
	case r.was.Type != r.is.Type:
		return []verdict.Finding{r.finding(verdict.NoInterruption, true, "becomes "+r.is.Type+", which CloudFormation refuses", "")}, nil
	case r.is.Type == environment:
		return r.environment()
	case r.change.Impact == change.Replace || r.change.Impact == change.MayReplace:
		return []verdict.Finding{r.replacement()}, nil
	}
	return r.update(), nil
}

// deleted is what becomes of a resource that a stack no longer has.
func (r *resource) deleted() verdict.Finding {
	what, holds := verdict.Holding[r.was.Type]
	switch {
	case r.was.Type == environment:
		return r.finding(verdict.EnvironmentReplaced, false, "is deleted with its address, and nothing takes its place", "")
	case verdict.Kept(r.was.Type, r.was.DeletionPolicy):
		return r.finding(verdict.NoInterruption, false, "leaves the stack and stays: nobody manages it any longer", `AWS page "DeletionPolicy attribute"`)
	case holds:
		return r.finding(verdict.DataLost, false, "is deleted, and "+what+" with it", `AWS page "DeletionPolicy attribute"`)
	}
	return r.finding(verdict.NoInterruption, !verdict.IsQuiet(r.was.Type), "is deleted", "")
}

// replacement is what becomes of a resource in whose place another is made.
func (r *resource) replacement() verdict.Finding {
	because := ", for a change of " + strings.Join(r.properties(change.Replace, change.MayReplace), ", ")
	if because == ", for a change of " {
		because = ""
	}
	what, holds := verdict.Holding[r.is.Type]
	if r.change.Impact == change.MayReplace {
		return r.finding(verdict.NoInterruption, true, "may be replaced"+because, "CloudFormation's update behaviour")
	}
	switch {
	case holds && !verdict.Kept(r.was.Type, r.is.UpdateReplacePolicy):
		return r.finding(verdict.DataLost, false, "is replaced"+because+", and "+what+" with it", `AWS page "UpdateReplacePolicy attribute"`)
	case holds:
		return r.finding(verdict.NoInterruption, true, "is replaced by an empty one"+because+"; the old one stays", `AWS page "UpdateReplacePolicy attribute"`)
	}
	return r.finding(verdict.NoInterruption, !verdict.IsQuiet(r.is.Type), "is replaced"+because, "CloudFormation's update behaviour")
}

// update is what a change in place does.
func (r *resource) update() (found []verdict.Finding) {
	if f := r.shortened(); f != nil {
		found = append(found, *f)
	}
	names := r.properties(change.Update)
	if len(names) == 0 {
		return found
	}
	return append(found, r.finding(verdict.NoInterruption, !verdict.IsQuiet(r.is.Type), "is updated in place: "+strings.Join(names, ", "),
		"CloudFormation's update behaviour"))
}

// properties are the names of those with one of the impacts.
func (r *resource) properties(impacts ...change.Impact) (names []string) {
	for _, name := range slices.Sorted(maps.Keys(r.change.Properties)) {
		if slices.Contains(impacts, r.change.Properties[name]) {
			names = append(names, name)
		}
	}
	return names
}

// environment is what becomes of an environment of Elastic Beanstalk.
func (r *resource) environment() (found []verdict.Finding, differences []setting.Difference) {
	differences = setting.Between(r.was, r.is, r.replaced)
	switch r.change.Impact {
	case change.Replace:
		text := "is replaced, and shows the sample page at another address until the pipeline has run"
		if names := r.properties(change.Replace); len(names) > 0 {
			text += ", for a change of " + strings.Join(names, ", ")
		}
		for i := range differences { // the new one has what the template says
			differences[i].Level, differences[i].Unknown, differences[i].Text = verdict.EnvironmentReplaced, false, "in the new environment"
		}
		return append(found, r.finding(verdict.EnvironmentReplaced, false, text, "CloudFormation's update behaviour")), differences
	case change.MayReplace:
		found = append(found, r.finding(verdict.NoInterruption, true,
			"may be replaced, for a change of "+strings.Join(r.properties(change.MayReplace), ", "), "CloudFormation's update behaviour"))
	}
	for _, name := range r.properties(change.Update) {
		if name != "OptionSettings" {
			found = append(found, r.property(name))
		}
	}
	for _, d := range differences {
		found = append(found, r.finding(d.Level, d.Unknown, sentence(d), d.Source))
	}
	return found, differences
}

// property is what a change of an environment's property does beside its options.
func (r *resource) property(name string) verdict.Finding {
	switch name {
	case "PlatformArn":
		return r.finding(verdict.InstancesReplaced, false, fmt.Sprintf("has another platform: %s instead of %s",
			setting.Shown(r.is.Properties[name]), setting.Shown(r.was.Properties[name])),
			"a developer of AWS in an issue of its deployment tool for .NET, number 718; not in AWS's documentation")
	case "Description", "OperationsRole":
		return r.finding(verdict.NoInterruption, false, "has another "+name, "CloudFormation's update behaviour")
	}
	return r.finding(verdict.NoInterruption, true, "has another "+name, "")
}

// sentence says what changes about an option.
func sentence(d setting.Difference) string {
	var said string
	switch {
	case d.Head == nil:
		said = fmt.Sprintf("%s is no longer set, which was %s", d.Name, *d.Base)
	case d.Base == nil:
		said = fmt.Sprintf("%s is set to %s", d.Name, *d.Head)
	default:
		said = fmt.Sprintf("%s is %s instead of %s", d.Name, *d.Head, *d.Base)
	}
	if d.Text != "" {
		said += ": " + d.Text
	}
	return said
}
