package main

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/codebuild"
	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// clients ask the local AWS what anyone would ask AWS.
type clients struct {
	cloudControl   *cloudcontrol.Client
	cloudFormation *cloudformation.Client
	codeBuild      *codebuild.Client
	codeCommit     *codecommit.Client
	codePipeline   *codepipeline.Client
	beanstalk      *elasticbeanstalk.Client
	s3             *s3.Client
}

func newClients(endpoint string) *clients {
	config := aws.Config{
		Region:       region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	}
	return &clients{
		cloudControl:   cloudcontrol.NewFromConfig(config),
		cloudFormation: cloudformation.NewFromConfig(config),
		codeBuild:      codebuild.NewFromConfig(config),
		codeCommit:     codecommit.NewFromConfig(config),
		codePipeline:   codepipeline.NewFromConfig(config),
		beanstalk:      elasticbeanstalk.NewFromConfig(config),
		s3:             s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }),
	}
}
