package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/nodejs"
	"beanstalkline/internal/app"
	"beanstalkline/stacks"
)

var update = flag.Bool("update", false, "write the golden templates in testdata; read their diff")

// assembly is the folder that the app was synthesized into, once for all tests, the way the CDK CLI does it.
var assembly string

func TestMain(m *testing.M) {
	flag.Parse()
	nodejs.Start()
	code, err := func() (int, error) {
		dir, err := os.MkdirTemp("", "assembly")
		if err != nil {
			return 1, err
		}
		defer os.RemoveAll(dir)
		assembly = dir
		if err := synthesizeInto(dir); err != nil {
			return 1, err
		}
		return m.Run(), nil
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
	nodejs.Stop()
	os.Exit(code)
}

func synthesizeInto(dir string) error {
	text, err := os.ReadFile("cdk.json")
	if err != nil {
		return err
	}
	var config struct{ Context map[string]any }
	if err := json.Unmarshal(text, &config); err != nil {
		return err
	}
	cdkApp := awscdk.NewApp(&awscdk.AppProps{Context: &config.Context, Outdir: &dir})
	return app.Synthesize(cdkApp, line(), time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC), extend)
}

// resource is what the tests look at in a resource of a template.
type resource struct {
	Type                string
	Properties          map[string]any
	DeletionPolicy      string
	UpdateReplacePolicy string
}

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

// resources are those of a stack by logical id, or only those of one type.
func resources(t *testing.T, stack string, ofType ...string) map[string]resource {
	t.Helper()
	return resourcesIn(t, assembly, stack, ofType...)
}

// resourcesIn are those of a stack in another assembly.
func resourcesIn(t *testing.T, assembly, stack string, ofType ...string) map[string]resource {
	t.Helper()
	var template struct{ Resources map[string]resource }
	readJSON(t, filepath.Join(assembly, stack+".template.json"), &template)
	for id, r := range template.Resources {
		if len(ofType) > 0 && !slices.Contains(ofType, r.Type) {
			delete(template.Resources, id)
		}
	}
	return template.Resources
}

// option is the value of an option setting of the stack's environment, or "" if it is not set.
func option(t *testing.T, stack, namespace, name string) string {
	t.Helper()
	for _, environment := range resources(t, stack, "AWS::ElasticBeanstalk::Environment") {
		for _, s := range environment.Properties["OptionSettings"].([]any) {
			setting := s.(map[string]any)
			if setting["Namespace"] == namespace && setting["OptionName"] == name {
				return fmt.Sprint(setting["Value"])
			}
		}
	}
	return ""
}

// stages are all stages in main.go, whichever these are.
func stages() []stacks.Stage { return slices.Concat(line().Stages, line().Release.Stages) }

// allStacks are the stacks of the line.
var allStacks = func() []string {
	var names []string
	follows := func(source delivery.Source) bool { _, is := source.(stacks.Branch); return is }
	released := len(line().Release.Stages) > 0
	if source := line().Release.Pipeline.Source; released && (source == nil || follows(source)) ||
		slices.ContainsFunc(line().Stages, func(s stacks.Stage) bool { return follows(s.Pipeline.Source) }) {
		names = append(names, "SourceStack")
	}
	for _, stage := range stages() {
		names = append(names, stage.Name+"Stack")
	}
	if released {
		names = append(names, "ReleaseStack")
	}
	return names
}()

func TestEachStageHasAStackAndAGoldenTemplate(t *testing.T) {
	for _, folder := range []string{assembly, "testdata"} {
		files, err := filepath.Glob(filepath.Join(folder, "*.template.json"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, file := range files {
			stack := strings.TrimSuffix(filepath.Base(file), ".template.json")
			if *update && folder == "testdata" && !slices.Contains(allStacks, stack) {
				if err := os.Remove(file); err != nil {
					t.Fatal(err)
				}
				continue
			}
			got = append(got, stack)
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(allStacks)), got); diff != "" && !*update {
			t.Errorf("stacks in %s (-want +got), `go test . -update` accepts it:\n%s", folder, diff)
		}
	}
}

func TestGoldenTemplates(t *testing.T) {
	for _, stack := range allStacks {
		t.Run(stack, func(t *testing.T) {
			var template any
			readJSON(t, filepath.Join(assembly, stack+".template.json"), &template)
			var got bytes.Buffer
			encoder := json.NewEncoder(&got)
			encoder.SetIndent("", " ")
			encoder.SetEscapeHTML(false)
			if err := encoder.Encode(template); err != nil {
				t.Fatal(err)
			}
			golden := filepath.Join("testdata", stack+".template.json")
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want, err := os.ReadFile(golden); err != nil || !bytes.Equal(want, got.Bytes()) {
				if err != nil {
					t.Fatalf("%s is not there yet; `go test . -update` writes it", golden)
				}
				t.Errorf("%s differs; `go test . -update` accepts what is new. A changed logical id replaces a resource.\n%s",
					golden, difference(t, golden, got.Bytes()))
			}
		})
	}
}

// difference is the lines in which a file differs from what was expected, as Git shows them, at most 60 of them.
func difference(t *testing.T, golden string, got []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "got.json")
	if err := os.WriteFile(file, got, 0o644); err != nil {
		t.Fatal(err)
	}
	out, _ := exec.Command("git", "diff", "--no-index", "--no-color", "--unified=1", golden, file).Output() // it exits with 1
	lines := strings.Split(string(out), "\n")
	if start := slices.IndexFunc(lines, func(line string) bool { return strings.HasPrefix(line, "@@") }); start > 0 {
		lines = lines[start:]
	}
	if len(lines) > 60 {
		lines = append(lines[:60], fmt.Sprintf("... and %d more lines", len(lines)-60))
	}
	return strings.Join(lines, "\n")
}

func TestEverythingSynthesizesWithoutAWarning(t *testing.T) {
	var manifest struct {
		Artifacts map[string]struct {
			Metadata               map[string][]struct{ Type, Data any }
			AdditionalMetadataFile string
		}
		Missing []any
	}
	readJSON(t, filepath.Join(assembly, "manifest.json"), &manifest)
	if len(manifest.Missing) > 0 {
		t.Errorf("synthesis asks AWS for %v, want nothing looked up", manifest.Missing)
	}
	for id, artifact := range manifest.Artifacts {
		metadata := artifact.Metadata
		if artifact.AdditionalMetadataFile != "" {
			readJSON(t, filepath.Join(assembly, artifact.AdditionalMetadataFile), &metadata)
		}
		for path, entries := range metadata {
			for _, entry := range entries {
				if entry.Type == "aws:cdk:warning" || entry.Type == "aws:cdk:error" {
					t.Errorf("%s %s: %v %v", id, path, entry.Type, entry.Data)
				}
			}
		}
	}

	var report struct {
		PluginReports []struct {
			PluginName string
			Violations []any
		}
	}
	readJSON(t, filepath.Join(assembly, "validation-report.json"), &report)
	for _, plugin := range report.PluginReports {
		for _, violation := range plugin.Violations {
			t.Errorf("%s: %v", plugin.PluginName, violation)
		}
	}
}

func TestStacksAreProtectedAsTheirStagesSay(t *testing.T) {
	var manifest struct {
		Artifacts map[string]struct {
			Properties struct{ TerminationProtection bool }
		}
	}
	readJSON(t, filepath.Join(assembly, "manifest.json"), &manifest)
	for _, stage := range stages() {
		if got := manifest.Artifacts[stage.Name+"Stack"].Properties.TerminationProtection; got != stage.TerminationProtection {
			t.Errorf("termination protection of %sStack is %t, want %t", stage.Name, got, stage.TerminationProtection)
		}
	}
}

// Visitors reach ports 80 and 443 of the load balancer where there is one, and of the only instance otherwise.
func TestNothingButWebPortsIsOpenToTheWorld(t *testing.T) {
	for _, stack := range allStacks {
		entrance := "LoadBalancer"
		if option(t, stack, "aws:elasticbeanstalk:environment", "EnvironmentType") == "SingleInstance" {
			entrance = "Instances"
		}
		for id, r := range resources(t, stack, "AWS::EC2::SecurityGroup", "AWS::EC2::SecurityGroupIngress") {
			rules, _ := r.Properties["SecurityGroupIngress"].([]any)
			if r.Type == "AWS::EC2::SecurityGroupIngress" {
				rules = []any{r.Properties}
			}
			for _, rule := range rules {
				rule := rule.(map[string]any)
				if rule["SourceSecurityGroupId"] != nil {
					continue
				}
				port := rule["FromPort"]
				if !strings.Contains(id, entrance) || port != rule["ToPort"] || port != 80.0 && port != 443.0 {
					t.Errorf("%s %s opens port %v to %v", stack, id, port, rule["CidrIp"])
				}
			}
		}
	}
}

func TestNoRoleHasAServiceWideWildcardOnAllResources(t *testing.T) {
	for _, stack := range allStacks {
		for id, r := range resources(t, stack, "AWS::IAM::Role", "AWS::IAM::Policy") {
			documents := []any{r.Properties["PolicyDocument"]}
			inline, _ := r.Properties["Policies"].([]any)
			for _, policy := range inline {
				documents = append(documents, policy.(map[string]any)["PolicyDocument"])
			}
			for _, document := range documents {
				if document == nil {
					continue
				}
				for _, s := range document.(map[string]any)["Statement"].([]any) {
					statement := s.(map[string]any)
					wide := slices.ContainsFunc(list(statement["Action"]), func(action any) bool {
						name := fmt.Sprint(action)
						return name == "*" || strings.HasSuffix(name, "*") && !strings.Contains(name, ":Get") && !strings.Contains(name, ":List")
					})
					if wide && statement["Effect"] == "Allow" && slices.Contains(list(statement["Resource"]), any("*")) {
						t.Errorf("%s %s allows %v on all resources", stack, id, statement["Action"])
					}
				}
			}
		}
	}
}

// The managed policies are AWS's own for the purpose, some of them broad: that of the deploy action has to change
// whatever Elastic Beanstalk is made of. No other may slip in.
func TestManagedPoliciesAreTheOnesForThePurpose(t *testing.T) {
	purposes := map[string]string{
		"AWSElasticBeanstalkWebTier":                          "InstanceRole",
		"service-role/AWSElasticBeanstalkEnhancedHealth":      "ApplicationServiceRole",
		"AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy": "ApplicationServiceRole",
		"AdministratorAccess-AWSElasticBeanstalk":             "DeployCodePipelineActionRole",
		"service-role/AWSLambdaBasicExecutionRole":            "CustomResourceProviderRole",
	}
	policy := regexp.MustCompile(`:iam::aws:policy/([A-Za-z0-9/_-]+)`)
	for _, stack := range allStacks {
		for id, r := range resources(t, stack, "AWS::IAM::Role") {
			text, err := json.Marshal(r.Properties["ManagedPolicyArns"])
			if err != nil {
				t.Fatal(err)
			}
			for _, found := range policy.FindAllStringSubmatch(string(text), -1) {
				if role := purposes[found[1]]; role == "" || !strings.Contains(id, role) {
					t.Errorf("%s %s has the managed policy %s", stack, id, found[1])
				}
			}
		}
	}
}

// list is a value in a policy, which may stand alone or in a list.
func list(v any) []any {
	if many, ok := v.([]any); ok {
		return many
	}
	return []any{v}
}

func TestNothingStatefulDiesWithAStageThatRetainsItsData(t *testing.T) {
	stateful := []string{
		"AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::CodeCommit::Repository", "AWS::KMS::Key", "AWS::SQS::Queue",
		"AWS::DynamoDB::Table", "AWS::RDS::DBInstance", "AWS::SecretsManager::Secret",
	}
	for _, stack := range allStacks {
		destroyed := slices.ContainsFunc(stages(), func(s stacks.Stage) bool {
			return s.Name+"Stack" == stack && s.RemovalPolicy == awscdk.RemovalPolicy_DESTROY
		})
		if destroyed {
			continue
		}
		found := resources(t, stack, stateful...)
		if len(found) == 0 {
			t.Errorf("%s has no state at all, want some that is kept", stack)
		}
		for id, r := range found {
			if r.Type == "AWS::KMS::Key" && strings.HasPrefix(id, "Monitoring") {
				continue // a topic keeps no messages for which it would be needed
			}
			// A creation that failed has no data yet, and what it leaves behind would be in the way of the next one.
			if r.DeletionPolicy != "RetainExceptOnCreate" || r.UpdateReplacePolicy != "Retain" {
				t.Errorf("%s %s is deleted by policy %q and replaced by %q, want it kept", stack, id, r.DeletionPolicy, r.UpdateReplacePolicy)
			}
		}
		if got := option(t, stack, "aws:elasticbeanstalk:cloudwatch:logs", "DeleteOnTerminate"); got != "" && got != "false" {
			t.Errorf("%s deletes its logs with the environment (%s)", stack, got)
		}
	}
}

// The current credentials, the time and the order of maps must not show in a template.
func TestTwoSynthesesAreByteEqual(t *testing.T) {
	t.Setenv("CDK_DEFAULT_ACCOUNT", "111122223333")
	t.Setenv("CDK_DEFAULT_REGION", "eu-central-1")
	t.Setenv("CDK_VALIDATION", "false")
	again := t.TempDir()
	if err := synthesizeInto(again); err != nil {
		t.Fatal(err)
	}
	for _, stack := range allStacks {
		first, err := os.ReadFile(filepath.Join(assembly, stack+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		second, err := os.ReadFile(filepath.Join(again, stack+".template.json"))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(first), string(second)); diff != "" {
			t.Errorf("%s (-first +second):\n%s", stack, diff)
		}
	}
}

func TestImportableConstructsNeedNoStacks(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", "./constructs/...").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	packages := strings.Fields(string(out))
	for _, ours := range []string{"network", "beanstalk", "delivery"} {
		if !slices.Contains(packages, "beanstalkline/constructs/"+ours) {
			t.Errorf("%s is not among %d packages", ours, len(packages))
		}
	}
	for _, other := range []string{"beanstalkline/stacks", "beanstalkline/rehearsal"} {
		if slices.Contains(packages, other) {
			t.Errorf("a construct imports %s", other)
		}
	}
}
