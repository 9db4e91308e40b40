package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/nodejs"
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
	return stacks.Catch(func() error {
		app := awscdk.NewApp(&awscdk.AppProps{Context: &config.Context, Outdir: &dir})
		if _, err := stacks.Compose(app, stages(), sourceDirectory, time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)); err != nil {
			return err
		}
		app.Synth(nil)
		return nil
	})
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

// resources are those of a stack by logical id, or only those of a type.
func resources(t *testing.T, stack string, ofType ...string) map[string]resource {
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

// option is the value of an option setting of the stack's environment, "" if it is not set.
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

// actions are the actions of the stack's pipeline, as "Stage: Provider".
func actions(t *testing.T, stack string) []string {
	t.Helper()
	var found []string
	for _, pipeline := range resources(t, stack, "AWS::CodePipeline::Pipeline") {
		for _, s := range pipeline.Properties["Stages"].([]any) {
			stage := s.(map[string]any)
			for _, a := range stage["Actions"].([]any) {
				found = append(found, fmt.Sprint(stage["Name"], ": ", a.(map[string]any)["ActionTypeId"].(map[string]any)["Provider"]))
			}
		}
	}
	return found
}

// allStacks are the stacks of the stages in main.go, whichever these are.
var allStacks = func() []string {
	names := []string{"SourceStack"}
	for _, stage := range stages() {
		names = append(names, stage.Name+"Stack")
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
			got = append(got, strings.TrimSuffix(filepath.Base(file), ".template.json"))
		}
		if diff := cmp.Diff(slices.Sorted(slices.Values(allStacks)), got); diff != "" && !*update {
			t.Errorf("stacks in %s (-want +got):\n%s", folder, diff)
		}
	}
}

func TestGoldenTemplates(t *testing.T) {
	for _, stack := range allStacks {
		t.Run(stack, func(t *testing.T) {
			var got, want any
			readJSON(t, filepath.Join(assembly, stack+".template.json"), &got)
			golden := filepath.Join("testdata", stack+".template.json")
			if *update {
				file, err := os.Create(golden)
				if err != nil {
					t.Fatal(err)
				}
				defer file.Close()
				encoder := json.NewEncoder(file)
				encoder.SetIndent("", " ")
				encoder.SetEscapeHTML(false)
				if err := encoder.Encode(got); err != nil {
					t.Fatal(err)
				}
				return
			}
			readJSON(t, golden, &want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (-golden +got), `go test . -update` accepts it; a changed logical id replaces a resource:\n%s", golden, diff)
			}
		})
	}
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

func TestDevAndTestAreOneInstanceWithoutHourlyExtras(t *testing.T) {
	for _, stack := range []string{"DevStack", "TestStack"} {
		if got := option(t, stack, "aws:elasticbeanstalk:environment", "EnvironmentType"); got != "SingleInstance" {
			t.Errorf("%s is %s, want SingleInstance", stack, got)
		}
		if got := option(t, stack, "aws:elasticbeanstalk:environment", "LoadBalancerType"); got != "" {
			t.Errorf("%s has a load balancer of type %s, want none", stack, got)
		}
		if got := resources(t, stack, "AWS::EC2::NatGateway"); len(got) != 0 {
			t.Errorf("%s has %d NAT gateways, want none", stack, len(got))
		}
		if diff := cmp.Diff([]string{"Source: CodeCommit", "Build: CodeBuild"}, actions(t, stack)[:2]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", stack, diff)
		}
	}
	if got := actions(t, "DevStack"); len(got) != 3 || !strings.HasSuffix(got[2], ": ElasticBeanstalk") {
		t.Errorf("Dev's pipeline is %v, want source, build, deploy", got)
	}
}

func TestProdIsPrivateScalesOnTrafficAndAsks(t *testing.T) {
	for _, want := range []struct{ namespace, name, value string }{
		{"aws:elasticbeanstalk:environment", "EnvironmentType", "LoadBalanced"},
		{"aws:elasticbeanstalk:environment", "LoadBalancerType", "application"},
		{"aws:ec2:vpc", "AssociatePublicIpAddress", "false"},
	} {
		if got := option(t, "ProdStack", want.namespace, want.name); got != want.value {
			t.Errorf("%s %s is %q, want %q", want.namespace, want.name, got, want.value)
		}
	}
	least, err := strconv.Atoi(option(t, "ProdStack", "aws:autoscaling:asg", "MinSize"))
	if err != nil || least < 2 {
		t.Errorf("Prod has at least %d instances, want 2 or more", least)
	}
	most, err := strconv.Atoi(option(t, "ProdStack", "aws:autoscaling:asg", "MaxSize"))
	if err != nil || most <= least {
		t.Errorf("Prod has %d to %d instances, want room to scale", least, most)
	}
	if option(t, "ProdStack", "aws:autoscaling:trigger", "MeasureName") == "" {
		t.Error("Prod scales on nothing")
	}
	if got := option(t, "ProdStack", "aws:elasticbeanstalk:command", "DeploymentPolicy"); got == "AllAtOnce" || got == "Rolling" {
		t.Errorf("Prod deploys %s, which takes capacity away", got)
	}
	// The instances are in private subnets, the load balancer in public ones.
	instances, balancer := option(t, "ProdStack", "aws:ec2:vpc", "Subnets"), option(t, "ProdStack", "aws:ec2:vpc", "ELBSubnets")
	zones := strings.Count(balancer, "Public")
	if zones < 2 || strings.Count(instances, "Private") != zones || strings.Contains(instances, "Public") {
		t.Errorf("instances are in %s and the load balancer in %s, want private and public subnets", instances, balancer)
	}
	if got := resources(t, "ProdStack", "AWS::EC2::NatGateway"); len(got) != zones {
		t.Errorf("Prod has %d NAT gateways, want one for each of %d zones", len(got), zones)
	}
	if got := actions(t, "ProdStack"); !slices.ContainsFunc(got, func(a string) bool { return strings.HasSuffix(a, ": Manual") }) {
		t.Errorf("Prod's pipeline is %v, want an approval", got)
	}
	pipeline := resources(t, "ProdStack", "AWS::CodePipeline::Pipeline")
	text, err := json.Marshal(pipeline)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(text), `"OnFailure":{"Result":"ROLLBACK"}`) {
		t.Error("Prod's pipeline does not roll back on failure")
	}

	var manifest struct {
		Artifacts map[string]struct {
			Properties struct{ TerminationProtection bool }
		}
	}
	readJSON(t, filepath.Join(assembly, "manifest.json"), &manifest)
	for _, stack := range allStacks {
		if got, want := manifest.Artifacts[stack].Properties.TerminationProtection, stack == "ProdStack"; got != want {
			t.Errorf("termination protection of %s is %t, want %t", stack, got, want)
		}
	}
}

// Visitors reach ports 80 and 443: of the load balancer where there is one, and of the only instance otherwise.
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
						return strings.HasSuffix(fmt.Sprint(action), "*") && !strings.Contains(fmt.Sprint(action), ":Get") && !strings.Contains(fmt.Sprint(action), ":List") || action == "*"
					})
					if wide && slices.Contains(list(statement["Resource"]), any("*")) {
						t.Errorf("%s %s allows %v on all resources", stack, id, statement["Action"])
					}
				}
			}
		}
	}
}

// The managed policies are AWS's own for the purpose, some of them wide: the one of the deploy action has to change
// whatever Elastic Beanstalk is made of. No other may slip in.
func TestManagedPoliciesAreTheOnesForThePurpose(t *testing.T) {
	purposes := map[string]string{
		"AWSElasticBeanstalkWebTier":                          "InstanceRole",
		"AmazonSSMManagedInstanceCore":                        "InstanceRole",
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

// list is a value of a policy, which may stand alone or in a list.
func list(v any) []any {
	if many, ok := v.([]any); ok {
		return many
	}
	return []any{v}
}

func TestNothingStatefulDiesWithProd(t *testing.T) {
	stateful := []string{
		"AWS::S3::Bucket", "AWS::Logs::LogGroup", "AWS::CodeCommit::Repository", "AWS::KMS::Key", "AWS::SQS::Queue",
		"AWS::DynamoDB::Table", "AWS::RDS::DBInstance", "AWS::SecretsManager::Secret",
	}
	for _, stack := range []string{"SourceStack", "StagingStack", "ProdStack"} {
		found := resources(t, stack, stateful...)
		if len(found) == 0 {
			t.Errorf("%s has no state at all, want some that is kept", stack)
		}
		for id, r := range found {
			if r.DeletionPolicy != "Retain" || r.UpdateReplacePolicy != "Retain" {
				t.Errorf("%s %s is deleted by policy %q and replaced by %q, want Retain", stack, id, r.DeletionPolicy, r.UpdateReplacePolicy)
			}
		}
		if got := option(t, stack, "aws:elasticbeanstalk:cloudwatch:logs", "DeleteOnTerminate"); stack != "SourceStack" && got != "false" {
			t.Errorf("%s deletes its logs with the environment (%s)", stack, got)
		}
	}
}

// Credentials of the moment, time and map order must not show in a template.
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
	for _, ours := range []string{"beanstalkline/constructs/network", "beanstalkline/constructs/beanstalk", "beanstalkline/constructs/delivery"} {
		if !slices.Contains(packages, ours) {
			t.Errorf("%s is not among %d packages", ours, len(packages))
		}
	}
	for _, other := range []string{"beanstalkline/stacks", "beanstalkline/rehearsal"} {
		if slices.Contains(packages, other) {
			t.Errorf("a construct imports %s", other)
		}
	}
}

func TestChooseStages(t *testing.T) {
	for name, test := range map[string]struct {
		list    any
		want    []string
		wantErr string
	}{
		"all without a list":     {nil, []string{"Dev", "Test", "Staging", "Prod"}, ""},
		"one":                    {"Prod", []string{"Prod"}, ""},
		"several, with a space":  {"Dev, Test", []string{"Dev", "Test"}, ""},
		"an unknown stage":       {"Dve", nil, `unknown stage "Dve" in the context value stages: the stages are Dev, Test, Staging, Prod`},
		"a stage named twice":    {"Dev,Dev", nil, `stage "Dev" is named twice in the context value stages`},
		"an empty context value": {"", nil, `unknown stage "" in the context value stages: the stages are Dev, Test, Staging, Prod`},
	} {
		t.Run(name, func(t *testing.T) {
			chosen, err := choose([]stacks.Stage{stacks.Dev(), stacks.Test(), stacks.Staging(), stacks.Prod()}, test.list)
			var got []string
			for _, stage := range chosen {
				got = append(got, stage.Name)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("stages (-want +got):\n%s", diff)
			}
			if message := fmt.Sprint(err); err != nil && message != test.wantErr || err == nil && test.wantErr != "" {
				t.Errorf("error %q, want %q", message, test.wantErr)
			}
		})
	}
}
