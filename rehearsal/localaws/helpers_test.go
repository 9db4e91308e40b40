package localaws_test

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

// start starts a local AWS with what bootstrapping would leave there. It installs nothing.
func start(t *testing.T) *localaws.Clients {
	t.Helper()
	python, err := localaws.Python(".")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("moto is not installed yet: a rehearsal installs it")
	}
	readExtension(t)
	listener, err := localaws.Listen(0)
	if err != nil {
		t.Fatal(err)
	}
	local, err := localaws.Start(python, ".", filepath.Join(t.TempDir(), "aws.log"), listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.Stop)
	if err := local.Ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := localaws.NewClients(local.Endpoint())
	deploy(t, client, "Bootstrap", template{"Resources": map[string]any{
		"Version": map[string]any{"Type": "AWS::SSM::Parameter", "Properties": map[string]any{
			"Name": "/cdk-bootstrap/hnb659fds/version", "Type": "String", "Value": "31",
		}},
	}})
	assets := aws.String(fmt.Sprintf("cdk-hnb659fds-assets-%s-%s", localaws.Account, localaws.Region))
	if _, err := client.S3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: assets}); err != nil {
		t.Fatal(err)
	}
	for _, key := range assetKeys(t) {
		_, err := client.S3.PutObject(t.Context(), &s3.PutObjectInput{
			Bucket: assets, Key: &key, Body: bytes.NewReader(zipForTest(t)),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return client
}

// readExtension reads the Python files, so that go test sees when one has changed.
func readExtension(t *testing.T) {
	t.Helper()
	err := filepath.WalkDir("extension", func(file string, entry fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(file) == ".py" {
			_, err = os.ReadFile(file)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func assetKeys(t *testing.T) []string {
	t.Helper()
	keys := map[string]bool{}
	for _, stack := range []string{"SourceStack", "DevStack", "ProdStack"} {
		content, err := os.ReadFile(filepath.Join(goldens, stack+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range regexp.MustCompile(`"[^"]+\.zip"`).FindAllString(string(content), -1) {
			keys[strings.Trim(key, `"`)] = true
		}
	}
	return slices.Collect(maps.Keys(keys))
}

func zipForTest(t *testing.T) []byte {
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

// deploy deploys a stack and returns why it failed, or nothing.
func deploy(t *testing.T, client *localaws.Clients, stack string, tpl template) string {
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
