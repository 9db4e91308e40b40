package beanstalk_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// logicalID is that of an environment in the template.
func logicalID(environment *beanstalk.WebEnvironment) string {
	return fmt.Sprint(environment.Resource.Stack().Resolve(environment.Resource.LogicalId()))
}

// Elastic Beanstalk cannot change these two in an existing environment, so a change must make a new one. With a name
// that must be unique, a new one could not be made beside the old one.
func TestWhatIsCreationOnlyIsPartOfTheLogicalID(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	named := func(p P) P { p.EnvironmentName = jsii.String("shop-prod"); return p }
	prefixed := func(p P) P { p.CnamePrefix = jsii.String("shop-prod"); return p }
	single, arm := P{Capacity: &beanstalk.SingleInstance{}}, P{Architecture: awsec2.InstanceArchitecture_ARM_64}
	for name, test := range map[string]struct {
		from, to P
		replaces bool
	}{
		"a load balancer":                   {single, P{}, true},
		"another architecture":              {P{}, arm, true},
		"instance types of another one":     {P{}, P{InstanceTypes: jsii.Strings("m7g.large")}, true},
		"a load balancer, with a name":      {named(single), named(P{}), false},
		"a load balancer, with a prefix":    {prefixed(single), prefixed(P{}), false},
		"another architecture, with a name": {named(P{}), named(arm), false},
		"another platform branch":           {P{}, P{Platform: beanstalk.PlatformDocker}, false},
		"another size":                      {P{}, P{InstanceTypes: jsii.Strings("m7i.large")}, false},
		"a certificate": {P{}, P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
		}}, false},
	} {
		t.Run(name, func(t *testing.T) {
			_, before := define(test.from)
			_, after := define(test.to)
			from, to := logicalID(before), logicalID(after)
			if (from != to) != test.replaces {
				t.Errorf("the logical id changes from %s to %s, want a change: %t", from, to, test.replaces)
			}
		})
	}
}

// ingress is who may reach what in a stack: a security group, or the start of its logical id, mapped to ports and their
// sources.
func ingress(t *testing.T, stack awscdk.Stack) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for id, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		rules, _ := r.Properties["SecurityGroupIngress"].([]any)
		if r.Type == "AWS::EC2::SecurityGroupIngress" {
			rules = []any{r.Properties}
		}
		for _, rule := range rules {
			rule := rule.(map[string]any)
			source, _ := rule["CidrIp"].(string)
			if group, is := rule["SourceSecurityGroupId"].(string); is {
				source = group
			} else if source == "" {
				source = "group"
			}
			for _, side := range []string{"Instances", "LoadBalancer"} {
				if strings.HasPrefix(id, "SubjectSecurityGroups"+side) {
					found[side] = append(found[side], cdktest.Text(rule["FromPort"])+" from "+source)
				}
			}
			if group, is := rule["GroupId"].(string); is {
				found[group] = append(found[group], cdktest.Text(rule["FromPort"])+" from "+source)
			}
		}
	}
	for _, rules := range found {
		slices.Sort(rules)
	}
	return found
}

func TestGroupsAreOpenForTheVisitorsOnly(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	http, everybody := []string{"80 from 0.0.0.0/0"}, []string{"443 from 0.0.0.0/0", "80 from 0.0.0.0/0"}
	for name, test := range map[string]struct {
		props P
		want  map[string][]string
	}{
		"a load balancer": {P{}, map[string][]string{"LoadBalancer": http, "Instances": {"80 from group"}}},
		"one instance":    {P{Capacity: &beanstalk.SingleInstance{}}, map[string][]string{"Instances": everybody}},
		"an office": {P{AllowFrom: jsii.Strings("203.0.113.0/24")}, map[string][]string{
			"LoadBalancer": {"80 from 203.0.113.0/24"}, "Instances": {"80 from group"},
		}},
		"another port of the instances": {P{InstancePort: jsii.Number(8080)}, map[string][]string{
			"LoadBalancer": http, "Instances": {"8080 from group"},
		}},
		"another port of one instance": {P{Capacity: &beanstalk.SingleInstance{}, InstancePort: jsii.Number(8080)}, map[string][]string{
			"Instances": {"443 from 0.0.0.0/0", "8080 from 0.0.0.0/0"},
		}},
		"a process and a listener set through options": {P{Options: []beanstalk.Option{
			{Namespace: "aws:elasticbeanstalk:environment:process:admin", Name: "Port", Value: "9000"},
			{Namespace: "aws:elbv2:listener:8443", Name: "DefaultProcess", Value: "admin"},
		}}, map[string][]string{
			"LoadBalancer": {"80 from 0.0.0.0/0", "8443 from 0.0.0.0/0"},
			"Instances":    {"80 from group", "9000 from group"},
		}},
		"a certificate, which turns plain HTTP off": {P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn: jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
		}}, map[string][]string{"LoadBalancer": {"443 from 0.0.0.0/0"}, "Instances": {"80 from group"}}},
		"a listener that is turned off": {P{Options: []beanstalk.Option{
			{Namespace: "aws:elbv2:listener:8443", Name: "ListenerEnabled", Value: "false"},
		}}, map[string][]string{"LoadBalancer": http, "Instances": {"80 from group"}}},
		"no listener": {P{Options: []beanstalk.Option{
			{Namespace: "aws:elbv2:listener:default", Name: "ListenerEnabled", Value: "false"},
		}}, map[string][]string{"Instances": {"80 from group"}}},
	} {
		t.Run(name, func(t *testing.T) {
			stack, _ := define(test.props)
			if diff := cmp.Diff(test.want, ingress(t, stack)); diff != "" {
				t.Errorf("rules (-want +got):\n%s", diff)
			}
		})
	}
}

// A group that is given decides who may visit, but not whether the load balancer reaches the instances.
func TestExistingSecurityGroups(t *testing.T) {
	stack := cdktest.NewStack(nil)
	group := func(id string) awsec2.ISecurityGroup {
		return awsec2.SecurityGroup_FromSecurityGroupId(stack, &id, &id, nil)
	}
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:    beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:            cdktest.Vpc(stack),
		SecurityGroups: &[]awsec2.ISecurityGroup{group("sg-app"), group("sg-all")},
		LoadBalancer:   &beanstalk.DedicatedLoadBalancer{SecurityGroups: &[]awsec2.ISecurityGroup{group("sg-front")}},
	})

	expect(t, settings(t, stack), map[string]string{
		"aws:autoscaling:launchconfiguration SecurityGroups": "sg-app,sg-all",
		"aws:elbv2:loadbalancer SecurityGroups":              "sg-front",
		"aws:elbv2:loadbalancer ManagedSecurityGroup":        "sg-front",
	})
	want := map[string][]string{"sg-app": {"80 from sg-front"}, "sg-all": {"80 from sg-front"}}
	if diff := cmp.Diff(want, ingress(t, stack)); diff != "" {
		t.Errorf("rules (-want +got):\n%s", diff)
	}
	waits := false
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		waits = waits || r.Type == "AWS::ElasticBeanstalk::Environment" &&
			slices.ContainsFunc(r.DependsOn, func(id string) bool { return strings.Contains(id, "sgapp") })
	}
	if !waits {
		t.Error("the environment does not wait for the rule that lets the load balancer reach it")
	}
	if environment.LoadBalancerConnections == nil {
		t.Error("LoadBalancerConnections is nil")
	}
}

func TestExistingRoles(t *testing.T) {
	stack := cdktest.NewStack(nil)
	role := awsiam.Role_FromRoleName(stack, jsii.String("Role"), jsii.String("app-role"), nil)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:  beanstalk.ApplicationFromName(stack, jsii.String("Application"), jsii.String("shop")),
		Vpc:          cdktest.Vpc(stack),
		InstanceRole: role,
		ServiceRole:  awsiam.Role_FromRoleName(stack, jsii.String("ServiceRole"), jsii.String("beanstalk-role"), nil),
	})

	expect(t, settings(t, stack), map[string]string{
		"aws:elasticbeanstalk:environment ServiceRole":                     "beanstalk-role",
		"aws:elasticbeanstalk:managedactions ServiceRoleForManagedUpdates": "beanstalk-role",
	})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::IAM::InstanceProfile"), map[string]any{"Roles": []any{"app-role"}})
	})
	for id := range cdktest.Resources(t, template) {
		if strings.HasPrefix(id, "SubjectInstanceRole") || strings.HasPrefix(id, "SubjectServiceRole") {
			t.Errorf("%s is defined, want the given roles only", id)
		}
	}
}

// An existing application brings no service role.
func TestEnvironmentOfAnApplicationMadeElsewhere(t *testing.T) {
	stack := cdktest.NewStack(nil)
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.ApplicationFromName(stack, jsii.String("Application"), jsii.String("shop")),
		Vpc:         cdktest.Vpc(stack),
	})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"), map[string]any{"ApplicationName": "shop"})
	})
	if role := settings(t, stack)["aws:elasticbeanstalk:environment ServiceRole"]; !strings.Contains(role, "SubjectServiceRole") {
		t.Errorf("the service role is %s, want one of the environment's own", role)
	}
	if environment.ServiceRole == nil {
		t.Error("ServiceRole is nil")
	}
}

// An id does not show whether a subnet is public, and a wrong guess would hide the app.
func TestSubnetsThatTheVpcDoesNotListNeedAWord(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := awsec2.Vpc_FromVpcAttributes(stack, jsii.String("Vpc"), &awsec2.VpcAttributes{
		VpcId:             jsii.String("vpc-1"),
		AvailabilityZones: jsii.Strings("eu-west-1a", "eu-west-1b"),
		PrivateSubnetIds:  jsii.Strings("subnet-3", "subnet-4"),
	})
	subnet := func(id string) awsec2.ISubnet { return awsec2.Subnet_FromSubnetId(stack, &id, &id) }
	elsewhere := &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{subnet("subnet-1"), subnet("subnet-2")}}
	props := beanstalk.WebEnvironmentProps{
		Application:     beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:             vpc,
		InstanceSubnets: elsewhere,
		LoadBalancer:    &beanstalk.DedicatedLoadBalancer{Subnets: elsewhere},
	}
	rejects(t, stack, &props,
		"AssociatePublicIpAddress must be given where InstanceSubnets names subnets that the VPC does not list as public or private, got nil",
		"LoadBalancer.Internal must be given where LoadBalancer.Subnets names subnets that the VPC does not list as public or private, got nil")

	props.AssociatePublicIpAddress = jsii.Bool(true)
	props.LoadBalancer = &beanstalk.DedicatedLoadBalancer{Subnets: elsewhere, Internal: jsii.Bool(false)}
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
	expect(t, settings(t, stack), map[string]string{
		"aws:ec2:vpc AssociatePublicIpAddress": "true",
		"aws:ec2:vpc ELBScheme":                "public",
		"aws:ec2:vpc ELBSubnets":               "subnet-1,subnet-2",
	})
}

// What a VPC lists as private is known to be private.
func TestPrivateSubnetsMakeAnInternalLoadBalancer(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := cdktest.Vpc(stack)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:  beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:          vpc,
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{Subnets: &awsec2.SubnetSelection{Subnets: vpc.PrivateSubnets()}},
	})
	expect(t, settings(t, stack), map[string]string{"aws:ec2:vpc ELBScheme": "internal"})
}

// The default of one size gives way to the other if that was given.
func TestDefaultSizesGiveWay(t *testing.T) {
	for want, group := range map[string]*beanstalk.AutoScalingGroup{
		"2 to 4":   {},
		"1 to 1":   {MaxSize: jsii.Number(1)},
		"6 to 6":   {MinSize: jsii.Number(6)},
		"0 to 4":   {MinSize: jsii.Number(0)},
		"2 to 100": {MaxSize: jsii.Number(100)},
	} {
		stack, _ := define(beanstalk.WebEnvironmentProps{Capacity: group})
		got := settings(t, stack)
		if sizes := got["aws:autoscaling:asg MinSize"] + " to " + got["aws:autoscaling:asg MaxSize"]; sizes != want {
			t.Errorf("the group has %s instances, want %s", sizes, want)
		}
	}
}

// A default that would be refused beside what somebody has set follows it.
func TestDefaultsGiveWayToOptions(t *testing.T) {
	const health, process = "aws:elasticbeanstalk:healthreporting:system", "aws:elasticbeanstalk:environment:process:default"
	for _, test := range []struct {
		option beanstalk.Option
		want   map[string]string
	}{
		{beanstalk.Option{Namespace: "aws:autoscaling:trigger", Name: "Period", Value: "2"}, map[string]string{
			"aws:autoscaling:trigger EvaluationPeriods": "2", "aws:autoscaling:trigger BreachDuration": "4",
		}},
		{beanstalk.Option{Namespace: "aws:autoscaling:trigger", Name: "BreachDuration", Value: "10"}, map[string]string{
			"aws:autoscaling:trigger EvaluationPeriods": "10",
		}},
		{beanstalk.Option{Namespace: "aws:elasticbeanstalk:command", Name: "BatchSizeType", Value: "Fixed"}, map[string]string{
			"aws:elasticbeanstalk:command BatchSize": "1",
		}},
		{beanstalk.Option{Namespace: process, Name: "HealthCheckInterval", Value: "5"}, map[string]string{process + " HealthCheckTimeout": "4"}},
		{beanstalk.Option{Namespace: process, Name: "HealthCheckTimeout", Value: "20"}, map[string]string{
			process + " HealthCheckInterval": "21",
		}},
		{beanstalk.Option{Namespace: health, Name: "SystemType", Value: "basic"}, map[string]string{
			"aws:elasticbeanstalk:managedactions ManagedActionsEnabled":                 "false",
			"aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled": "false",
			"aws:elasticbeanstalk:cloudwatch:logs:health HealthStreamingEnabled":        "false",
		}},
		{beanstalk.Option{Namespace: "aws:elasticbeanstalk:managedactions", Name: "ManagedActionsEnabled", Value: "false"}, map[string]string{
			"aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled": "false",
		}},
	} {
		stack, _ := define(beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{test.option}})
		expect(t, settings(t, stack), test.want)
	}
}

func TestAccessLogsCanBeTurnedOff(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{
		{Namespace: "aws:elbv2:loadbalancer", Name: "AccessLogsS3Enabled", Value: "false"},
	}})
	if environment.AccessLogs != nil {
		t.Error("a bucket is defined for logs that nobody writes")
	}
	expect(t, settings(t, stack), map[string]string{
		"aws:elbv2:loadbalancer AccessLogsS3Enabled": "false",
		"aws:elbv2:loadbalancer AccessLogsS3Bucket":  "",
	})
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::S3::Bucket": 0})
}

func TestInstanceTypesFromAParameter(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := cdktest.Vpc(stack)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	list := awscdk.NewCfnParameter(stack, jsii.String("Types"), &awscdk.CfnParameterProps{Type: jsii.String("CommaDelimitedList")})
	one := awscdk.NewCfnParameter(stack, jsii.String("Type"), nil)
	for id, types := range map[string]*[]*string{"List": list.ValueAsList(), "One": {one.ValueAsString()}} {
		beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{
			Application: application, Vpc: vpc, InstanceTypes: types, Architecture: awsec2.InstanceArchitecture_ARM_64,
		})
	}
	text := cdktest.JSON(t, assertions.Template_FromStack(stack, nil))
	for _, want := range []string{`"Ref": "Types"`, `"Ref": "Type"`} {
		if !strings.Contains(text, want) {
			t.Errorf("the template does not contain %s", want)
		}
	}
	if strings.Contains(text, "Token[") {
		t.Error("a token is left in the template")
	}
}

// Text that only looks like a token is text.
func TestTextThatLooksLikeATokenIsJudged(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := cdktest.Vpc(stack)
	for _, forged := range []string{"${Token[abc.1]}", "${Token[TOKEN.99999]}"} {
		rejects(t, stack, &beanstalk.WebEnvironmentProps{Application: application, Vpc: vpc, EnvironmentName: &forged},
			"EnvironmentName must be 4 to 40 letters, digits and hyphens, no hyphen at either end, got \""+forged+"\"")
	}
}

func TestRemovalPolicies(t *testing.T) {
	for policy, want := range map[awscdk.RemovalPolicy][2]string{
		awscdk.RemovalPolicy_RETAIN:                     {"Retain", "false"},
		awscdk.RemovalPolicy_RETAIN_ON_UPDATE_OR_DELETE: {"RetainExceptOnCreate", "false"},
		awscdk.RemovalPolicy_DESTROY:                    {"Delete", "true"},
	} {
		stack, _ := define(beanstalk.WebEnvironmentProps{RemovalPolicy: policy})
		for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
			if r.Type == "AWS::S3::Bucket" && r.DeletionPolicy != want[0] {
				t.Errorf("with %s the log bucket has the deletion policy %s, want %s", policy, r.DeletionPolicy, want[0])
			}
		}
		if got := settings(t, stack)["aws:elasticbeanstalk:cloudwatch:logs DeleteOnTerminate"]; got != want[1] {
			t.Errorf("with %s DeleteOnTerminate is %s, want %s", policy, got, want[1])
		}
	}
}

func TestMetrics(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{})
	elsewhere := beanstalk.EnvironmentFromName(stack, jsii.String("Elsewhere"), &beanstalk.EnvironmentAttributes{
		ApplicationName: jsii.String("shop"), EnvironmentName: jsii.String("shop-prod"),
	})
	if a := elsewhere.Architecture(); a != awsec2.InstanceArchitecture_X86_64 {
		t.Errorf("the architecture of an existing environment is %s, want X86_64", a)
	}
	got := map[string]string{
		"health":    *environment.MetricEnvironmentHealth(nil).Statistic(),
		"requests":  *environment.MetricApplicationRequestsTotal(nil).Statistic(),
		"4xx":       *environment.MetricApplicationRequests4xx(nil).Statistic(),
		"5xx":       *environment.MetricApplicationRequests5xx(nil).Statistic(),
		"latency":   *environment.MetricApplicationLatencyP99(nil).Statistic(),
		"instances": *environment.MetricInstancesOk(nil).Statistic(),
		"another":   *environment.Metric(jsii.String("CPUUser"), nil).MetricName(),
		"elsewhere": cdktest.Text((*elsewhere.Metric(jsii.String("EnvironmentHealth"), nil).Dimensions())["EnvironmentName"]),
	}
	want := map[string]string{
		"health": "Maximum", "requests": "Sum", "4xx": "Sum", "5xx": "Sum", "latency": "Average", "instances": "Average",
		"another": "CPUUser", "elsewhere": `"shop-prod"`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("metrics (-want +got):\n%s", diff)
	}
	if slices.Collect(maps.Keys(*environment.MetricEnvironmentHealth(nil).Dimensions()))[0] != "EnvironmentName" {
		t.Error("the metric is not the environment's")
	}
}

// in defines what an environment needs in a stack of its own.
func in(stack awscdk.Stack) beanstalk.WebEnvironmentProps {
	return beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         cdktest.Vpc(stack),
	}
}

func TestOptionsOnWhichMoreHangsAreRefusedInAnySpelling(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := in(stack)
	port := awscdk.NewCfnParameter(stack, jsii.String("Port"), nil)
	props.Options = []beanstalk.Option{
		{Namespace: "aws:autoscaling:launchconfiguration", Name: "iaminstanceprofile", Value: "mine"},
		{Namespace: "aws:ec2:instances", Name: "supportedArchitectures", Value: "arm64"},
		{Namespace: "aws:elasticbeanstalk:environment", Name: "LoadBalancerType", Value: "network"},
		{Namespace: "aws:elasticbeanstalk:environment:process:admin", Name: "Port", Value: *port.ValueAsString()},
	}
	rejects(t, stack, &props,
		"Options[0] must not be iaminstanceprofile of aws:autoscaling:launchconfiguration, on which more than the option depends; "+
			"set InstanceRole instead",
		"Options[1] must not be supportedArchitectures of aws:ec2:instances, on which more than the option depends; set Architecture instead",
		"Options[2] must not be LoadBalancerType of aws:elasticbeanstalk:environment, on which more than the option depends; "+
			"set LoadBalancer, which is always an Application Load Balancer, instead",
		"Options[3] Port must be known at synthesis, where the security groups are opened for it, got a token")
}

func TestAccessLogsAreDeliveredWhereOptionsSay(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{Options: []beanstalk.Option{
		{Namespace: "aws:elbv2:loadbalancer", Name: "AccessLogsS3Prefix", Value: "shop"},
	}})
	if text := cdktest.JSON(t, assertions.Template_FromStack(stack, nil)); !strings.Contains(text, "/shop/AWSLogs/") {
		t.Error("the bucket does not let logs in where the load balancer writes them")
	}
}

func TestSubnetsThatAreNamed(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := in(stack)
	public, private := *props.Vpc.PublicSubnets(), *props.Vpc.PrivateSubnets()
	props.InstanceSubnets = &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{public[0], private[1]}}
	props.LoadBalancer = &beanstalk.DedicatedLoadBalancer{
		Subnets: &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{public[0], public[0]}},
	}
	rejects(t, stack, &props,
		"AssociatePublicIpAddress must be given where InstanceSubnets names public and private subnets, got nil",
		"LoadBalancer.Subnets must be at least 2, each in a zone of its own, got 1")

	props.InstanceSubnets = nil
	props.LoadBalancer = &beanstalk.DedicatedLoadBalancer{
		Subnets: &awsec2.SubnetSelection{Subnets: &public, OnePerAz: jsii.Bool(true)},
	}
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
	expect(t, settings(t, stack), map[string]string{"aws:ec2:vpc ELBScheme": "public"})
}

// Before the CDK CLI has looked a VPC up, nobody knows its subnets; the first synthesis must get as far as asking.
func TestSubnetsOfAVpcThatIsStillLookedUp(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	stack := awscdk.NewStack(stage, jsii.String("Stack"), &awscdk.StackProps{
		Env: &awscdk.Environment{Account: jsii.String("111122223333"), Region: jsii.String("eu-west-1")},
	})
	names := &awsec2.SubnetSelection{SubnetGroupName: jsii.String("App")}
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:     beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:             awsec2.Vpc_FromLookup(stack, jsii.String("Vpc"), &awsec2.VpcLookupOptions{VpcName: jsii.String("main")}),
		InstanceSubnets: names,
		LoadBalancer:    &beanstalk.DedicatedLoadBalancer{Subnets: names},
	})
	if missing := stage.Synth(nil).Manifest().Missing; missing == nil || len(*missing) != 1 {
		t.Error("the VPC is not looked up")
	}
	expect(t, settings(t, stack), map[string]string{ // no ids that the option checks would judge
		"aws:ec2:vpc Subnets": `{"Ref":"AWS::NoValue"}`, "aws:ec2:vpc ELBSubnets": `{"Ref":"AWS::NoValue"}`,
	})
}

// A group from another stack is let in by a rule beside the environment: the other way around, the two stacks would
// depend on each other.
func TestSecurityGroupOfAnotherStack(t *testing.T) {
	stage := awscdk.NewStage(awscdk.NewApp(nil), jsii.String("Test"), nil)
	shared := awscdk.NewStack(stage, jsii.String("Shared"), nil)
	vpc := cdktest.Vpc(shared)
	group := awsec2.NewSecurityGroup(shared, jsii.String("Group"), &awsec2.SecurityGroupProps{Vpc: vpc})
	stack := awscdk.NewStack(stage, jsii.String("Stack"), nil)
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:    beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:            vpc,
		SecurityGroups: &[]awsec2.ISecurityGroup{group},
	})
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::EC2::SecurityGroupIngress": 1})
}

// CloudFormation takes logical ids of up to 255 characters.
func TestLogicalIDsOfDeepTreesAreShortened(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := in(stack)
	scope := constructs.NewConstruct(stack, jsii.String(strings.Repeat("Deep", 60)))
	environment := beanstalk.NewWebEnvironment(scope, jsii.String("Subject"), &props)
	if id := logicalID(environment); len(id) > 255 || !strings.HasSuffix(id, "DedicatedLoadBalancerX8664") {
		t.Errorf("the logical id has %d characters: %s", len(id), id)
	}
}

// A list that only the deployment knows is not one element of a list.
func TestTokensForLists(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := in(stack)
	list := awscdk.NewCfnParameter(stack, jsii.String("List"), &awscdk.CfnParameterProps{Type: jsii.String("CommaDelimitedList")})
	props.AllowFrom = list.ValueAsList()
	props.InstanceTypes = &[]*string{jsii.String("t3.micro"), (*list.ValueAsList())[0]}
	rejects(t, stack, &props,
		"InstanceTypes[1] must be one type, got a token for a list; let the token be all of them",
		"AllowFrom[0] must be one range, got a token for a list; name each in an element of its own")
}

// nameless is somebody's own application that was never given a name.
type nameless struct{ constructs.Construct }

func (nameless) ApplicationName() *string             { return nil }
func (nameless) Env() *interfaces.ResourceEnvironment { return nil }

type odd struct{ *beanstalk.SingleInstance }

// What is only half made is reported like what is missing.
func TestHalfMadeConstructs(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := in(stack)
	props.Application = nameless{props.Application.(constructs.Construct)}
	props.InstanceRole = &struct{ awsiam.IRole }{}
	props.Capacity = odd{}
	props.SecurityGroups = &[]awsec2.ISecurityGroup{&struct{ awsec2.ISecurityGroup }{}}
	rejects(t, stack, &props,
		"Capacity must be &beanstalk.SingleInstance{} or &beanstalk.AutoScalingGroup{}, got a beanstalk_test.odd",
		"Application must be a construct that was made, got one without a name",
		"InstanceRole must be a construct that was made, got one without a name",
		"SecurityGroups[0] must be a construct that was made, got one without a name")

	_, environment := define(beanstalk.WebEnvironmentProps{})
	got := cdktest.Rejection(func() { environment.Metric(nil, nil) })
	if want := "name must be given, got nil; give the name of a metric, such as EnvironmentHealth"; got != want {
		t.Errorf("panics with %q, want %q", got, want)
	}
}
