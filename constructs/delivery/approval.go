package delivery

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/prop"
)

// request is an approval that somebody is asked for.
type request struct {
	deployment     *Deployment
	name, revision string
	source         Source
	seen           beanstalk.IEnvironment // where the release can be looked at
	told           awssns.ITopic
	namespace      string
}

// actions ask somebody, after a step that finds out what has changed, if there is one; nil without an approval.
func (r request) actions(steps *steps) (actions []awscodepipeline.IAction) {
	d := r.deployment
	if !prop.Or(d.Approval, false) {
		return nil
	}
	if d.ApprovalTopic != nil {
		r.told = d.ApprovalTopic
	}
	asked := &awscodepipelineactions.ManualApprovalActionProps{
		ActionName:            jsii.String("Approve"),
		AdditionalInformation: jsii.Sprintf("%s, to be deployed to %s", r.revision, r.name),
		NotificationTopic:     r.told,
	}
	how, _ := visit(r.seen)
	if how.Address != "" {
		asked.ExternalEntityLink = &how.Address
	}
	if hasHistory(r.source) && prop.Or(d.ApprovalChanges, true) {
		step := changes{from: historyOf(steps.scope, r.source), name: r.name, namespace: r.namespace}
		if how.Address == "" {
			step.seen = new(seenFrom(steps.scope, r.seen))
			asked.ExternalEntityLink = jsii.String(step.variable("ADDRESS"))
		}
		asked.AdditionalInformation = jsii.String(fmt.Sprintf("%s. %s", *asked.AdditionalInformation, step.variable("CHANGES")))
		asked.RunOrder = jsii.Number(2)
		actions = append(actions, steps.action("Changes", 1, step.project(steps.scope, steps.pipeline, steps.logs()), &r.namespace,
			map[string]string{"COMMIT": SourceVariable("CommitId"), "EXECUTION": "#{codepipeline.PipelineExecutionId}"}))
	}
	return append(actions, awscodepipelineactions.NewManualApprovalAction(asked))
}
