package pipeline

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/service/codepipeline/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A store is a pipeline's bucket, and where the artifacts of one execution are in it.
type store struct {
	Pipeline
	keys map[string]string // by the name of the artifact
}

// put stores what an action made.
func (s store) put(ctx context.Context, action types.ActionDeclaration, zipped []byte) error {
	if len(action.OutputArtifacts) != 1 {
		return fmt.Errorf("%s must make one artifact, got %d", *action.Name, len(action.OutputArtifacts))
	}
	sum := sha256.Sum256(zipped)
	name := *action.OutputArtifacts[0].Name
	key := fmt.Sprintf("%s/%s/%s.zip", *s.Name, name, hex.EncodeToString(sum[:8]))
	s.keys[name] = key
	_, err := s.aws.S3.PutObject(ctx, &s3.PutObjectInput{
		Bucket: s.ArtifactStore.Location, Key: &key, Body: bytes.NewReader(zipped),
	})
	return err
}

// take returns what an earlier action put there for this one.
func (s store) take(ctx context.Context, action types.ActionDeclaration) ([]byte, error) {
	if len(action.InputArtifacts) != 1 {
		return nil, fmt.Errorf("%s must take one artifact, got %d", *action.Name, len(action.InputArtifacts))
	}
	return s.aws.Object(ctx, *s.ArtifactStore.Location, s.keys[*action.InputArtifacts[0].Name])
}
