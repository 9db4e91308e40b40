package delivery

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
// NewPipeline adds what only the construct tree knows, such as where the environments are.
func (p *PipelineProps) Validate() error {
	if p == nil {
		p = &PipelineProps{}
	}
	var problems prop.Problems
	if problems.Required("Source", p.Source, "use the source of a repository, or delivery.ConnectionSource") {
		problems.Add(p.Source.Validate())
		if named, is := p.Source.(interface{ Revision() string }); is {
			// An approval shows it in a text of at most 1000 characters (AWS page "Quotas in AWS CodePipeline").
			revision := named.Revision()
			problems.Description("Revision of Source", &revision, 1, 800)
		}
	}
	problems.Matches("PipelineName", p.PipelineName, pipelineName, `1 to 100 letters, digits, ".", "@", "_" and "-"`)
	problems.Whole("BuildTimeoutMinutes", p.BuildTimeoutMinutes, 5, 2160)
	problems.Whole("ArtifactRetentionDays", p.ArtifactRetentionDays, 1, 3650)
	problems.LogRetention("LogRetentionDays", p.LogRetentionDays)
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
	if p.prebuilt() {
		p.validatePrebuilt(&problems)
	} else {
		p.validateBuild(&problems)
	}
	p.Notifications.validate(&problems)

	p.validatePullRequests(&problems)
	deployments := prop.Or(p.Deployments, nil)
	stages, beside := 2, "source, build and approvals"
	if p.prebuilt() {
		stages, beside = 1, "source and approvals"
	}
	for _, d := range deployments {
		if stages++; d != nil && prop.Or(d.Approval, false) {
			stages++
		}
	}
	if stages > 50 {
		problems.MustBe("Deployments", "few enough for 50 stages, including "+beside, prop.Words(fmt.Sprint(stages)))
	}
	if len(deployments) == 0 {
		problems.Say("Deployments", "", "must have at least one deployment, got none")
	}
	first := map[string]int{}
	for i, d := range deployments {
		field := fmt.Sprintf("Deployments[%d]", i)
		if !problems.Required(field, d, "remove it") {
			continue
		}
		problems.Required(field+".Environment", d.Environment, "")
		d.validate(&problems, field+".")
		if d.Name == nil || problems.Of(field+".Name") {
			continue
		}
		if earlier, repeated := first[*d.Name]; repeated {
			otherName(&problems, i, earlier, *d.Name)
		} else {
			first[*d.Name] = i
		}
	}
	return problems.Err()
}

// validatePullRequests finds a pipeline that takes a pull request further than a preview.
func (p *PipelineProps) validatePullRequests(problems *prop.Problems) {
	source, is := p.Source.(interface{ deploysUnmerged() bool })
	if !is || !source.deploysUnmerged() {
		return
	}
	deployments := prop.Or(p.Deployments, nil)
	approvals := 0
	for _, d := range deployments {
		if d != nil && prop.Or(d.Approval, false) {
			approvals++
		}
	}
	if n := len(deployments); n > 1 || approvals > 0 {
		problems.Say("PullRequestFilter of Source", "give pull requests a pipeline of their own",
			"must be in a pipeline with one deployment and no approval, which is a preview of what nobody has merged, got %s and %s",
			counted(n, "deployment"), counted(approvals, "approval"))
	}
}

func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func otherName(problems *prop.Problems, i, first int, name string) {
	problems.MustBe(fmt.Sprintf("Deployments[%d].Name", i), fmt.Sprintf("different from that of Deployments[%d]", first), name, "set Name")
}

// validatePlace finds a repository or a bucket that the pipeline cannot take from.
func (p *PipelineProps) validatePlace(problems *prop.Problems, scope constructs.Construct) {
	if placed, is := p.Source.(interface {
		Env() *interfaces.ResourceEnvironment
	}); is && !prop.IsNil(placed) {
		cdk.Near(problems, "Source", scope, placed.Env())
	}
	if stored, is := p.Source.(s3Source); is {
		stored.validateTree(problems)
	}
	if named, is := p.Source.(codeCommitSource); is && !prop.IsNil(named.repository) {
		if name := *named.repository.RepositoryName(); !prop.Unresolved(name) {
			validateRepositoryName(problems, "repository of Source", name)
		}
	}
}

// validateTree finds what is wrong with where the source and the environments are, and returns the names of the
// deployments.
func (p *PipelineProps) validateTree(problems *prop.Problems, scope constructs.Construct) []string {
	if p == nil || prop.IsNil(scope) {
		return nil
	}
	validateRegion(problems, regionOf(scope), p.Source)
	p.validateReferences(problems, scope)
	p.validateSecrets(problems, scope)
	p.vpc().ValidateTree(problems, scope)
	p.Notifications.validateTree(problems, scope)
	if cdk.Try(func() { p.validatePlace(problems, scope) }) != nil {
		problems.Say("Source", "", "must be one whose repository or bucket was made, got one that was not")
	}
	var names []string
	var architecture awsec2.InstanceArchitecture
	for i, d := range prop.Or(p.Deployments, nil) {
		names = append(names, "")
		if d == nil || prop.IsNil(d.Environment) {
			continue
		}
		field := fmt.Sprintf("Deployments[%d]", i)
		if err := cdk.Try(func() {
			names[i] = prop.Or(d.Name, *d.Environment.Node().Id())
			cdk.Near(problems, field+".Environment", scope, d.Environment.Env())
			_, _ = *d.Environment.ApplicationName(), *d.Environment.EnvironmentName()
		}); err != nil {
			problems.Say(field+".Environment", "", "must be an environment that was made, and has a name, got one that was not")
			continue
		}
		d.validateTree(problems, field+".", scope)
		if prop.Or(d.ApprovalChanges, false) && !hasHistory(p.Source) {
			problems.Say(field+".ApprovalChanges", "leave it out", "must be left out for a source that is no repository, got true")
		}
		if d.Name == nil && !deploymentName.MatchString(names[i]) {
			problems.MustBe(field+".Name", deploymentNameForm, names[i], "set Name, which defaults to the id of the environment")
		}
		if first := slices.Index(names[:i], names[i]); first >= 0 && !problems.Of(field+".Name") {
			otherName(problems, i, first, names[i])
		}
		switch a := d.Environment.Architecture(); {
		case architecture == "":
			architecture = a
		case a != architecture && p.BuildImage == nil && !p.prebuilt():
			problems.Say(field+".Environment", "set BuildImage if the artifact, which goes to all, runs on both",
				"must have the architecture of the others, %s, got %s", architecture, a)
		}
	}
	p.Image.validateTree(problems, scope, prop.Or(p.Deployments, nil))
	p.validateHost(problems, architecture)
	if architecture != "" && !problems.Of("BuildImage") && !p.prebuilt() {
		p.validateBuildSpec(problems, p.imageFor(architecture))
	}
	return names
}
