package localaws

import (
	"context"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/codebuild"
	"github.com/aws/aws-sdk-go-v2/service/codecommit"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/secretsmanager"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
)

// Clients ask the local AWS what anyone would ask AWS.
type Clients struct {
	Endpoint, Account, Region string

	CloudControl   *cloudcontrol.Client
	CloudFormation *cloudformation.Client
	CodeBuild      *codebuild.Client
	CodeCommit     *codecommit.Client
	CodePipeline   *codepipeline.Client
	Beanstalk      *elasticbeanstalk.Client
	IAM            *iam.Client
	S3             *s3.Client
	SecretsManager *secretsmanager.Client
	SSM            *ssm.Client
}

// NewClients returns clients of the local AWS at an endpoint.
func NewClients(endpoint string) *Clients {
	config := aws.Config{
		Region:       Region,
		BaseEndpoint: aws.String(endpoint),
		Credentials:  credentials.NewStaticCredentialsProvider("testing", "testing", ""),
	}
	return &Clients{
		Endpoint: endpoint, Account: Account, Region: Region,

		CloudControl:   cloudcontrol.NewFromConfig(config),
		CloudFormation: cloudformation.NewFromConfig(config),
		CodeBuild:      codebuild.NewFromConfig(config),
		CodeCommit:     codecommit.NewFromConfig(config),
		CodePipeline:   codepipeline.NewFromConfig(config),
		Beanstalk:      elasticbeanstalk.NewFromConfig(config),
		IAM:            iam.NewFromConfig(config),
		S3:             s3.NewFromConfig(config, func(o *s3.Options) { o.UsePathStyle = true }),
		SecretsManager: secretsmanager.NewFromConfig(config),
		SSM:            ssm.NewFromConfig(config),
	}
}

// Object reads an object of a bucket.
func (c *Clients) Object(ctx context.Context, bucket, key string) ([]byte, error) {
	got, err := c.S3.GetObject(ctx, &s3.GetObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, err
	}
	defer got.Body.Close()
	return io.ReadAll(got.Body)
}
