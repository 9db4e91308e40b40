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
	"github.com/aws/aws-sdk-go-v2/service/sts"
)

// Clients ask the local AWS what anyone would ask AWS.
type Clients struct {
	Endpoint, Account, Region string

	credentials aws.CredentialsProvider

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
	return newClients(endpoint, Account, Region, credentials.NewStaticCredentialsProvider("testing", "testing", ""))
}

// In returns clients in another account and region. The local AWS lets everybody into every account.
func (c *Clients) In(ctx context.Context, account, region string) (*Clients, error) {
	if account == c.Account {
		return newClients(c.Endpoint, account, region, c.credentials), nil
	}
	to := sts.New(sts.Options{Region: c.Region, BaseEndpoint: &c.Endpoint, Credentials: c.credentials})
	got, err := to.AssumeRole(ctx, &sts.AssumeRoleInput{
		RoleArn: aws.String("arn:aws:iam::" + account + ":role/rehearsal"), RoleSessionName: aws.String("rehearsal"),
	})
	if err != nil {
		return nil, err
	}
	as := credentials.NewStaticCredentialsProvider(*got.Credentials.AccessKeyId, *got.Credentials.SecretAccessKey,
		*got.Credentials.SessionToken)
	return newClients(c.Endpoint, account, region, as), nil
}

// Environment is what directs a program to the account and region of the clients.
func (c *Clients) Environment(ctx context.Context) ([]string, error) {
	keys, err := c.credentials.Retrieve(ctx)
	return []string{
		"AWS_ENDPOINT_URL=" + c.Endpoint,
		"AWS_ACCESS_KEY_ID=" + keys.AccessKeyID,
		"AWS_SECRET_ACCESS_KEY=" + keys.SecretAccessKey,
		"AWS_SESSION_TOKEN=" + keys.SessionToken,
		"AWS_REGION=" + c.Region,
		"AWS_DEFAULT_REGION=" + c.Region,
	}, err
}

func newClients(endpoint, account, region string, as aws.CredentialsProvider) *Clients {
	config := aws.Config{Region: region, BaseEndpoint: aws.String(endpoint), Credentials: as}
	return &Clients{
		Endpoint: endpoint, Account: account, Region: region, credentials: as,

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
