package main

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"

	"beanstalkline/rehearsal/pipeline"
	"beanstalkline/rehearsal/stacks"
)

// A stage of a release can be rehearsed alone, and then no commit goes to it, which must be told.
func TestEnvironmentsThatNoPipelineReaches(t *testing.T) {
	release := pipeline.Pipeline{PipelineDeclaration: &types.PipelineDeclaration{
		Name: aws.String("release"),
		Stages: []types.StageDeclaration{{Actions: []types.ActionDeclaration{{
			ActionTypeId:  &types.ActionTypeId{Category: types.ActionCategoryDeploy},
			Configuration: map[string]string{"EnvironmentName": "shop-test"},
		}}}},
	}}
	made := []stacks.Resource{
		{Stack: "TestStack", Kind: "AWS::ElasticBeanstalk::Environment", ID: "shop-test"},
		{Stack: "ProdStack", Kind: "AWS::ElasticBeanstalk::Environment", ID: "shop-prod"},
		{Stack: "ProdStack", Kind: "AWS::S3::Bucket", ID: "shop"},
	}
	if got := unreached(made, []pipeline.Pipeline{release}); len(got) != 1 || got[0].Stack != "ProdStack" {
		t.Errorf("got %v, want that of ProdStack", got)
	}
	if got := unreached(made, nil); len(got) != 2 {
		t.Errorf("without a pipeline: got %v, want both", got)
	}
}
