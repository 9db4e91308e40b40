package stacks

import (
	"reflect"
	"slices"
	"time"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// Line is everything that an app deploys: a repository, stages with a pipeline each, and stages that share one.
type Line struct {
	// Repository is what stages and the release follow through a [Branch]; see [Repository].
	Repository delivery.RepositoryProps
	// Stages have a pipeline each, which builds for itself. Defaults to none.
	Stages []Stage
	// Release takes one build through its stages. Defaults to none.
	Release Release

	released []Stage // stages of the release that are defined without it
}

// Only is the line with no more than the stages of the given names. A stage of the release comes without the pipeline, which
// comes with all of its stages, by the name Release.
func (l Line) Only(names ...string) (Line, error) {
	const field = "stages of the context"
	known := l.names()
	var problems prop.Problems
	for i, name := range names {
		if !slices.Contains(known, name) {
			problems.MustBe(field, "names of stages, which are "+prop.List(known, "and"), name)
		} else if slices.Contains(names[:i], name) {
			problems.Say(field, "", "must name each stage once, got %s twice", prop.Quote(name))
		}
	}
	if err := problems.Err(); err != nil {
		return Line{}, err
	}
	only := Line{Repository: l.Repository}
	whole := slices.Contains(names, releaseName)
	if whole {
		only.Release = l.Release
	}
	for _, name := range names {
		called := func(s Stage) bool { return s.Name == name }
		if i := slices.IndexFunc(l.Stages, called); i >= 0 {
			only.Stages = append(only.Stages, l.Stages[i])
		} else if i := slices.IndexFunc(l.Release.Stages, called); i >= 0 && !whole {
			only.released = append(only.released, l.Release.Stages[i])
		}
	}
	return only, nil
}

// names are what Only knows.
func (l Line) names() (names []string) {
	for _, stage := range slices.Concat(l.Stages, l.Release.Stages) {
		names = append(names, stage.Name)
	}
	if len(l.Release.Stages) > 0 {
		names = append(names, releaseName)
	}
	return names
}

// stages are all stages, in the order in which they are defined.
func (l Line) stages() []Stage {
	all := slices.Clone(l.Stages)
	for _, stage := range slices.Concat(l.Release.Stages, l.released) {
		stage.released = true
		all = append(all, stage)
	}
	return all
}

// Validate returns every problem of the line in one error, each with its stage or construct, or nil. It needs no Node.js.
// The day decides whether platforms are retired.
func (l Line) Validate(today time.Time) error {
	var problems prop.Problems
	all := l.stages()
	if slices.ContainsFunc(all, Stage.followsRepository) || l.Release.followsRepository() {
		problems.Add(prop.At("SourceStack/Repository", l.Repository.Validate()))
	}
	if len(all) == 0 {
		problems.Say("Stages", "", "must be at least one, or those of Release, got none")
	}
	for i, stage := range all {
		problems.Add(stage.validate(all[:i], today))
	}
	problems.Add(l.Release.validate(l.Stages))
	return problems.Err()
}

// validate finds what is wrong with the release itself; before are the stages with a pipeline each.
func (r Release) validate(before []Stage) error {
	if len(r.Stages) == 0 {
		if reflect.ValueOf(r).IsZero() {
			return nil
		}
		var problems prop.Problems
		problems.Say("Stages", "", "must be at least one, got none")
		return prop.At("Release", problems.Err())
	}
	var problems, all prop.Problems
	first := r.Stages[0]
	for _, stage := range r.Stages[1:] {
		if !stage.beside(first) {
			problems.Say("Stages", "give it a pipeline of its own: move it to the line's Stages and set Pipeline.Source",
				"must be in one account and region, those of %s, %s and %s, which %s is not, got %s and %s", first.called(),
				prop.Quote(first.Account), prop.Quote(first.Region), stage.called(), prop.Quote(stage.Account), prop.Quote(stage.Region))
		}
	}
	switch {
	case regions.Lack(first.Region, regions.Pipeline):
		problems.MustBe("Stages", "in a region that has AWS CodePipeline", first.Region, "choose another region")
	case r.followsRepository() && regions.Lack(first.Region, regions.CodeCommit):
		problems.MustBe("Stages", "in a region that has AWS CodeCommit, since the release follows a branch of the repository", first.Region,
			"set Pipeline.Source to a connection, or choose another region")
	}
	i := slices.IndexFunc(before, Stage.followsRepository)
	if r.followsRepository() && i >= 0 && !first.beside(before[i]) {
		problems.Say("Stages", "set Pipeline.Source to a connection to run elsewhere",
			"must be in the account and region of %s, %s and %s, since CodePipeline reads a CodeCommit repository from the same account and region, got %s and %s",
			before[i].called(), prop.Quote(before[i].Account), prop.Quote(before[i].Region), prop.Quote(first.Account), prop.Quote(first.Region))
	}
	name := r.Pipeline.PipelineName
	taken := func(s Stage) bool {
		its := s.Pipeline.PipelineName
		return name != nil && its != nil && *name != "" && *name == *its && s.beside(first)
	}
	if i := slices.IndexFunc(before, taken); i >= 0 {
		problems.MustBe("Pipeline.PipelineName", "another than that of "+before[i].called()+", since AWS takes a name once in a region", *name,
			"leave it out, or choose another")
	}
	all.Add(prop.At("Release", problems.Err()))
	var supplied []string
	for i, stage := range r.Stages {
		supplied = append(supplied, stage.suppliedTo(i)...)
		if stage.Prepare != nil {
			supplied = append(supplied, "Image.Repository") // which needs a scope
		}
	}
	all.Add(prop.At(releaseStack+"/Pipeline", prop.Without(r.complete().Validate(), supplied...)))
	return all.Err()
}
