package beanstalk

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"beanstalkline/rehearsal/localaws"
)

// An Environment is a deployed environment.
type Environment struct{ Application, Name string }

// Deploy stores the bundle where Elastic Beanstalk keeps bundles, makes a version of it and hands that to the
// environment. It returns the label of the version.
func (e Environment) Deploy(
	ctx context.Context, aws *localaws.Clients, bundle []byte, commit string,
) (label string, err error) {
	storage, err := aws.Beanstalk.CreateStorageLocation(ctx, &elasticbeanstalk.CreateStorageLocationInput{})
	if err != nil {
		return "", err
	}
	label = fmt.Sprintf("code-pipeline-%d-%.7s", time.Now().UnixMilli(), commit)
	key := e.Application + "/" + label + ".zip"
	_, err = aws.S3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: storage.S3Bucket, Key: &key, Body: bytes.NewReader(bundle),
	})
	if err != nil {
		return "", err
	}
	_, err = aws.Beanstalk.CreateApplicationVersion(ctx, &elasticbeanstalk.CreateApplicationVersionInput{
		ApplicationName: &e.Application,
		VersionLabel:    &label,
		Description:     sdk.String("commit " + commit),
		SourceBundle:    &types.S3Location{S3Bucket: storage.S3Bucket, S3Key: &key},
	})
	if err != nil {
		return "", err
	}
	_, err = aws.Beanstalk.UpdateEnvironment(ctx, &elasticbeanstalk.UpdateEnvironmentInput{
		ApplicationName: &e.Application, EnvironmentName: &e.Name, VersionLabel: &label,
	})
	return label, err
}

// An Order is what an instance learns when it is told to deploy a version.
type Order struct {
	PlatformArn, SolutionStack string // one of them
	Settings                   Settings
	Bundle                     []byte
	Role                       string // the ARN of the instances' role
}

// Read is the order to deploy a version, or the one that the environment has if the label is empty.
func (e Environment) Read(ctx context.Context, aws *localaws.Clients, label string) (order Order, err error) {
	running, err := aws.Beanstalk.DescribeEnvironments(ctx, &elasticbeanstalk.DescribeEnvironmentsInput{
		ApplicationName: &e.Application, EnvironmentNames: []string{e.Name},
	})
	if err != nil {
		return order, err
	}
	if len(running.Environments) == 1 && label == "" {
		label = sdk.ToString(running.Environments[0].VersionLabel)
	}
	if len(running.Environments) != 1 || sdk.ToString(running.Environments[0].VersionLabel) != label {
		return order, fmt.Errorf("the environment %s does not have the version %s", e.Name, label)
	}
	order.PlatformArn = sdk.ToString(running.Environments[0].PlatformArn)
	order.SolutionStack = sdk.ToString(running.Environments[0].SolutionStackName)
	configured, err := aws.Beanstalk.DescribeConfigurationSettings(ctx, &elasticbeanstalk.DescribeConfigurationSettingsInput{
		ApplicationName: &e.Application, EnvironmentName: &e.Name,
	})
	if err != nil {
		return order, err
	}
	order.Settings = configured.ConfigurationSettings[0].OptionSettings
	profile, err := aws.IAM.GetInstanceProfile(ctx, &iam.GetInstanceProfileInput{
		InstanceProfileName: sdk.String(order.Settings.InstanceProfile()),
	})
	if err != nil {
		return order, err
	}
	if roles := profile.InstanceProfile.Roles; len(roles) == 1 {
		order.Role = sdk.ToString(roles[0].Arn)
	}
	versions, err := aws.Beanstalk.DescribeApplicationVersions(ctx, &elasticbeanstalk.DescribeApplicationVersionsInput{
		ApplicationName: &e.Application, VersionLabels: []string{label},
	})
	if err != nil {
		return order, err
	}
	bundle := versions.ApplicationVersions[0].SourceBundle
	order.Bundle, err = aws.Object(ctx, *bundle.S3Bucket, *bundle.S3Key)
	return order, err
}

// Address is where the release of an environment answers on this machine, or nothing.
func Address(ctx context.Context, aws *localaws.Clients, environment string) string {
	got, err := aws.Beanstalk.DescribeEnvironments(ctx, &elasticbeanstalk.DescribeEnvironmentsInput{
		EnvironmentNames: []string{environment},
	})
	if err != nil || len(got.Environments) != 1 {
		return ""
	}
	if address := sdk.ToString(got.Environments[0].CNAME); strings.HasPrefix(address, "localhost:") {
		return address
	}
	return ""
}
