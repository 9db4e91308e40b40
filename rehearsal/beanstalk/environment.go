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

// Read is what an instance learns when it is told to deploy a version: the environment's settings, and the bundle.
func (e Environment) Read(ctx context.Context, aws *localaws.Clients, label string) (Settings, []byte, error) {
	running, err := aws.Beanstalk.DescribeEnvironments(ctx, &elasticbeanstalk.DescribeEnvironmentsInput{
		ApplicationName: &e.Application, EnvironmentNames: []string{e.Name},
	})
	if err != nil {
		return nil, nil, err
	}
	if len(running.Environments) != 1 || sdk.ToString(running.Environments[0].VersionLabel) != label {
		return nil, nil, fmt.Errorf("the environment %s does not have the version %s", e.Name, label)
	}
	platform := sdk.ToString(running.Environments[0].PlatformArn)
	if !strings.Contains(platform, "/Go 1 running on 64bit Amazon Linux 2023") {
		return nil, nil, fmt.Errorf("the rehearsal starts apps of the Go platform, got %s", platform)
	}
	configured, err := aws.Beanstalk.DescribeConfigurationSettings(ctx, &elasticbeanstalk.DescribeConfigurationSettingsInput{
		ApplicationName: &e.Application, EnvironmentName: &e.Name,
	})
	if err != nil {
		return nil, nil, err
	}
	versions, err := aws.Beanstalk.DescribeApplicationVersions(ctx, &elasticbeanstalk.DescribeApplicationVersionsInput{
		ApplicationName: &e.Application, VersionLabels: []string{label},
	})
	if err != nil {
		return nil, nil, err
	}
	bundle := versions.ApplicationVersions[0].SourceBundle
	zipped, err := aws.Object(ctx, *bundle.S3Bucket, *bundle.S3Key)
	return configured.ConfigurationSettings[0].OptionSettings, zipped, err
}
