package delivery

import (
	"reflect"
	"slices"

	"beanstalkline/internal/prop"
)

// besideBuild are the properties that have nothing to do with how to build.
var besideBuild = []string{
	"Source", "Deployments", "Notifications", "Prebuilt", "PipelineName", "LogRetentionDays", "ArtifactRetentionDays", "RemovalPolicy",
}

func (p *PipelineProps) prebuilt() bool { return prop.Or(p.Prebuilt, false) }

// validatePrebuilt finds what nobody would build with.
func (p *PipelineProps) validatePrebuilt(problems *prop.Problems) {
	if source, is := p.Source.(cloned); is && source.clones() {
		problems.Say("CodeBuildCloneOutput of Source", "leave one of the two out",
			"must not come with Prebuilt, since only builds can read a clone, got both")
	}
	props := reflect.ValueOf(*p)
	for i := range props.NumField() {
		if name := props.Type().Field(i).Name; !slices.Contains(besideBuild, name) && !props.Field(i).IsZero() {
			problems.Say(name, "leave one of the two out", "must not come with Prebuilt, which builds nothing, got both")
		}
	}
}
