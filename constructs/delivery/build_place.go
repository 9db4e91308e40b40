package delivery

import (
	"fmt"
	"slices"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// cachePrefix is where the artifact bucket holds what one build leaves for the next.
const cachePrefix = "build-cache"

// vpc is where the build runs.
func (p *PipelineProps) vpc() beanstalk.BuildVpc {
	return beanstalk.BuildVpc{Vpc: p.BuildVpc, Subnets: p.BuildSubnets, SecurityGroups: p.BuildSecurityGroups}
}

// validateCaches finds caches that CodeBuild has not, or would ignore (AWS page "Local caching").
func (p *PipelineProps) validateCaches(problems *prop.Problems) {
	modes := prop.Or(p.LocalCaches, nil)
	for i, mode := range modes {
		field := fmt.Sprintf("LocalCaches[%d]", i)
		switch {
		case mode == awscodebuild.LocalCacheMode_SOURCE:
			problems.MustBe(field, "DOCKER_LAYER or CUSTOM, since a pipeline hands over no Git repository to cache", string(mode), "remove it")
		case mode == "":
			problems.MustBe(field, "DOCKER_LAYER or CUSTOM", "")
		case slices.Contains(modes[:i], mode):
			problems.MustBe(field, "named once", string(mode), "remove it")
		case mode == awscodebuild.LocalCacheMode_DOCKER_LAYER && !prop.Or(p.Privileged, p.Image != nil):
			problems.Say(field, "set Privileged, or remove it", "must come with Privileged, got DOCKER_LAYER without it")
		default:
			problems.OneOf(field, string(mode), string(awscodebuild.LocalCacheMode_DOCKER_LAYER), string(awscodebuild.LocalCacheMode_CUSTOM))
		}
	}
	if len(modes) == 0 {
		return
	}
	const fix = "leave it out for the cache in the artifact bucket"
	if p.BuildVpc != nil {
		problems.Say("LocalCaches", fix, "must be left out in a VPC, where CodeBuild has no local caches, got some")
	}
	if p.ComputeType == awscodebuild.ComputeType_X2_LARGE {
		problems.Say("LocalCaches", fix, "must be left out on X2_LARGE, which has no local caches, got some")
	}
}

// cache is on the build host, in a bucket, or nowhere.
func (p *PipelineProps) cache(bucket awss3.IBucket) awscodebuild.Cache {
	switch modes := p.LocalCaches; {
	case modes == nil:
		return awscodebuild.Cache_Bucket(bucket, &awscodebuild.BucketCacheOptions{Prefix: jsii.String(cachePrefix)})
	case len(*modes) == 0:
		return awscodebuild.Cache_None()
	default:
		return awscodebuild.Cache_Local(*modes...)
	}
}

// confine takes away what the CDK, as AWS's page has it, allows a build in a VPC beyond its own subnets: to add a network
// interface to any subnet of the account.
func (p *PipelineProps) confine(policy awsiam.Policy) {
	if p.BuildVpc == nil {
		return
	}
	here := cdk.PseudoParameters()
	arn := func(resource string) *string {
		return jsii.String(fmt.Sprintf("arn:%s:ec2:%s:%s:%s", here.Partition, here.Region, here.Account, resource))
	}
	where := []*string{arn("network-interface/*"), arn("security-group/*")}
	for _, id := range *p.BuildVpc.SelectSubnets(p.vpc().Selection()).SubnetIds {
		where = append(where, arn("subnet/"+*id))
	}
	policy.AddStatements(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid: jsii.String("NoOtherSubnets"), Effect: awsiam.Effect_DENY,
		Actions: jsii.Strings("ec2:CreateNetworkInterface"), NotResources: &where,
	}))
}
