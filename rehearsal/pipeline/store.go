package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/s3"
	s3types "github.com/aws/aws-sdk-go-v2/service/s3/types"

	"beanstalkline/rehearsal/failure"
)

// A store is a pipeline's bucket, and where the artifacts of one execution are in it.
type store struct {
	Pipeline
	keys map[string]string // by the name of the artifact
}

// put stores an artifact that an action made.
func (s store) put(ctx context.Context, name string, zipped []byte) error {
	sum := sha256.Sum256(zipped)
	key := fmt.Sprintf("%s/%s/%s.zip", *s.Name, name, hex.EncodeToString(sum[:8]))
	s.keys[name] = key
	_, err := s.aws.S3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: s.ArtifactStore.Location, Key: &key, Body: bytes.NewReader(zipped),
	})
	return err
}

// take returns an artifact that an earlier action made.
func (s store) take(ctx context.Context, name string) ([]byte, error) {
	content, err := s.aws.Object(ctx, *s.ArtifactStore.Location, s.keys[name])
	var gone *s3types.NoSuchKey
	if errors.As(err, &gone) {
		return nil, &failure.Failure{
			Where: "CodePipeline, artifact " + name,
			Cause: fmt.Sprintf("Unable to access the artifact with Amazon S3 object key '%s' located in the Amazon S3 artifact bucket '%s'",
				s.keys[name], *s.ArtifactStore.Location),
			Do: "The artifact has expired or was deleted: build its commit again, with start-pipeline-execution --source-revisions.",
		}
	}
	return content, err
}

// of are the keys of the artifacts that an action has made.
func (s store) of(names []string) map[string]string {
	made := map[string]string{}
	for _, name := range names {
		if key, is := s.keys[name]; is {
			made[name] = key
		}
	}
	return made
}
