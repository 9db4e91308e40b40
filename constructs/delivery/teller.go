package delivery

import (
	"encoding/json"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsstepfunctions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/isolation"
)

// newTeller defines the state machine that sends a message with the commit of its run. Its role may ask for runs of the
// pipeline, and publish to the topic.
func newTeller(
	scope constructs.Construct, pipeline awscodepipeline.Pipeline, told awssns.ITopic, source Source,
) awsstepfunctions.CfnStateMachine {
	role := awsiam.NewRole(scope, jsii.String("TellerRole"), &awsiam.RoleProps{
		AssumedBy: awsiam.NewServicePrincipal(jsii.String("states.amazonaws.com"), nil),
	})
	isolation.TrustHere(role)
	role.AddToPolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("codepipeline:GetPipelineExecution"), Resources: &[]*string{pipeline.PipelineArn()},
	}))
	told.GrantPublish(role)
	machine := awsstepfunctions.NewCfnStateMachine(scope, jsii.String("Teller"), &awsstepfunctions.CfnStateMachineProps{
		RoleArn:          role.RoleArn(),
		DefinitionString: jsii.String(tellerDefinition(source)),
		DefinitionSubstitutions: map[string]*string{
			"Topic": told.TopicArn(), "Partition": awscdk.Stack_Of(scope).Partition(),
		},
	})
	machine.Node().AddDependency(role)
	return machine
}

// tellerDefinition finds the run, and tells its commit where it has one. Whatever goes wrong with that, people are told the
// rest. Line breaks are in what the rules send, so that none is in a formula.
func tellerDefinition(source Source) string {
	const revision = "$.run.PipelineExecution.ArtifactRevisions[0]"
	tell := func(message string) map[string]any {
		return map[string]any{
			"Type": "Task", "Resource": "arn:${Partition}:states:::sns:publish", "End": true,
			"Parameters": map[string]any{"TopicArn": "${Topic}", "Subject.$": "$.subject", "Message.$": message},
			"Retry":      []any{map[string]any{"ErrorEquals": []string{"States.ALL"}, "IntervalSeconds": 5, "MaxAttempts": 3}},
		}
	}
	known := "States.Format('{}It is revision {}.{}{}', $.happened, " + revision + ".RevisionId, $.break, $.advice)"
	needed := []any{map[string]any{"Variable": revision + ".RevisionId", "IsPresent": true}}
	if _, is := source.(codeCommitSource); is { // whose summary of a revision is the message of the commit
		// Its first line, so that no message of a commit passes for more than that.
		known = "States.Format('{}{}{}{}', $.happened, States.ArrayGetItem(States.StringSplit(States.Format('It is commit {}: {}', " +
			revision + ".RevisionId, " + revision + ".RevisionSummary), $.break), 0), $.break, $.advice)"
		needed = append(needed, map[string]any{"Variable": revision + ".RevisionSummary", "IsPresent": true})
	}
	definition, err := json.Marshal(map[string]any{
		"StartAt": "Find",
		"States": map[string]any{
			"Find": map[string]any{
				"Type": "Task", "Resource": "arn:${Partition}:states:::aws-sdk:codepipeline:getPipelineExecution",
				"Parameters": map[string]any{"PipelineName.$": "$.pipeline", "PipelineExecutionId.$": "$.execution"},
				"ResultPath": "$.run", "Next": "Known",
				"Retry": []any{map[string]any{"ErrorEquals": []string{"States.ALL"}, "IntervalSeconds": 5, "MaxAttempts": 3}},
				"Catch": []any{map[string]any{"ErrorEquals": []string{"States.ALL"}, "ResultPath": "$.error", "Next": "Tell"}},
			},
			"Known": map[string]any{
				"Type": "Choice", "Default": "Tell",
				"Choices": []any{map[string]any{"And": needed, "Next": "TellCommit"}},
			},
			"TellCommit": tell(known),
			"Tell":       tell("States.Format('{}{}', $.happened, $.advice)"),
		},
	})
	if err != nil {
		panic(err) // it is a literal
	}
	return string(definition)
}
