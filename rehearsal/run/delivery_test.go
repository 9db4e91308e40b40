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

// The address of an app that is kept is told under the stage whose environment it is, whichever pipeline leads there.
func TestWhoseAddressIsTold(t *testing.T) {
	made := []stacks.Resource{
		{Stack: "TestStack", Kind: "AWS::ElasticBeanstalk::Environment", ID: "shop-test"},
		{Stack: "ProdStack", Kind: "AWS::ElasticBeanstalk::Environment", ID: "shop-prod"},
		{Stack: "ReleaseStack", Kind: "AWS::S3::Bucket", ID: "shop-elsewhere"},
	}
	for environment, want := range map[string]string{"shop-test": "Test", "shop-prod": "Prod", "shop-elsewhere": "Release"} {
		if got := stageWith(environment, made, "Release"); got != want {
			t.Errorf("%s: got %s, want %s", environment, got, want)
		}
	}
}
