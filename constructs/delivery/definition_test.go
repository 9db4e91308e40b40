package delivery_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdk"
)

// What others add to a pipeline is judged when the app is synthesized.
func TestAdditionsAreJudged(t *testing.T) {
	approval := func(name string, order float64) awscodepipeline.IAction {
		return awscodepipelineactions.NewManualApprovalAction(&awscodepipelineactions.ManualApprovalActionProps{
			ActionName: &name, RunOrder: &order,
		})
	}
	for name, test := range map[string]struct {
		add  func(p *delivery.Pipeline)
		want []string
	}{
		"nothing": {func(*delivery.Pipeline) {}, nil},
		"an action": {func(p *delivery.Pipeline) {
			p.Pipeline.Stage(jsii.String(delivery.BuildStage)).AddAction(approval("Ask", 2))
		}, nil},
		"an action that never runs": {func(p *delivery.Pipeline) {
			p.Pipeline.Stage(jsii.String(delivery.BuildStage)).AddAction(approval("Ask", 1000))
		}, []string{`RunOrder of action "Ask" in stage "Build" must be a whole number from 1 to 999, got "1000"; write 1 to 999`}},
		"too many stages": {func(p *delivery.Pipeline) {
			for i := range 48 {
				p.Pipeline.AddStage(&awscodepipeline.StageOptions{
					StageName: jsii.String(fmt.Sprintf("Ask%d", i)), Actions: &[]awscodepipeline.IAction{approval("Ask", 1)},
				})
			}
		}, []string{"Stages must be at most 50, got 51; join some, or make two pipelines; the quota cannot be raised"}},
		"values of the resource": {func(p *delivery.Pipeline) {
			resource := p.Pipeline.Node().DefaultChild().(awscodepipeline.CfnPipeline)
			resource.SetExecutionMode(jsii.String("QUEUE"))
			resource.SetVariables(&[]any{&awscodepipeline.CfnPipeline_VariableDeclarationProperty{Name: jsii.String("the version")}})
		}, []string{
			`ExecutionMode must be "QUEUED", "SUPERSEDED" or "PARALLEL", got "QUEUE"; write "QUEUED"`,
			`Variables[0].Name must be 1 to 128 letters, digits, "@", "_" and "-", got "the version"; choose another name`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			app := awscdk.NewApp(nil)
			stack := awscdk.NewStack(awscdk.NewStage(app, jsii.String("Test"), nil), jsii.String("Stack"), nil)
			test.add(pipeline(stack))
			err := cdk.Try(func() { awscdk.Stage_Of(stack).Synth(nil) })
			if (err != nil) != (test.want != nil) {
				t.Fatal(err)
			}
			for _, want := range test.want {
				if !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "[Test/Stack/Pipeline]") {
					t.Errorf("got\n%v\nwant\n%s", err, want)
				}
			}
		})
	}
}
