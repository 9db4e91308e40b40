package picture

import (
	"slices"

	"beanstalkline/review/assembly"
	"beanstalkline/review/pipeline"
	"beanstalkline/review/setting"
)

// App is what the pipelines of an app deploy, before and after.
type App [2]deliveries

// deliveries are the pipelines of one side, and how large the environments are, by the paths of their constructs.
type deliveries struct {
	pipelines []*pipeline.Pipeline
	by        map[string][]string
	sizes     map[string]string
}

// Of reads the pipelines of an app before and after.
func Of(before, after *assembly.Assembly) (app App) {
	for i, a := range []*assembly.Assembly{before, after} {
		d := deliveries{pipelines: pipeline.Of(a), by: map[string][]string{}, sizes: map[string]string{}}
		for _, p := range d.pipelines {
			for _, step := range p.Steps {
				if step.Target != "" && !slices.Contains(d.by[step.Target], p.Path) {
					d.by[step.Target] = append(d.by[step.Target], p.Path)
				}
			}
		}
		for _, stack := range a.Stacks {
			t := template{stack: stack}
			for id, resource := range stack.Template.Resources {
				if resource.Type == "AWS::ElasticBeanstalk::Environment" {
					size := environment{&t, id, setting.Of(resource)}.size()
					d.sizes[resource.Path(id)], d.sizes[stack.Name+"/"+id] = size, size
				}
			}
		}
		app[i] = d
	}
	return app
}

// to are the paths of the pipelines that deploy to an environment.
func (d deliveries) to(stack *assembly.Stack, id string) []string {
	return slices.Concat(d.by[stack.Template.Resources[id].Path(id)], d.by[stack.Name+"/"+id])
}
