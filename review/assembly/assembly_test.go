package assembly

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write fills a folder with files.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	folder := t.TempDir()
	for name, content := range files {
		file := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

const stack = `{"type": "aws:cloudformation:stack", "environment": "aws://111122223333/eu-central-1",
	"properties": {"templateFile": "A.template.json", "stackName": "a-b", "terminationProtection": true},
	"metadata": {"/A/Bucket/Resource": [{"type": "aws:cdk:logicalId", "data": "Bucket1"}]}}`

func TestRead(t *testing.T) {
	folder := write(t, map[string]string{
		"manifest.json": `{"artifacts": {"A": ` + stack + `, "Tree": {"type": "cdk:tree"},
			"Inner": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "inner"}}}}`,
		"A.template.json": `{"Resources": {
			"Bucket1": {"Type": "AWS::S3::Bucket"},
			"Topic1": {"Type": "AWS::SNS::Topic", "Metadata": {"aws:cdk:path": "A/Topic/Resource/Default"}},
			"Plain": {"Type": "AWS::SNS::Topic"}}}`,
		"inner/manifest.json": `{"artifacts": {"B": {"type": "aws:cloudformation:stack",
			"environment": "aws://unknown-account/unknown-region", "properties": {"templateFile": "B.template.json"}}}}`,
		"inner/B.template.json": `{}`,
	})
	a, err := Read(folder)
	if err != nil {
		t.Fatal(err)
	}
	if len(a.Stacks) != 2 || a.Stacks[0].Name != "B" || a.Stacks[1].Name != "a-b" {
		t.Fatalf("got %v", a.Stacks)
	}
	s := a.Stacks[1]
	if s.Account != "111122223333" || s.Region != "eu-central-1" || !s.Protected || a.Stacks[0].Account+a.Stacks[0].Region != "" {
		t.Errorf("got %+v and %+v", s, a.Stacks[0])
	}
	for id, want := range map[string]string{"Bucket1": "A/Bucket", "Topic1": "A/Topic", "Plain": "Plain"} {
		if got := s.Template.Resources[id].Path(id); got != want {
			t.Errorf("%s is at %s, want %s", id, got, want)
		}
	}
}

func TestWhatCannotBeReadIsOneSentence(t *testing.T) {
	const name = `{"artifacts": {"A": ` + stack + `}}`
	for want, files := range map[string]map[string]string{
		"must be a folder that `cdk synth` has written":   {},
		"must be JSON, got an error at byte 2":            {"manifest.json": `{]`},
		"must have string in \"Artifacts.Type\"":          {"manifest.json": `{"artifacts": {"A": {"type": 1}}}`},
		"A.template.json: no such file":                   {"manifest.json": name},
		"A.template.json must be JSON":                    {"manifest.json": name, "A.template.json": "AWSTemplateFormatVersion: x"},
		`the resource "x" must have a type, got none`:     {"manifest.json": name, "A.template.json": `{"Resources": {"x": {}}}`},
		`the resource "y" must have a type, got none`:     {"manifest.json": name, "A.template.json": `{"Resources": {"y": null}}`},
		"must be a file in the folder, got \"../../etc\"": {"manifest.json": strings.ReplaceAll(name, "A.template.json", "../../etc")},
		"must be in a folder below, got \"../x\"": {
			"manifest.json": `{"artifacts": {"I": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "../x"}}}}`,
		},
		"must be in a folder below, got \".\"": {
			"manifest.json": `{"artifacts": {"I": {"type": "cdk:cloud-assembly", "properties": {"directoryName": "."}}}}`,
		},
		`must have one stack of the name "a-b", got two`: {
			"manifest.json": `{"artifacts": {"A": ` + stack + `, "B": ` + stack + `}}`, "A.template.json": "{}",
		},
	} {
		_, err := Read(write(t, files))
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %s", err, want)
		}
	}
}
