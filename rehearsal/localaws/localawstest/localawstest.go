// Package localawstest starts a local AWS for tests, and deploys to it.
package localawstest

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/s3"

	"beanstalkline/rehearsal/localaws"
)

// Start starts a local AWS with what bootstrapping would leave there. It installs nothing. The folder dir is that of the
// package localaws.
func Start(t *testing.T, dir string) *localaws.Clients {
	t.Helper()
	python, err := localaws.Python(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("moto is not installed yet: a rehearsal installs it")
	}
	ReadExtension(t, dir)
	listener, err := localaws.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	local, err := localaws.Start(python, dir, filepath.Join(t.TempDir(), "aws.log"), listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.Stop)
	if err := local.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := localaws.NewClients(local.Endpoint())
	Deploy(t, client, "Bootstrap", map[string]any{"Resources": map[string]any{
		"Version": map[string]any{"Type": "AWS::SSM::Parameter", "Properties": map[string]any{
			"Name": "/cdk-bootstrap/hnb659fds/version", "Type": "String", "Value": "31",
		}},
	}})
	assets := aws.String(fmt.Sprintf("cdk-hnb659fds-assets-%s-%s", localaws.Account, localaws.Region))
	if _, err := client.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: assets}); err != nil {
		t.Fatal(err)
	}
	for _, key := range assetKeys(t, dir) {
		_, err := client.S3.PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: assets, Key: &key, Body: bytes.NewReader(Zip(t)),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return client
}

// ReadExtension reads the Python files, so that go test sees when one has changed.
func ReadExtension(t *testing.T, dir string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(dir, "extension"), func(file string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".py" {
			_, err = os.ReadFile(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func assetKeys(t *testing.T, dir string) []string {
	t.Helper()
	keys := map[string]bool{}
	for _, stack := range []string{"SourceStack", "DevStack", "ProdStack"} {
		content, err := os.ReadFile(filepath.Join(dir, "../../testdata", stack+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range regexp.MustCompile(`"[^"]+\.zip"`).FindAllString(string(content), -1) {
			keys[strings.Trim(key, `"`)] = true
		}
	}
	return slices.Collect(maps.Keys(keys))
}

// Zip is a page in a zip file.
func Zip(t *testing.T) []byte {
	t.Helper()
	var zipped bytes.Buffer
	archive := zip.NewWriter(&zipped)
	header := &zip.FileHeader{Name: "page.html", Method: zip.Deflate}
	header.SetMode(0o644)
	entry, err := archive.CreateHeader(header)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := entry.Write([]byte("<h1>Before</h1>")); err != nil {
		t.Fatal(err)
	}
	if err := archive.Close(); err != nil {
		t.Fatal(err)
	}
	return zipped.Bytes()
}

// Deploy deploys a stack and returns why it failed, or nothing.
func Deploy(t *testing.T, client *localaws.Clients, stack string, tpl any) string {
	t.Helper()
	body, err := json.Marshal(tpl)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	_, err = client.CloudFormation.CreateStack(ctx, &cloudformation.CreateStackInput{
		StackName: &stack, TemplateBody: aws.String(string(body)),
	})
	if err != nil {
		return err.Error()
	}
	events, err := client.CloudFormation.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{
		StackName: &stack,
	})
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, event := range events.StackEvents {
		switch event.ResourceStatus {
		case types.ResourceStatusCreateFailed, types.ResourceStatusRollbackInProgress:
			reasons = append(reasons, aws.ToString(event.ResourceStatusReason))
		}
	}
	return strings.Join(reasons, "\n")
}
