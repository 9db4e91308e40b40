package explanation

import (
	"encoding/json"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/internal/hostile"
)

func environment(options ...string) *assembly.Resource {
	var entries []any
	for i := 0; i < len(options); i += 3 {
		entries = append(entries, map[string]any{"Namespace": options[i], "OptionName": options[i+1], "Value": options[i+2]})
	}
	return &assembly.Resource{
		Type: "AWS::ElasticBeanstalk::Environment", Properties: map[string]any{"OptionSettings": entries},
		Metadata: map[string]any{"aws:cdk:path": "ProdStack/Environment/Resource"},
	}
}

func app(environments ...*assembly.Resource) *assembly.Assembly {
	sources, err := json.Marshal(`{"aws:autoscaling:asg MaxSize": "prop Capacity.MaxSize"}`)
	if err != nil {
		panic(err)
	}
	prod := &assembly.Stack{Name: "ProdStack", Region: "eu-west-1", Notes: map[string][]assembly.Note{
		"/ProdStack/Environment": {{Type: "beanstalkline:option-sources", Data: sources}}}}
	prod.Template.Resources = map[string]*assembly.Resource{"Bucket": {Type: "AWS::S3::Bucket", Stack: prod}}
	for i, e := range environments {
		e.Stack = prod
		prod.Template.Resources[string(rune('A'+i))] = e
	}
	return &assembly.Assembly{Stacks: []*assembly.Stack{{Name: "DevStack"}, prod}}
}

func TestEveryOptionIsExplained(t *testing.T) {
	const asg = "aws:autoscaling:asg"
	in := app(environment(asg, "MaxSize", "4", asg, "MinSize", "1", "my:own", "Empty", ""))
	for _, name := range []string{"Prod", "ProdStack"} {
		var out strings.Builder
		if err := Write(&out, in, name); err != nil {
			t.Fatal(err)
		}
		got := out.String()
		for _, want := range []string{
			"ProdStack/Environment in the account of the credentials, eu-west-1\n\n" +
				"aws:autoscaling:asg  https://docs.aws.amazon.com/elasticbeanstalk/",
			"\n  Cooldown            360  default of Elastic Beanstalk\n", "\n  MaxSize             4    prop Capacity.MaxSize\n",
			"\n  MinSize             1    default\n", "\nmy:own\n  Empty  \"\"  default\n",
		} {
			if !strings.Contains(got, want) {
				t.Errorf("-explain %s has no %q in\n%.800s", name, want, got)
			}
		}
		if strings.Index(got, "\naws:ec2:instances") < strings.Index(got, "\naws:autoscaling:trigger") {
			t.Error("the namespaces are not sorted")
		}
	}
}

func TestDefaultsAreThoseThatMeanSomething(t *testing.T) {
	const general = "aws:elasticbeanstalk:environment"
	worker := environment()
	worker.Properties["Tier"] = map[string]any{"Name": "Worker"}
	for name, test := range map[string]struct {
		of        *assembly.Resource
		has, lack string // namespaces
	}{
		"one instance": {environment(general, "EnvironmentType", "SingleInstance"),
			"aws:autoscaling:launchconfiguration", "aws:elb:listener"},
		"classic":          {environment(), "aws:elb:listener", "aws:elbv2:listener:default"},
		"application load": {environment(general, "LoadBalancerType", "application"), "aws:elbv2:listener:default", "aws:elb:listener"},
		"a worker":         {worker, "aws:elasticbeanstalk:sqsd", "aws:elb:listener"},
		"no worker":        {environment(), "aws:elb:listener", "aws:elasticbeanstalk:sqsd"},
	} {
		var out strings.Builder
		if err := Write(&out, app(test.of), "Prod"); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "\n"+test.has+" ") || strings.Contains(out.String(), "\n"+test.lack+" ") {
			t.Errorf("%s: want %s and not %s in\n%s", name, test.has, test.lack, out.String())
		}
	}
}

func TestStagesAreNamed(t *testing.T) {
	var out strings.Builder
	if err := Write(&out, app(), "Dev"); err != nil || out.String() != "DevStack has no environment of Elastic Beanstalk.\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	want := `a stage to explain must be one of DevStack, ProdStack, got "Stage"`
	if err := Write(&out, app(), "Stage"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
	want = `a stage to explain must be a stack of the app, got "Prod", and the app has none`
	if err := Write(&out, &assembly.Assembly{}, "Prod"); err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestTextsOfOthersStayOnTheirLine(t *testing.T) {
	for _, text := range append(hostile.Texts, "\x1b[31m", "a\tb\nc") {
		var out strings.Builder
		if err := Write(&out, app(environment(text, text, text)), "Prod"); err != nil {
			t.Fatal(err)
		}
		if strings.ContainsAny(out.String(), "\x1b\t\r\u202e") {
			t.Errorf("%.40q reaches the terminal", text)
		}
	}
}
