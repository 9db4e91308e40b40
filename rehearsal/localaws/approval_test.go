package localaws_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/stacks"
)

// TestLocalAWSAwaitsApprovals lets the release wait for somebody, who refuses.
func TestLocalAWSAwaitsApprovals(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	if reasons := deploy(t, client, "ProdStack", golden(t, "ProdStack")); reasons != "" {
		t.Fatal(reasons)
	}
	release := golden(t, "ReleaseStack")
	release.without("Deploy-Test", "Deploy-Staging")
	if reasons := deploy(t, client, "ReleaseStack", release); reasons != "" {
		t.Fatal(reasons)
	}
	all, _, err := stacks.Deployed(t.Context(), client, "ReleaseStack")
	if err != nil {
		t.Fatal(err)
	}
	var pipeline string
	for _, resource := range all {
		if resource.Kind == "AWS::CodePipeline::Pipeline" {
			pipeline = resource.ID
		}
	}
	work, err := client.NextWork(t.Context(), nil)
	if err != nil || len(work) != 1 || work[0].Pipeline != pipeline {
		t.Fatalf("got %v, %v", work, err)
	}
	told := map[string]any{
		"account": work[0].Account, "region": work[0].Region, "pipeline": pipeline, "execution": work[0].Execution,
		"stage": "Approve-Prod", "action": "Approve", "status": "InProgress",
	}
	if err := client.Tell(t.Context(), "action", told, nil); err != nil {
		t.Fatal(err)
	}
	var waits struct{ Status, Token string }
	if err := client.Tell(t.Context(), "approval", told, &waits); err != nil || waits.Status != "InProgress" || waits.Token == "" {
		t.Fatalf("got %+v, %v", waits, err)
	}
	answered := make(chan string)
	go func() {
		answer := struct{ Status, Summary string }{Status: "InProgress"}
		for answer.Status == "InProgress" {
			if err := client.Tell(t.Context(), "approval", told, &answer); err != nil {
				answer.Status = err.Error()
			}
		}
		answered <- answer.Status + " " + answer.Summary
	}()
	token := func() (token *string) {
		got, err := client.CodePipeline.GetPipelineState(t.Context(), &codepipeline.GetPipelineStateInput{Name: &pipeline})
		if err != nil {
			t.Fatal(err)
		}
		for _, stage := range got.StageStates {
			for _, action := range stage.ActionStates {
				if action.LatestExecution != nil && action.LatestExecution.Token != nil {
					token = action.LatestExecution.Token
				}
			}
		}
		return token
	}
	put := func(token *string) error {
		_, err := client.CodePipeline.PutApprovalResult(t.Context(), &codepipeline.PutApprovalResultInput{
			PipelineName: &pipeline, StageName: aws.String("Approve-Prod"), ActionName: aws.String("Approve"), Token: token,
			Result: &types.ApprovalResult{Status: types.ApprovalStatusRejected, Summary: aws.String("not on a Friday")},
		})
		return err
	}
	given := token()
	if given == nil || *given != waits.Token {
		t.Errorf("the state has not the token %s", waits.Token)
	}
	if err := put(aws.String("4f1c2d3e-0000-0000-0000-000000000000")); err == nil || !strings.Contains(err.Error(), "InvalidApprovalToken") {
		t.Errorf("got %v", err)
	}
	if err := put(given); err != nil {
		t.Error(err)
	}
	if got := <-answered; got != "Failed not on a Friday" {
		t.Errorf("got %q", got)
	}
	if err := put(given); err == nil || !strings.Contains(err.Error(), "ApprovalAlreadyCompleted") {
		t.Errorf("got %v", err)
	}
	if token() != nil {
		t.Error("the state still has a token")
	}
}
