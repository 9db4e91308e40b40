package main

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
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/codepipeline"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

const goldens = "../testdata"

// template is a template that a test bends.
type template map[string]any

func golden(t *testing.T, stack string) template {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(goldens, stack+".template.json"))
	if err != nil {
		t.Fatal(err)
	}
	var parsed template
	if err := json.Unmarshal(content, &parsed); err != nil {
		t.Fatal(err)
	}
	return parsed
}

// all returns the resources of a type by logical id.
func (tpl template) all(kind string) map[string]map[string]any {
	found := map[string]map[string]any{}
	for name, resource := range tpl["Resources"].(map[string]any) {
		if resource := resource.(map[string]any); resource["Type"] == kind {
			found[name] = resource
		}
	}
	return found
}

func (tpl template) only(kind string) map[string]any {
	for _, resource := range tpl.all(kind) {
		return resource["Properties"].(map[string]any)
	}
	panic("no " + kind)
}

// option sets an option of the environment.
func (tpl template) option(name string, value any) {
	for _, setting := range tpl.only("AWS::ElasticBeanstalk::Environment")["OptionSettings"].([]any) {
		if setting := setting.(map[string]any); setting["OptionName"] == name {
			setting["Value"] = value
		}
	}
}

// forget makes the environment wait for no resource of a type.
func (tpl template) forget(kind string) {
	for _, environment := range tpl.all("AWS::ElasticBeanstalk::Environment") {
		environment["DependsOn"] = slices.DeleteFunc(environment["DependsOn"].([]any), func(name any) bool {
			_, is := tpl.all(kind)[name.(string)]
			return is
		})
	}
}

// mistrust lets another service take the roles that one could.
func (tpl template) mistrust(service string) {
	for _, role := range tpl.all("AWS::IAM::Role") {
		for _, statement := range role["Properties"].(map[string]any)["AssumeRolePolicyDocument"].(map[string]any)["Statement"].([]any) {
			if principal := statement.(map[string]any)["Principal"].(map[string]any); principal["Service"] == service {
				principal["Service"] = "glue.amazonaws.com"
			}
		}
	}
}

// action is the pipeline's action with a provider.
func (tpl template) action(provider string) map[string]any {
	for _, stage := range tpl.only("AWS::CodePipeline::Pipeline")["Stages"].([]any) {
		for _, action := range stage.(map[string]any)["Actions"].([]any) {
			if action := action.(map[string]any); action["ActionTypeId"].(map[string]any)["Provider"] == provider {
				return action
			}
		}
	}
	panic("no action " + provider)
}

func configure(action map[string]any, key, value string) {
	action["Configuration"].(map[string]any)[key] = value
}

// TestLocalAWSRefuses bends the template of ProdStack in ways that AWS would not accept.
func TestLocalAWSRefuses(t *testing.T) {
	client := localAWSForTest(t)
	deployForTest(t, client, "SourceStack", golden(t, "SourceStack"))

	for name, test := range map[string]struct {
		bend func(template)
		want string
	}{
		"what is as it should be": {func(template) {}, ""},
		"an environment that does not wait for its routes": {
			func(tpl template) { tpl.forget("AWS::EC2::Route") }, "route",
		},
		"an environment that does not wait for its subnets' route tables": {
			func(tpl template) { tpl.forget("AWS::EC2::SubnetRouteTableAssociation") }, "route",
		},
		"an environment that does not wait for the rules of its security groups": {
			func(tpl template) { tpl.forget("AWS::EC2::SecurityGroupIngress") }, "must include an inbound rule",
		},
		"an environment that does not wait for the policy of its log bucket": {
			func(tpl template) { tpl.forget("AWS::S3::BucketPolicy") }, "Access Denied for bucket",
		},
		"an illegal environment name": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["EnvironmentName"] = "a_b" }, "4 to 40",
		},
		"an application that does not exist": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["ApplicationName"] = "other" },
			"No Application named 'other' found",
		},
		"a version that does not exist": {
			func(tpl template) { tpl.only("AWS::ElasticBeanstalk::Environment")["VersionLabel"] = "v1" },
			"No Application Version named 'v1' found",
		},
		"a platform that does not exist": {
			func(tpl template) {
				tpl.only("AWS::ElasticBeanstalk::Environment")["PlatformArn"] = "arn:aws:elasticbeanstalk:us-east-1::platform/Go"
			},
			"No Platform named",
		},
		"an option with a number": {func(tpl template) { tpl.option("MaxSize", 4) }, "must be strings"},
		"an instance profile that does not exist": {
			func(tpl template) { tpl.option("IamInstanceProfile", "nobody") }, "instance profile nobody does not exist",
		},
		"instances without a profile": {
			func(tpl template) { tpl.option("IamInstanceProfile", "") }, "must have instance profile",
		},
		"a subnet that does not exist": {func(tpl template) { tpl.option("Subnets", "subnet-1") }, "subnet-1"},
		"a security group that does not exist": {
			func(tpl template) { tpl.option("SecurityGroups", "sg-1") }, "sg-1",
		},
		"an instance role for another service":      {func(tpl template) { tpl.mistrust("ec2.amazonaws.com") }, "ec2.amazonaws.com"},
		"an environment's role for another service": {func(tpl template) { tpl.mistrust("elasticbeanstalk.amazonaws.com") }, "not authorized"},
		"a build role for another service":          {func(tpl template) { tpl.mistrust("codebuild.amazonaws.com") }, "not authorized"},
		"a pipeline role for another service":       {func(tpl template) { tpl.mistrust("codepipeline.amazonaws.com") }, "not authorized"},
		"a role with a policy that AWS does not have": {
			func(tpl template) {
				tpl.only("AWS::IAM::Role")["ManagedPolicyArns"] = []any{"arn:aws:iam::aws:policy/AWSElasticBeanstalkEverything"}
			},
			"does not exist or is not attachable",
		},
		"a pipeline from a repository that does not exist": {
			func(tpl template) { configure(tpl.action("CodeCommit"), "RepositoryName", "other") }, "other is not among",
		},
		"a pipeline through a project that does not exist": {
			func(tpl template) { configure(tpl.action("CodeBuild"), "ProjectName", "other") }, "other is not among",
		},
		"a pipeline to an environment that does not exist": {
			func(tpl template) { configure(tpl.action("ElasticBeanstalk"), "EnvironmentName", "other") },
			"No Environment found for EnvironmentName = 'other'",
		},
		"a pipeline with an artifact that nothing makes": {
			func(tpl template) {
				tpl.action("ElasticBeanstalk")["InputArtifacts"] = []any{map[string]any{"Name": "Other"}}
			},
			"which nothing before it makes",
		},
		"a reference that leads nowhere": {
			func(tpl template) { tpl.option("MaxSize", map[string]any{"Ref": "Nowhere"}) }, "[Nowhere]",
		},
		"a resource type that the local AWS does not know": {
			func(tpl template) {
				tpl["Resources"].(map[string]any)["Other"] = map[string]any{"Type": "AWS::Other::Thing"}
			},
			"knows no resource type AWS::Other::Thing",
		},
	} {
		t.Run(name, func(t *testing.T) {
			bent := golden(t, "ProdStack")
			test.bend(bent)
			reasons := deployForTest(t, client, fmt.Sprintf("Stack%d", time.Now().UnixNano()), bent)
			if test.want == "" && reasons != "" || !strings.Contains(reasons, test.want) {
				t.Errorf("got %q, want %q", reasons, test.want)
			}
		})
	}

	t.Run("a push that may not start the pipeline", func(t *testing.T) {
		bent := golden(t, "DevStack")
		for _, policy := range bent.all("AWS::IAM::Policy") {
			document := policy["Properties"].(map[string]any)["PolicyDocument"].(map[string]any)
			for _, statement := range document["Statement"].([]any) {
				if statement := statement.(map[string]any); statement["Action"] == "codepipeline:StartPipelineExecution" {
					statement["Action"] = "codepipeline:StopPipelineExecution"
				}
			}
		}
		if reasons := deployForTest(t, client, "DevStack", bent); reasons != "" {
			t.Fatal(reasons)
		}
		if _, err := (repository{client, "webapp"}).push(t.Context(), "Pushed", nil); err != nil {
			t.Fatal(err)
		}
		all, _, err := deployed(t.Context(), client, "DevStack")
		if err != nil {
			t.Fatal(err)
		}
		pipeline := all[slices.IndexFunc(all, func(r resource) bool { return r.kind == "AWS::CodePipeline::Pipeline" })]
		got, err := client.codePipeline.ListPipelineExecutions(t.Context(), &codepipeline.ListPipelineExecutionsInput{PipelineName: &pipeline.id})
		if err != nil {
			t.Fatal(err)
		}
		if len(got.PipelineExecutionSummaries) != 1 ||
			!strings.Contains(aws.ToString(got.PipelineExecutionSummaries[0].StatusSummary), "codepipeline:StartPipelineExecution") {
			t.Errorf("got %v", got.PipelineExecutionSummaries)
		}
	})

	t.Run("an update takes new options and keeps the version that runs", func(t *testing.T) {
		all, _, err := deployed(t.Context(), client, "DevStack")
		if err != nil {
			t.Fatal(err)
		}
		named := func(kind string) string {
			return all[slices.IndexFunc(all, func(r resource) bool { return r.kind == kind })].id
		}
		app := &release{
			application: named("AWS::ElasticBeanstalk::Application"),
			environment: named("AWS::ElasticBeanstalk::Environment"),
		}
		if err := app.create(t.Context(), client, zipForTest(t), "4f1c2d3e"); err != nil {
			t.Fatal(err)
		}
		bent := golden(t, "DevStack")
		bent.option("RetentionInDays", "14")
		body, err := json.Marshal(bent)
		if err != nil {
			t.Fatal(err)
		}
		_, err = client.cloudFormation.UpdateStack(t.Context(), &cloudformation.UpdateStackInput{
			StackName: aws.String("DevStack"), TemplateBody: aws.String(string(body)),
		})
		if err != nil {
			t.Fatal(err)
		}
		settings, _, err := app.read(t.Context(), client, &walk{aws: client})
		if got := settings.in("aws:elasticbeanstalk:cloudwatch:logs")["RetentionInDays"]; err != nil || got != "14" {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

// localAWSForTest starts a local AWS with what bootstrapping would leave there. It installs nothing.
func localAWSForTest(t *testing.T) *clients {
	t.Helper()
	python, err := motoEnvironment("localaws/requirements.txt")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(python); err != nil {
		t.Skip("moto is not installed yet: a rehearsal installs it")
	}
	models, err := filepath.Glob("localaws/extension/*.py")
	if err != nil {
		t.Fatal(err)
	}
	for _, model := range models { // so that go test sees when one has changed
		if _, err := os.ReadFile(model); err != nil {
			t.Fatal(err)
		}
	}
	listener, err := listen(0)
	if err != nil {
		t.Fatal(err)
	}
	local, err := startLocalAWS(python, "localaws", filepath.Join(t.TempDir(), "aws.log"), listener)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(local.stop)
	if err := local.ready(t.Context()); err != nil {
		t.Fatal(err)
	}
	client := newClients(local.endpoint())
	deployForTest(t, client, "Bootstrap", template{"Resources": map[string]any{
		"Version": map[string]any{"Type": "AWS::SSM::Parameter", "Properties": map[string]any{
			"Name": "/cdk-bootstrap/hnb659fds/version", "Type": "String", "Value": "31",
		}},
	}})
	assets := aws.String(fmt.Sprintf("cdk-hnb659fds-assets-%s-%s", account, region))
	if _, err := client.s3.CreateBucket(t.Context(), &s3.CreateBucketInput{Bucket: assets}); err != nil {
		t.Fatal(err)
	}
	for _, key := range assetKeys(t) {
		_, err := client.s3.PutObject(t.Context(), &s3.PutObjectInput{Bucket: assets, Key: &key, Body: bytes.NewReader(zipForTest(t))})
		if err != nil {
			t.Fatal(err)
		}
	}
	return client
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
	entry, err := archive.CreateHeader(&zip.FileHeader{Name: page, Method: zip.Deflate, ExternalAttrs: uint32(fs.FileMode(0o644)) << 16})
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

// deployForTest deploys a stack and returns why it failed, or nothing.
func deployForTest(t *testing.T, client *clients, stack string, tpl template) string {
	t.Helper()
	body, err := json.Marshal(tpl)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.WithoutCancel(t.Context())
	_, err = client.cloudFormation.CreateStack(ctx, &cloudformation.CreateStackInput{
		StackName: &stack, TemplateBody: aws.String(string(body)),
	})
	if err != nil {
		return err.Error()
	}
	events, err := client.cloudFormation.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{StackName: &stack})
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, event := range events.StackEvents {
		if event.ResourceStatus == types.ResourceStatusCreateFailed || event.ResourceStatus == types.ResourceStatusRollbackInProgress {
			reasons = append(reasons, aws.ToString(event.ResourceStatusReason))
		}
	}
	return strings.Join(reasons, "\n")
}
