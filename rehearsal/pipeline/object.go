package pipeline

import (
	"bytes"
	"context"
	"fmt"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/localaws"
)

// Upload puts what Git knows in a folder, or all of it, under the key, and returns its version. The pipeline starts by itself.
func (p Pipeline) Upload(ctx context.Context, folder string) (version string, err error) {
	files, err := Known(ctx, folder)
	if err != nil {
		return "", err
	}
	zipped, _, err := archive.Pack(folder, archive.Selection{Files: files})
	if err != nil {
		return "", err
	}
	bucket, key := p.Object()
	put, err := p.aws.S3.PutObject(ctx, &s3.PutObjectInput{Bucket: &bucket, Key: &key, Body: bytes.NewReader(zipped)})
	if err != nil {
		return "", err
	}
	return sdk.ToString(put.VersionId), nil
}

// readObject returns the newest version of the archive that a source in Amazon S3 names, unpacked into a folder too, and the
// variables of the action.
func readObject(ctx context.Context, aws *localaws.Clients, action types.ActionDeclaration, dir string) ([]byte, map[string]string, error) {
	bucket, key := action.Configuration["S3Bucket"], action.Configuration["S3ObjectKey"]
	head, err := aws.S3.HeadObject(ctx, &s3.HeadObjectInput{Bucket: &bucket, Key: &key})
	if err != nil {
		return nil, nil, failure.Missing(fmt.Sprintf("nobody has uploaded %s to %s", key, bucket))
	}
	zipped, err := aws.Object(ctx, bucket, key)
	if err != nil {
		return nil, nil, err
	}
	return zipped, map[string]string{
		"VersionId": sdk.ToString(head.VersionId), "ETag": sdk.ToString(head.ETag), "BucketName": bucket, "ObjectKey": key,
	}, archive.Unpack(zipped, dir)
}
