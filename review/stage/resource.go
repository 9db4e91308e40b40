package stage

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/change"
	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
	"beanstalkline/review/words"
)

// judge finds what the change does, and the options that differ, if it is an environment.
func (r *resource) judge() ([]verdict.Finding, []setting.Difference) {
	switch {
	case r.is == nil:
		return r.gone(), nil
	case r.was == nil:
		return []verdict.Finding{r.finding(verdict.NoInterruption, false, "is created", "")}, nil
	case r.was.Type != r.is.Type:
		return []verdict.Finding{r.finding(verdict.NoInterruption, true, "becomes "+r.is.Type+", which CloudFormation refuses", "")}, nil
	case r.change.Impact == change.Unknown:
		return []verdict.Finding{r.finding(verdict.NoInterruption, true, "cannot be compared", "")}, nil
	case r.is.Type == environment:
		return r.environment()
	case r.change.Impact == change.Replace || r.change.Impact == change.MayReplace:
		return []verdict.Finding{r.replacement()}, nil
	}
	return r.update(), nil
}

// gone is what a stack no longer has, and what goes with it.
func (r *resource) gone() []verdict.Finding {
	found := []verdict.Finding{r.deleted()}
	if r.was.Type == environment && !verdict.Stays(r.was.DeletionPolicy) {
		found = append(found, r.terminated()...)
	}
	return found
}

// deleted is what becomes of a resource that a stack no longer has.
func (r *resource) deleted() verdict.Finding {
	what, holds := verdict.Held(r.was.Type, r.was.Properties)
	policy := verdict.Deletion(r.was.Type, r.was.DeletionPolicy, r.was.Properties)
	switch {
	case verdict.Stays(policy):
		return r.finding(verdict.NoInterruption, false, "leaves the stack and stays: nobody manages it any longer", `AWS page "DeletionPolicy attribute"`)
	case r.was.Type == environment:
		return r.finding(verdict.EnvironmentReplaced, false, "is deleted with its address, and nothing takes its place", "")
	case policy == verdict.Snapshot:
		return r.finding(verdict.NoInterruption, true, "is deleted, and a snapshot of it stays: whoever uses it has none",
			`AWS page "DeletionPolicy attribute"`)
	case r.isRule() && r.staysOpen():
		return r.finding(verdict.NoInterruption, false, "is deleted: what it lets through, another rule does", "")
	case r.was.Type == "AWS::KMS::Key" && !r.unlocks():
		return r.finding(verdict.NoInterruption, true, "is deleted: nothing in this stack that stays is encrypted with it", "")
	case holds:
		return r.finding(verdict.DataLost, false, "is deleted, and "+what+" with it", `AWS page "DeletionPolicy attribute"`)
	}
	return r.finding(verdict.NoInterruption, !verdict.IsQuiet(r.was.Type) || admits[r.was.Type], "is deleted"+meaning[r.was.Type], "")
}

// meaning says what it means to people that a resource of a type goes.
var meaning = map[string]string{
	"AWS::EC2::NatGateway":      ": connections through it break, and others see another address",
	"AWS::EC2::EIP":             ": its address is given back",
	"AWS::CloudWatch::Alarm":    ": nobody is told of it any longer",
	"AWS::SNS::Subscription":    ": whoever it is gets no more messages",
	"AWS::Route53::RecordSet":   ": the name leads nowhere",
	"AWS::EC2::FlowLog":         ": connections are no longer logged",
	"AWS::CodeBuild::Project":   "",
	"AWS::EC2::InternetGateway": ": nothing reaches the internet, or is reached from there",
}

// unlocks reports whether something that stays, or that holds data, is encrypted with a key that is deleted.
func (r *resource) unlocks() bool {
	this := func(id string) bool { return id == r.id }
	for id, other := range r.before.Template.Resources {
		if id == r.id || !setting.Refers(other.Properties, this) {
			continue
		}
		_, holds := verdict.Held(other.Type, other.Properties)
		stays := r.after.Template.Resources[id] != nil || verdict.Kept(verdict.Deletion(other.Type, other.DeletionPolicy, other.Properties))
		if holds && stays {
			return true
		}
	}
	return false
}

// replacement is what becomes of a resource in whose place another is made.
func (r *resource) replacement() verdict.Finding {
	because := ", for a change of " + strings.Join(r.properties(change.Replace, change.MayReplace), ", ")
	if because == ", for a change of " {
		because = ""
	}
	what, holds := verdict.Held(r.was.Type, r.was.Properties)
	if r.change.Impact == change.MayReplace {
		return r.finding(verdict.NoInterruption, true, "may be replaced"+because, "CloudFormation's update behaviour")
	}
	switch {
	case holds && !verdict.Kept(r.is.UpdateReplacePolicy):
		return r.finding(verdict.DataLost, false, "is replaced"+because+", and "+what+" with it", `AWS page "UpdateReplacePolicy attribute"`)
	case r.isRule() && r.staysOpen():
		return r.finding(verdict.NoInterruption, false, "is replaced"+because+": nothing is closed", "CloudFormation's update behaviour")
	case holds:
		stays := "; the old one stays"
		if r.is.UpdateReplacePolicy == verdict.Snapshot {
			stays = "; a snapshot of the old one stays"
		}
		return r.finding(verdict.NoInterruption, true, "is replaced by an empty one"+because+stays, `AWS page "UpdateReplacePolicy attribute"`)
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
	if r.is.Type == "AWS::CodePipeline::Pipeline" {
		return append(found, r.finding(verdict.NoInterruption, false, "has another definition: until a release has succeeded with it, "+
			"no stage has one to roll back to", "CloudFormation's update behaviour; AWS page \"Configure stage rollback\""))
	}
	if r.is.Type == securityGroup {
		return append(found, r.group(names))
	}
	text, unknown := "is updated in place: "+strings.Join(names, ", "), !verdict.IsQuiet(r.is.Type)
	for _, name := range names {
		if felt := verdict.Felt(r.is.Type, name); felt != "" && r.differs(name) {
			text, unknown = text+": "+felt, true
			break
		}
	}
	return append(found, r.finding(verdict.NoInterruption, unknown, text, "CloudFormation's update behaviour"))
}

// differs reports whether the template says something else of a property, apart from what it refers to.
func (r *resource) differs(name string) bool {
	return setting.Shown(r.was.Properties[name]) != setting.Shown(r.is.Properties[name])
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
		found = append(found, r.finding(verdict.EnvironmentReplaced, false, text, "CloudFormation's update behaviour"))
		if verdict.Stays(r.is.UpdateReplacePolicy) {
			return found, differences
		}
		return append(found, r.terminated()...), differences
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
	if was, is := setting.Odd(r.was), setting.Odd(r.is); was != is {
		found = append(found, r.finding(verdict.NoInterruption, true, "has other OptionSettings by a condition or the like, which cannot be read here", ""))
	}
	return append(found, r.decoupled()...), differences
}

// property is what a change of an environment's property does beside its options.
func (r *resource) property(name string) verdict.Finding {
	switch name {
	case "PlatformArn":
		return r.finding(verdict.InstancesReplaced, false, fmt.Sprintf("has another platform: %s instead of %s",
			words.Of(r.is, r.is.Properties[name]), words.Of(r.was, r.was.Properties[name])),
			"a developer of AWS in an issue of its deployment tool for .NET, number 718; not in AWS's documentation")
	case "Description", "OperationsRole":
		return r.finding(verdict.NoInterruption, false, "has another "+name, "CloudFormation's update behaviour")
	}
	return r.finding(verdict.NoInterruption, true, "has another "+name, "")
}

// sentence says what changes about an option.
func sentence(d setting.Difference) string {
	var said string
	name := d.Name + " of " + d.Namespace
	switch {
	case d.Head == nil:
		said = fmt.Sprintf("%s is no longer set, which was %s", name, *d.Base)
	case d.Base == nil:
		said = fmt.Sprintf("%s is set to %s", name, *d.Head)
	case *d.Base == *d.Head:
		said = fmt.Sprintf("%s is %s as before", name, *d.Head)
	default:
		said = fmt.Sprintf("%s is %s instead of %s", name, *d.Head, *d.Base)
	}
	if d.Text != "" {
		said += ": " + d.Text
	}
	return said
}

// admits are the types that let others in, whom visitors may need: nobody waits for them, but for what they allow.
var admits = map[string]bool{"AWS::S3::BucketPolicy": true, "AWS::SQS::QueuePolicy": true, "AWS::Lambda::Permission": true}
