package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// configuration is that of an action of the only pipeline.
func configuration(t *testing.T, stage map[string]any, name string) map[string]any {
	t.Helper()
	for _, a := range stage["Actions"].([]any) {
		if action := a.(map[string]any); action["Name"] == name {
			return action["Configuration"].(map[string]any)
		}
	}
	t.Fatalf("%s has no action %s", stage["Name"], name)
	return nil
}

// Who approves looks at the environment that the pipeline has just deployed to.
func TestAnApprovalTellsWhatHasChangedAndWhereToLook(t *testing.T) {
	stack := cdktest.NewStack(nil)
	staging := environment(stack, "Staging", "")
	prod := environment(stack, "Live", "")
	pipeline(stack, func(p *delivery.PipelineProps) {
		p.Deployments = &[]*delivery.Deployment{{Environment: staging}, {Environment: prod, Name: jsii.String("Prod"), Approval: jsii.Bool(true)}}
	})
	stage := stageOf(t, stack, "Approve-Prod")
	if diff := cmp.Diff([]string{"1 Changes", "2 Approve"}, orders(stage)); diff != "" {
		t.Errorf("actions (-want +got):\n%s", diff)
	}
	asked := configuration(t, stage, "Approve")
	text := cdktest.Text(asked["CustomData"])
	if !strings.Contains(text, "Commit #{Source.CommitId}") || !strings.Contains(text, "#{Changes2.CHANGES}") {
		t.Errorf("the approval says %s", text)
	}
	if link := asked["ExternalEntityLink"]; link != "#{Changes2.ADDRESS}" {
		t.Errorf("it leads to %v", link)
	}
	step := project(t, stack, "PipelineChangesProd")
	want := map[string]string{"STAGE": `"Deploy-Prod"`, "REPOSITORY": `"code"`}
	got := variables(step)
	if !strings.Contains(got["CONSOLE"], "elasticbeanstalk/home") {
		t.Errorf("without an address, it leads to %s", got["CONSOLE"])
	}
	delete(got, "CONSOLE")
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("variables (-want +got):\n%s", diff)
	}
	if all := cdktest.Text(step); !strings.Contains(all, "Staging") || strings.Contains(all, "Live") {
		t.Error("the step does not look at Staging alone")
	}
}

func TestAnApprovalWithoutItsChanges(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*delivery.PipelineProps)
		want   string
	}{
		"switched off": {func(p *delivery.PipelineProps) {
			(*p.Deployments)[0].ApprovalChanges = jsii.Bool(false)
		}, "1 Approve"},
		"a source of somebody's own": {func(p *delivery.PipelineProps) { p.Source = &bucketSource{"app.zip"} }, "1 Approve"},
		"a connection": {func(p *delivery.PipelineProps) {
			p.Source = delivery.ConnectionSource(jsii.String(connection), jsii.String("me/app"), jsii.String("main"))
		}, "1 Changes, 2 Approve"},
		"a connection of its own": {func(p *delivery.PipelineProps) {
			made := &delivery.ConnectionProps{ProviderType: jsii.String("GitHub")}
			p.Source = delivery.NewConnectionSource(made, jsii.String("me/app"), jsii.String("main"))
		}, "1 Changes, 2 Approve"},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, func(p *delivery.PipelineProps) {
				(*p.Deployments)[0].Approval = jsii.Bool(true)
				test.change(p)
			})
			if got := strings.Join(orders(stageOf(t, stack, "Approve-Web")), ", "); got != test.want {
				t.Errorf("the stage has %s, want %s", got, test.want)
			}
		})
	}
}

// With a name of its own, an environment is where everybody looks, and nobody asks Elastic Beanstalk for it.
func TestAnApprovalLeadsToTheDomain(t *testing.T) {
	stack := cdktest.NewStack(nil)
	shop := behind(stack, 1, func(p *beanstalk.WebEnvironmentProps) {
		p.Domain = &beanstalk.Domain{Name: jsii.String("www.example.com"), HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ")}
	})
	deployment(stack, func(d *delivery.Deployment) { d.Environment, d.Approval = shop, jsii.Bool(true) })
	if link := configuration(t, stageOf(t, stack, "Approve-Shop"), "Approve")["ExternalEntityLink"]; link != "https://www.example.com" {
		t.Errorf("the approval leads to %v", link)
	}
	for id, r := range resources(t, stack) {
		if strings.HasPrefix(id, "PipelineChangesShopRoleDefault") && strings.Contains(cdktest.Text(r.Properties), "elasticbeanstalk") {
			t.Error("the step may ask for an address that is known")
		}
	}
}

func TestChangesAreRefusedWhereNobodyCanTellThem(t *testing.T) {
	for want, change := range map[string]func(*delivery.PipelineProps){
		"ApprovalChanges must come with Approval, got no approval; set Approval to true, or leave it out": func(p *delivery.PipelineProps) {
			(*p.Deployments)[0].ApprovalChanges = jsii.Bool(true)
		},
		"ApprovalChanges must be left out for a source that is no repository, got true; leave it out": func(p *delivery.PipelineProps) {
			p.Source = &bucketSource{"app.zip"}
			(*p.Deployments)[0].Approval, (*p.Deployments)[0].ApprovalChanges = jsii.Bool(true), jsii.Bool(true)
		},
	} {
		stack := cdktest.NewStack(nil)
		checkRejection(t, "Pipeline", func() { pipeline(stack, change) }, "Deployments[0]."+want)
	}
}
