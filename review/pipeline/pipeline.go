// Package pipeline reads the pipelines of AWS CodePipeline out of assemblies, and says in words what differs.
package pipeline

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
	"beanstalkline/review/setting"
	"beanstalkline/review/words"
)

// A Pipeline is one of a stack.
type Pipeline struct {
	Stack string `json:"stack"`
	Path  string `json:"path"`
	ID    string `json:"id"`
	// Sources say what it builds.
	Sources []string `json:"sources"`
	// Starts say what starts it.
	Starts []string `json:"starts,omitempty"`
	// Tells say who is told, and of what.
	Tells []string `json:"tells,omitempty"`
	Steps []Step   `json:"steps"`
	// Mode is what becomes of a run when another begins.
	Mode string `json:"mode,omitempty"`

	version string   // V1 or V2
	stops   []string // the stages before which it stops
}

// A Step is an action.
type Step struct {
	Stage  string `json:"stage"`
	Action string `json:"action"`
	// Kind is the category and the provider, such as "Deploy ElasticBeanstalk".
	Kind string `json:"kind"`
	// Text is what the step works on, such as the environment.
	Text string `json:"text,omitempty"`
	// Target is what is deployed to, by the path of its construct if that is in the app.
	Target string `json:"target,omitempty"`
	// Into is the stack of the target, if that is in the app.
	Into string `json:"into,omitempty"`
	// Approvals are the names of the stages before it, or its own, in which somebody must approve.
	Approvals []string `json:"approvals,omitempty"`
	// OnFailure is what a failure of its stage leads to: ROLLBACK or RETRY.
	OnFailure string `json:"onFailure,omitempty"`
	// Conditions are the rules of its stage, such as "before: DeploymentWindow".
	Conditions []string `json:"conditions,omitempty"`
	// Tells is who is told that an approval is needed.
	Tells string `json:"tells,omitempty"`

	guarded string            // what it deploys to, by which approvals are counted
	rules   map[string]string // how each of the conditions is configured
}

func (s Step) key() string { return s.Stage + "/" + s.Action }

// declared is what a template says of a pipeline.
type declared struct {
	ExecutionMode                  string
	PipelineType                   string
	Stages                         []declaredStage
	DisableInboundStageTransitions []struct{ StageName string }
	Triggers                       []struct {
		GitConfiguration map[string]any
	}
}

type declaredStage struct {
	Name        string
	Actions     []declaredAction
	OnFailure   struct{ Result string }
	BeforeEntry conditions
	OnSuccess   conditions
}

type declaredAction struct {
	Name          string
	RunOrder      float64
	Region        any
	ActionTypeId  struct{ Category, Owner, Provider string }
	Configuration map[string]any
}

// order is when an action runs in its stage.
func (a declaredAction) order() float64 { return max(a.RunOrder, 1) }

type conditions struct {
	Conditions []struct {
		Result string
		Rules  []struct {
			Name          string
			RuleTypeId    struct{ Provider string }
			Configuration map[string]any
		}
	}
}

// Of returns the pipelines of an assembly.
func Of(a *assembly.Assembly) (pipelines []*Pipeline) {
	targets := targetsOf(a)
	for _, stack := range a.Stacks {
		rules, told := startsOf(stack), toldOf(stack)
		for _, id := range slices.Sorted(maps.Keys(stack.Template.Resources)) {
			resource := stack.Template.Resources[id]
			if resource.Type != kind {
				continue
			}
			p := &Pipeline{Stack: stack.Name, Path: resource.Path(id), ID: id}
			var d declared
			if err := as(resource.Properties, &d); err != nil {
				p.Sources = []string{"unknown: its definition cannot be read"}
			}
			p.fill(d, stack, targets)
			p.Starts = append(p.Starts, rules[id]...)
			p.Tells = told[id]
			pipelines = append(pipelines, p)
		}
	}
	return pipelines
}

// as reads properties into something typed.
func as(properties any, into any) error {
	text, err := json.Marshal(properties)
	if err != nil {
		return err
	}
	return json.Unmarshal(text, into)
}

// A place is where an environment is defined.
type place struct{ path, stack string }

// targetsOf are the places of environments, by their stack with the logical id, and by the names that are known.
func targetsOf(a *assembly.Assembly) map[string]place {
	targets := map[string]place{}
	for _, stack := range a.Stacks {
		for id, resource := range stack.Template.Resources {
			if resource.Type != environment {
				continue
			}
			path := resource.Path(id)
			if path == id {
				path = stack.Name + "/" + id
			}
			targets[stack.Name+"\n"+id] = place{path, stack.Name}
			if name, is := resource.Properties["EnvironmentName"].(string); is {
				targets[name] = place{path, stack.Name}
			}
		}
	}
	return targets
}

func (p *Pipeline) fill(d declared, stack *assembly.Stack, targets map[string]place) {
	p.Mode, p.version = d.ExecutionMode, d.PipelineType
	for _, transition := range d.DisableInboundStageTransitions {
		p.stops = append(p.stops, transition.StageName)
	}
	var approvals []string
	for _, stage := range d.Stages {
		var rules []string
		configured := map[string]string{}
		for when, block := range map[string]conditions{"before": stage.BeforeEntry, "after": stage.OnSuccess} {
			for _, condition := range block.Conditions {
				for _, rule := range condition.Rules {
					text := when + ": " + rule.RuleTypeId.Provider + ", else " + condition.Result
					rules = append(rules, text)
					configured[text] += about(stack.Template.Resources[p.ID], rule.Configuration)
				}
			}
		}
		slices.Sort(rules)
		slices.SortStableFunc(stage.Actions, func(a, b declaredAction) int { return cmp.Compare(a.order(), b.order()) })
		var asked []string // by approvals that run at the same time
		for i, action := range stage.Actions {
			if i > 0 && action.order() > stage.Actions[i-1].order() {
				approvals, asked = append(approvals, asked...), nil
			}
			step := Step{
				Stage: stage.Name, Action: action.Name, Kind: action.ActionTypeId.Category + " " + action.ActionTypeId.Provider,
				OnFailure: stage.OnFailure.Result, Conditions: rules, rules: configured, Approvals: slices.Clone(approvals), Text: about(stack.Template.Resources[p.ID], action.Configuration),
				Tells: words.Of(stack.Template.Resources[p.ID], action.Configuration["NotificationArn"]),
			}
			switch action.ActionTypeId.Category {
			case "Source":
				p.Sources = append(p.Sources, step.Kind+" "+step.Text)
			case "Approval":
				asked = append(asked, stage.Name)
			case "Deploy":
				step.Target, step.Into = target(action.Configuration["EnvironmentName"], stack, targets)
				step.guarded = step.Target
				if step.Target != "" {
					step.Text = "to " + step.Target
				} else {
					step.guarded = elsewhere(action.ActionTypeId.Provider, action.Region, action.Configuration)
				}
			}
			p.Steps = append(p.Steps, step)
		}
		approvals = append(approvals, asked...)
	}
	for _, trigger := range d.Triggers {
		p.Starts = append(p.Starts, "filters "+words.Of(stack.Template.Resources[p.ID], trigger.GitConfiguration))
	}
}

// target is the path of the environment that is deployed to, or what the template says of it.
func target(name any, stack *assembly.Stack, targets map[string]place) (path, in string) {
	if reference, is := name.(map[string]any); is {
		if id, is := reference["Ref"].(string); is {
			if at, known := targets[stack.Name+"\n"+id]; known {
				return at.path, at.stack
			}
		}
	}
	shown := setting.Shown(name)
	if at, known := targets[shown]; known {
		return at.path, at.stack
	}
	return shown, ""
}

// about says what an action works on, in the order of the names of its configuration. What an approval says, and what is only
// technical, is left out.
func about(in *assembly.Resource, configuration map[string]any) string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(configuration)) {
		switch name {
		case "PollForSourceChanges", "OutputArtifactFormat", "DetectChanges", "NotificationArn", "CustomData", "ExternalEntityLink":
			continue
		}
		said = append(said, fmt.Sprintf("%s %s", name, words.Of(in, configuration[name])))
	}
	return strings.Join(said, ", ")
}
