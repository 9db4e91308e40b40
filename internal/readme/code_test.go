package readme

import (
	"encoding/json"
	"fmt"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const cdk = "github.com/aws/aws-cdk-go/awscdk/v2"

// imports are the packages that the README's code uses, by name.
var imports = map[string]string{
	"awscdk": cdk, "awsec2": cdk + "/awsec2", "awsecr": cdk + "/awsecr", "awsrds": cdk + "/awsrds", "awss3": cdk + "/awss3",
	"jsii": "github.com/aws/jsii-runtime-go", "network": "beanstalkline/constructs/network",
	"beanstalk": "beanstalkline/constructs/beanstalk", "delivery": "beanstalkline/constructs/delivery",
	"monitoring": "beanstalkline/constructs/monitoring",
	"app":        "beanstalkline/internal/app", "stacks": "beanstalkline/stacks",
}

var packageName = regexp.MustCompile(`\b([a-z0-9]+)\.[A-Z]`)

// file is a Go file with the given declarations, and the imports that they need.
func file(t *testing.T, name, declarations string) string {
	t.Helper()
	var used []string
	for _, found := range packageName.FindAllStringSubmatch(declarations, -1) {
		if path := imports[found[1]]; path != "" && !slices.Contains(used, path) {
			used = append(used, path)
		}
	}
	slices.Sort(used)
	source := fmt.Sprintf("package %s\n\nimport (\n\t\"%s\"\n)\n\n%s\n", name, strings.Join(used, "\"\n\t\""), declarations)
	formatted, err := format.Source([]byte(source))
	if err != nil {
		t.Fatalf("%v in\n%s", err, source)
	}
	return string(formatted)
}

// around is what the README's code stands in: main.go, or some other app that has a stack, a bucket and a database.
func (b block) around() string {
	switch {
	case strings.HasPrefix(b.text, "func "):
		return b.text
	case strings.Contains(b.text, "(stack, "):
		return "func define(stack awscdk.Stack, uploads awss3.IBucket, database awsec2.IConnectable) {\n" + b.text + "}"
	}
	return "func line(dev, test, staging, prod stacks.Stage, release stacks.Release) stacks.Line {\n" + b.text +
		"return stacks.Line{Stages: []stacks.Stage{dev, test, staging, prod}, Release: release}\n}"
}

// The code is compiled as it stands, each block on its own.
func TestCodeCompiles(t *testing.T) {
	code := blocks(t, "go")
	if len(code) < 6 {
		t.Errorf("the README has %d blocks of Go, want more", len(code))
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range code {
		name := fmt.Sprintf("line%d", b.line)
		source := filepath.Join(t.TempDir(), name+".go")
		if err := os.WriteFile(source, []byte(file(t, name, b.around())), 0o644); err != nil {
			t.Fatal(err)
		}
		overlay.Replace[filepath.Join(here, "blocks", name, name+".go")] = source
		if formatted, err := format.Source([]byte(b.text)); err != nil || string(formatted) != b.text {
			t.Errorf("README.md:%d is not formatted by gofmt (%v)", b.line, err)
		}
	}
	replace, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	list := filepath.Join(t.TempDir(), "overlay.json")
	if err := os.WriteFile(list, replace, 0o644); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("go", "build", "-overlay", list, "./blocks/...").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
