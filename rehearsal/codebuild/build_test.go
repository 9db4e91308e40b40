package codebuild

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/codebuild/types"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/archive/archivetest"
)

// kept are values that a role may read.
type kept map[string]string

func (k kept) Parameter(ctx context.Context, name string) (string, error) {
	return k.Secret(ctx, name, "", "")
}

func (k kept) Secret(_ context.Context, id, stage, version string) (string, error) {
	if value, has := k[id+stage+version]; has {
		return value, nil
	}
	return "", errors.New("AccessDeniedException")
}

// build builds a source with a specification, after what a test changes in the build.
func build(t *testing.T, spec string, change func(*Build)) (Result, error) {
	t.Helper()
	source := archivetest.Tree(t, "Procfile", "docs/a.md")
	if spec != "" {
		if err := os.WriteFile(filepath.Join(source, "buildspec.yml"), []byte("version: 0.2\n"+spec), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	zipped, _, err := archive.Pack(source, archive.Everything)
	if err != nil {
		t.Fatal(err)
	}
	b := Build{
		Project: Project{types.Project{
			Name: aws.String("p"), Arn: aws.String("arn:aws:codebuild:eu-west-1:111122223333:project/p"),
			Source: &types.ProjectSource{}, Environment: &types.ProjectEnvironment{Image: aws.String("example/build:1")},
		}},
		Source: zipped, Outputs: []string{"Bundle"}, Dir: t.TempDir(), Say: func(string) {},
		Secrets: kept{
			"/shop/key": "from ssm", "token": "plain",
			"arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1": `{"user": "shop", "port": 5432}`,
			"tokenAWSPREVIOUS": "older",
		},
	}
	if change != nil {
		change(&b)
	}
	return b.Run(t.Context())
}

const anything = "phases: {build: {commands: [ls]}}\nartifacts: {files: ['**/*']}\n"

func TestBuildVariables(t *testing.T) {
	const db = "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1"
	spec := "env:\n  variables: {A: spec, B: spec, C: spec}\n  parameter-store: {P: /shop/key}\n" +
		"  secrets-manager: {S: token, U: '" + db + ":user', N: '" + db + ":port', O: 'token::AWSPREVIOUS'}\n" +
		"  exported-variables: [ALL, NONE]\n" +
		"phases: {build: {commands: ['ALL=$A,$B,$C,$P,$S,$U,$N,$O,$AWS_REGION']}}\nartifacts: {files: ['**/*']}\n"
	result, err := build(t, spec, func(b *Build) {
		b.Project.Environment.EnvironmentVariables = []types.EnvironmentVariable{
			{Name: aws.String("B"), Value: aws.String("project"), Type: types.EnvironmentVariableTypePlaintext},
			{Name: aws.String("C"), Value: aws.String("/gone"), Type: types.EnvironmentVariableTypeParameterStore},
		}
		b.Variables = `[{"name": "C", "value": "action", "type": "PLAINTEXT"}]`
	})
	want := "spec,project,action,from ssm,plain,shop,5432,older,eu-west-1"
	if got := result.Exported["ALL"]; err != nil || got != want || result.Exported["NONE"] != "" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestBuildFailuresAndNotes(t *testing.T) {
	for name, test := range map[string]struct {
		spec, wantErr, note string
		change              func(*Build)
	}{
		"no specification": {wantErr: "phase DOWNLOAD_SOURCE: YAML_FILE_ERROR: stat buildspec.yml: no such file or directory"},
		"a wrong one": {spec: "phases: {}",
			wantErr: "YAML_FILE_ERROR: buildspec.yml: phases in line 2 must be a mapping with at least one phase",
		},
		"a secret that nobody may read": {
			spec:    "env: {secrets-manager: {S: 'other:key'}}\n" + anything,
			wantErr: "phase DOWNLOAD_SOURCE: the variable S: AccessDeniedException",
		},
		"a key that the secret lacks": {
			spec:    "env: {secrets-manager: {S: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-a1:gone'}}\n" + anything,
			wantErr: "has no gone",
		},
		"a secret without keys": {
			spec: "env: {secrets-manager: {S: 'token:key'}}\n" + anything, wantErr: "the secret token is not a JSON object",
		},
		"no artifact": {spec: "phases: {build: {commands: [ls]}}", wantErr: "phase UPLOAD_ARTIFACTS: CLIENT_ERROR: no matching artifact"},
		"tests that fail, and a build that does not": {
			spec: "phases: {build: {commands: ['echo \"<testsuite><testcase name=x><failure/></testcase></testsuite>\" >r.xml']}}\n" +
				"reports: {t: {files: r.xml}}\nartifacts: {files: ['**/*']}\n",
			wantErr: "1 of 1 tests failed: x, but the build succeeded: CodeBuild would have it deployed",
		},
		"a file that is missing": {
			spec: "phases: {build: {commands: [ls]}}\nartifacts: {files: [Procfile, gone]}\n", note: "nothing matches gone of artifacts/files",
		},
		"inline": {
			change: func(b *Build) {
				b.Buildspec = `{"version": "0.2", "phases": {"build": {"commands": ["ls"]}}, "artifacts": {"files": "*"}}`
			},
		},
		"in S3":           {change: func(b *Build) { b.Buildspec = "arn:aws:s3:::b/buildspec.yml" }, wantErr: "in S3 is not rehearsed"},
		"a batch":         {spec: anything, change: func(b *Build) { b.Batch = true }, note: "a batch is not rehearsed"},
		"privileged mode": {spec: anything, change: privileged, note: "privileged mode is not rehearsed"},
		"a VPC": {
			spec: anything, change: func(b *Build) { b.Project.VpcConfig = &types.VpcConfig{VpcId: aws.String("vpc-1")} },
			note: "VPC is not rehearsed",
		},
	} {
		t.Run(name, func(t *testing.T) {
			result, err := build(t, test.spec, test.change)
			if (err == nil) != (test.wantErr == "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %v", err)
			}
			if notes := fmt.Sprint(result.Notes); !strings.Contains(notes, test.note) {
				t.Errorf("got %s", notes)
			}
		})
	}
}

func privileged(b *Build) { b.Project.Environment.PrivilegedMode = aws.Bool(true) }

func TestBuildMakesSeveralArtifacts(t *testing.T) {
	spec := "phases: {build: {commands: [ls]}}\nartifacts: {files: [Procfile], secondary-artifacts: {App: {files: [Procfile]}, " +
		"Docs: {files: ['docs/*']}}}\n"
	result, err := build(t, spec, func(b *Build) { b.Outputs = []string{"App", "Docs"} })
	archivetest.Check(t, result.Artifacts["App"], err, "Procfile", "")
	archivetest.Check(t, result.Artifacts["Docs"], err, "docs/a.md", "")
}
