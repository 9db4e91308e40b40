package beanstalk_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

// define puts an environment with the given properties into a stack of its own.
func define(props beanstalk.WebEnvironmentProps) (awscdk.Stack, *beanstalk.WebEnvironment) {
	stack := cdktest.NewStack(nil)
	if props.Vpc == nil {
		props.Vpc = network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	}
	props.Application = beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	return stack, beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
}

// settings returns the option settings of the only environment of a stack: "namespace name" to the value, as JSON.
func settings(t *testing.T, stack awscdk.Stack) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		if r.Type != "AWS::ElasticBeanstalk::Environment" {
			continue
		}
		for _, s := range r.Properties["OptionSettings"].([]any) {
			setting := s.(map[string]any)
			value, ok := setting["Value"].(string)
			if !ok {
				text, err := json.Marshal(setting["Value"])
				if err != nil {
					t.Fatal(err)
				}
				value = string(text)
			}
			found[fmt.Sprint(setting["Namespace"], " ", setting["OptionName"])] = value
		}
	}
	return found
}

// expect compares some settings; "" stands for one that must not be there.
func expect(t *testing.T, got, want map[string]string) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if got[name] != want[name] {
			t.Errorf("%s is %q, want %q", name, got[name], want[name])
		}
	}
}

func TestWebEnvironmentDefaults(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{})

	expect(t, settings(t, stack), map[string]string{
		"aws:elasticbeanstalk:environment EnvironmentType":                          "LoadBalanced",
		"aws:elasticbeanstalk:environment LoadBalancerType":                         "application",
		"aws:autoscaling:asg MinSize":                                               "2",
		"aws:autoscaling:asg MaxSize":                                               "4",
		"aws:autoscaling:trigger MeasureName":                                       "NetworkOut",
		"aws:autoscaling:launchconfiguration DisableIMDSv1":                         "true",
		"aws:autoscaling:launchconfiguration RootVolumeType":                        "gp3",
		"aws:autoscaling:launchconfiguration EC2KeyName":                            "",
		"aws:ec2:instances InstanceTypes":                                           "t3.small",
		"aws:ec2:instances SupportedArchitectures":                                  "x86_64",
		"aws:ec2:vpc AssociatePublicIpAddress":                                      "false",
		"aws:ec2:vpc ELBScheme":                                                     "public",
		"aws:elasticbeanstalk:command DeploymentPolicy":                             "RollingWithAdditionalBatch",
		"aws:elasticbeanstalk:environment:process:default HealthCheckPath":          "/",
		"aws:elbv2:listener:default ListenerEnabled":                                "true",
		"aws:elbv2:listener:443 ListenerEnabled":                                    "",
		"aws:elbv2:loadbalancer AccessLogsS3Enabled":                                "true",
		"aws:elasticbeanstalk:cloudwatch:logs RetentionInDays":                      "90",
		"aws:elasticbeanstalk:cloudwatch:logs DeleteOnTerminate":                    "false",
		"aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService":          "2",
		"aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled": "true",
	})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Counts(t, template, map[string]int{
		"AWS::ElasticBeanstalk::Environment":        1,
		"AWS::ElasticBeanstalk::ApplicationVersion": 0,
		"AWS::IAM::InstanceProfile":                 1,
		"AWS::EC2::SecurityGroup":                   2,
		"AWS::S3::Bucket":                           1,
	})
	if child := environment.Node().DefaultChild(); child != environment.Resource {
		t.Errorf("the default child is %v, want the environment itself", child)
	}
}

func TestSingleInstance(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{EnvironmentType: beanstalk.EnvironmentTypeSingleInstance})

	got := settings(t, stack)
	expect(t, got, map[string]string{
		"aws:elasticbeanstalk:environment EnvironmentType":                          "SingleInstance",
		"aws:autoscaling:asg MinSize":                                               "1",
		"aws:autoscaling:asg MaxSize":                                               "1",
		"aws:ec2:instances InstanceTypes":                                           "t3.micro",
		"aws:ec2:vpc AssociatePublicIpAddress":                                      "true",
		"aws:elasticbeanstalk:command DeploymentPolicy":                             "AllAtOnce",
		"aws:autoscaling:updatepolicy:rollingupdate RollingUpdateEnabled":           "false",
		"aws:elasticbeanstalk:managedactions:platformupdate InstanceRefreshEnabled": "false",
	})
	for name := range got {
		for _, part := range []string{"elbv2", "ELB", "LoadBalancer", "trigger", "process"} {
			if strings.Contains(name, part) {
				t.Errorf("%s is set, want nothing of a load balancer", name)
			}
		}
	}
	if environment.AccessLogs != nil {
		t.Error("AccessLogs is set, want nil without a load balancer")
	}
	cdktest.Counts(t, assertions.Template_FromStack(stack, nil), map[string]int{"AWS::S3::Bucket": 0, "AWS::EC2::SecurityGroup": 1})
}

func TestWebEnvironmentCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), &network.NetworkProps{PrivateSubnets: jsii.Bool(false)}).Vpc
	groups := network.NewWebSecurityGroups(stack, jsii.String("Groups"), &network.WebSecurityGroupsProps{Vpc: vpc})
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application:         beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:                 vpc,
		EnvironmentName:     jsii.String("shop-prod"),
		CnamePrefix:         jsii.String("shop"),
		Description:         jsii.String("The shop"),
		Platform:            "Corretto 21 running on 64bit Amazon Linux 2023",
		InstanceTypes:       &[]awsec2.InstanceType{awsec2.NewInstanceType(jsii.String("m7g.large")), awsec2.NewInstanceType(jsii.String("m6g.large"))},
		MinSize:             jsii.Number(3),
		MaxSize:             jsii.Number(9),
		Scaling:             &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricTargetResponseTime, LowerThreshold: jsii.Number(0.2), UpperThreshold: jsii.Number(1.5)},
		DeploymentPolicy:    beanstalk.DeploymentPolicyTrafficSplitting,
		HealthCheckPath:     jsii.String("/up"),
		PreferredStartTime:  jsii.String("Tue:03:30"),
		LogRetentionDays:    jsii.Number(365),
		Certificate:         awscertificatemanager.Certificate_FromCertificateArn(stack, jsii.String("Certificate"), jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b")),
		SecurityGroups:      groups,
		InstanceSubnets:     &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
		LoadBalancerSubnets: &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
		RemovalPolicy:       awscdk.RemovalPolicy_DESTROY,
		EnvironmentVariables: &map[string]*string{
			"CURRENCY": jsii.String("EUR"),
			"TABLE":    awscdk.Aws_STACK_NAME(),
		},
		Options: &[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
			{Namespace: jsii.String("aws:elasticbeanstalk:xray"), OptionName: jsii.String("XRayEnabled"), Value: jsii.String("true")},
			{Namespace: jsii.String("aws:elasticbeanstalk:command"), OptionName: jsii.String("Timeout"), Value: jsii.String("1200")},
			{Namespace: jsii.String("aws:autoscaling:scheduledaction"), ResourceName: jsii.String("Evening"), OptionName: jsii.String("MinSize"), Value: jsii.String("6")},
			{Namespace: jsii.String("aws:autoscaling:scheduledaction"), ResourceName: jsii.String("Evening"), OptionName: jsii.String("MaxSize"), Value: jsii.String("9")},
			{Namespace: jsii.String("aws:autoscaling:scheduledaction"), ResourceName: jsii.String("Evening"), OptionName: jsii.String("Recurrence"), Value: jsii.String("0 17 * * *")},
		},
	})

	expect(t, settings(t, stack), map[string]string{
		"aws:autoscaling:asg MinSize":                                      "3",
		"aws:autoscaling:asg MaxSize":                                      "9",
		"aws:autoscaling:scheduledaction MinSize":                          "6",
		"aws:autoscaling:trigger MeasureName":                              "TargetResponseTime",
		"aws:autoscaling:trigger LowerThreshold":                           "0.2",
		"aws:autoscaling:trigger UpperThreshold":                           "1.5",
		"aws:autoscaling:trigger Unit":                                     "Seconds",
		"aws:ec2:instances InstanceTypes":                                  "m7g.large,m6g.large",
		"aws:ec2:instances SupportedArchitectures":                         "arm64",
		"aws:ec2:vpc AssociatePublicIpAddress":                             "true",
		"aws:elasticbeanstalk:application:environment CURRENCY":            "EUR",
		"aws:elasticbeanstalk:application:environment TABLE":               `{"Ref":"AWS::StackName"}`,
		"aws:elasticbeanstalk:cloudwatch:logs DeleteOnTerminate":           "true",
		"aws:elasticbeanstalk:cloudwatch:logs:health RetentionInDays":      "365",
		"aws:elasticbeanstalk:command DeploymentPolicy":                    "TrafficSplitting",
		"aws:elasticbeanstalk:command Timeout":                             "1200",
		"aws:elasticbeanstalk:environment:process:default HealthCheckPath": "/up",
		"aws:elasticbeanstalk:managedactions PreferredStartTime":           "Tue:03:30",
		"aws:elasticbeanstalk:trafficsplitting NewVersionPercent":          "10",
		"aws:elasticbeanstalk:xray XRayEnabled":                            "true",
		"aws:elbv2:listener:443 SSLCertificateArns":                        "arn:aws:acm:eu-central-1:111122223333:certificate/0a1b",
		"aws:elbv2:listener:443 SSLPolicy":                                 "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
		"aws:elbv2:listener:default ListenerEnabled":                       "false",
	})
	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"), map[string]any{
			"EnvironmentName": "shop-prod",
			"CNAMEPrefix":     "shop",
			"Description":     "The shop",
			"PlatformArn":     map[string]any{"Fn::Join": []any{"", assertions.Match_ArrayWith(&[]any{"::platform/Corretto 21 running on 64bit Amazon Linux 2023"})}},
		})
	})
	cdktest.Counts(t, template, map[string]int{"AWS::EC2::SecurityGroup": 2, "Custom::S3AutoDeleteObjects": 1})
}

// A version label in the template would bring back the version that it names at each update of the stack, and a
// solution stack name would replace the environment.
func TestThePipelineOwnsVersionsAndManagedUpdatesOwnThePlatform(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{})

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::ElasticBeanstalk::Environment"), map[string]any{
			"VersionLabel":      assertions.Match_Absent(),
			"SolutionStackName": assertions.Match_Absent(),
			"EnvironmentName":   assertions.Match_Absent(),
			"PlatformArn": map[string]any{"Fn::Join": []any{"", []any{
				"arn:", map[string]any{"Ref": "AWS::Partition"}, ":elasticbeanstalk:", map[string]any{"Ref": "AWS::Region"},
				"::platform/Go 1 running on 64bit Amazon Linux 2023",
			}}},
		})
	})
}

// Without these CloudFormation starts the environment before its instances can reach AWS or read what they were
// granted, and deletes the network under a running environment.
func TestEnvironmentWaitsForItsFirstBoot(t *testing.T) {
	stack := cdktest.NewStack(nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	bucket := awss3.NewBucket(stack, jsii.String("Uploads"), nil)
	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         vpc,
	})
	bucket.GrantRead(environment, nil)

	resources := cdktest.Resources(t, assertions.Template_FromStack(stack, nil))
	waitsFor := map[string]int{}
	for _, r := range resources {
		if r.Type == "AWS::ElasticBeanstalk::Environment" {
			for _, id := range r.DependsOn {
				waitsFor[resources[id].Type]++
			}
		}
	}
	for _, want := range []struct {
		resource string
		count    int
	}{
		{"AWS::EC2::Route", 4},
		{"AWS::EC2::SubnetRouteTableAssociation", 4},
		{"AWS::EC2::NatGateway", 2},
		{"AWS::EC2::VPCGatewayAttachment", 1},
		{"AWS::EC2::SecurityGroupIngress", 1},
		{"AWS::EC2::SecurityGroupEgress", 1},
		{"AWS::IAM::Policy", 1},
		{"AWS::IAM::Role", 2},
		{"AWS::IAM::InstanceProfile", 1},
		{"AWS::S3::BucketPolicy", 1},
	} {
		if waitsFor[want.resource] != want.count {
			t.Errorf("the environment waits for %d of %s, want %d", waitsFor[want.resource], want.resource, want.count)
		}
	}
}

// The load balancer tries to write to the bucket when logging is turned on; it takes Amazon S3's keys only.
func TestAccessLogsCanBeDelivered(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{LogRetentionDays: jsii.Number(30)})

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResource(jsii.String("AWS::S3::Bucket"), map[string]any{
			"DeletionPolicy": "Retain",
			"Properties": map[string]any{
				"BucketEncryption": map[string]any{"ServerSideEncryptionConfiguration": []any{
					map[string]any{"ServerSideEncryptionByDefault": map[string]any{"SSEAlgorithm": "AES256"}},
				}},
				"PublicAccessBlockConfiguration": map[string]any{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true},
				"LifecycleConfiguration":         map[string]any{"Rules": []any{map[string]any{"ExpirationInDays": 30, "Status": "Enabled"}}},
			},
		})
	})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::S3::BucketPolicy"), map[string]any{
			"PolicyDocument": map[string]any{"Statement": []any{
				assertions.Match_ObjectLike(&map[string]any{"Effect": "Deny", "Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}}}),
				map[string]any{
					"Action":    "s3:PutObject",
					"Effect":    "Allow",
					"Principal": map[string]any{"Service": "logdelivery.elasticloadbalancing.amazonaws.com"},
					"Resource": map[string]any{"Fn::Join": []any{"", []any{
						map[string]any{"Fn::GetAtt": assertions.Match_AnyValue()}, "/load-balancer/AWSLogs/", map[string]any{"Ref": "AWS::AccountId"}, "/*",
					}}},
					"Condition": map[string]any{"ArnLike": map[string]any{"aws:SourceArn": assertions.Match_AnyValue()}},
				},
			}},
		})
	})
}

func TestInstancesHaveTheWebTierAndSessionManagerOnly(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{EnvironmentType: beanstalk.EnvironmentTypeSingleInstance})

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
			"AssumeRolePolicyDocument": map[string]any{"Statement": []any{assertions.Match_ObjectLike(&map[string]any{"Principal": map[string]any{"Service": "ec2.amazonaws.com"}})}},
			"ManagedPolicyArns":        []any{managedPolicy("AWSElasticBeanstalkWebTier"), managedPolicy("AmazonSSMManagedInstanceCore")},
			"Policies":                 assertions.Match_Absent(),
		})
	})
	expect(t, settings(t, stack), map[string]string{"aws:autoscaling:launchconfiguration EC2KeyName": ""})
}

// The four settings that security reviews ask for first.
func TestSecurityReview(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{})
	got := settings(t, stack)

	t.Run("enhanced health is on", func(t *testing.T) {
		expect(t, got, map[string]string{"aws:elasticbeanstalk:healthreporting:system SystemType": "enhanced"})
	})
	t.Run("managed updates are on, for minor versions too", func(t *testing.T) {
		if role := got["aws:elasticbeanstalk:managedactions ServiceRoleForManagedUpdates"]; role == "" || role != got["aws:elasticbeanstalk:environment ServiceRole"] {
			t.Errorf("managed updates use the role %q, want the service role", role)
		}
		expect(t, got, map[string]string{
			"aws:elasticbeanstalk:managedactions ManagedActionsEnabled":      "true",
			"aws:elasticbeanstalk:managedactions:platformupdate UpdateLevel": "minor",
		})
	})
	t.Run("logs are streamed to CloudWatch", func(t *testing.T) {
		expect(t, got, map[string]string{"aws:elasticbeanstalk:cloudwatch:logs StreamLogs": "true"})
	})
	t.Run("the environment is in a VPC, in groups of its own", func(t *testing.T) {
		if got["aws:ec2:vpc VPCId"] == "" || got["aws:autoscaling:launchconfiguration SecurityGroups"] == "" || got["aws:elbv2:loadbalancer SecurityGroups"] == "" {
			t.Error("VPCId and SecurityGroups must be set")
		}
		expect(t, got, map[string]string{"aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup": "true"})
	})
}

func TestConnectionsAreThoseOfTheInstances(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{})
	database := awsec2.NewSecurityGroup(stack, jsii.String("Database"), &awsec2.SecurityGroupProps{
		Vpc: network.NewNetwork(stack, jsii.String("Other"), nil).Vpc,
	})
	database.Connections().AllowFrom(environment, awsec2.Port_POSTGRES(), jsii.String("the app"))

	instances := *stack.GetLogicalId(environment.SecurityGroups.Instances.Node().DefaultChild().(awscdk.CfnElement))
	cdktest.Check(t, func() {
		assertions.Template_FromStack(stack, nil).HasResourceProperties(jsii.String("AWS::EC2::SecurityGroupIngress"), map[string]any{
			"FromPort":              5432,
			"SourceSecurityGroupId": map[string]any{"Fn::GetAtt": []any{instances, "GroupId"}},
		})
	})
}

func TestArchitectureChoosesInstanceTypes(t *testing.T) {
	stack, environment := define(beanstalk.WebEnvironmentProps{Architecture: awsec2.InstanceArchitecture_ARM_64})

	expect(t, settings(t, stack), map[string]string{
		"aws:ec2:instances InstanceTypes":          "t4g.small",
		"aws:ec2:instances SupportedArchitectures": "arm64",
	})
	if got := environment.Architecture(); got != awsec2.InstanceArchitecture_ARM_64 {
		t.Errorf("Architecture is %s, want ARM_64", got)
	}
}

// Sizes may come from a parameter of the template; they are not judged, and everything else still is.
func TestTokensPass(t *testing.T) {
	stack := cdktest.NewStack(nil)
	size := awscdk.NewCfnParameter(stack, jsii.String("Size"), &awscdk.CfnParameterProps{Type: jsii.String("Number")})
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		MinSize:     size.ValueAsNumber(),
		MaxSize:     size.ValueAsNumber(),
	})

	expect(t, settings(t, stack), map[string]string{
		"aws:autoscaling:asg MinSize":                                      `{"Ref":"Size"}`,
		"aws:autoscaling:asg MaxSize":                                      `{"Ref":"Size"}`,
		"aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService": "1",
	})
}

func TestFeatureFlagsOfTheAppChangeNothing(t *testing.T) {
	var templates []string
	for _, context := range []map[string]any{nil, {
		"@aws-cdk/aws-iam:minimizePolicies":                       true,
		"@aws-cdk/aws-s3:createDefaultLoggingPolicy":              true,
		"@aws-cdk/aws-ec2:restrictDefaultSecurityGroup":           true,
		"@aws-cdk/aws-iam:standardizedServicePrincipals":          true,
		"@aws-cdk/aws-s3:publicAccessBlockedByDefault":            true,
		"@aws-cdk/aws-iam:importedRoleStackSafeDefaultPolicyName": true,
	}} {
		stack := cdktest.NewStack(context)
		beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &beanstalk.WebEnvironmentProps{
			Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
			Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		})
		templates = append(templates, cdktest.JSON(t, assertions.Template_FromStack(stack, nil)))
	}
	if templates[0] != templates[1] {
		t.Error("the template depends on feature flags")
	}
}

func TestCallersPropsAreLeftAlone(t *testing.T) {
	stack := cdktest.NewStack(nil)
	props := beanstalk.WebEnvironmentProps{
		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
		Scaling:     &beanstalk.ScalingTrigger{},
	}
	before := props
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
	if props != before || *props.Scaling != (beanstalk.ScalingTrigger{}) {
		t.Error("NewWebEnvironment wrote into its caller's properties")
	}
}

func TestWebEnvironmentRejects(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	single := network.NewWebSecurityGroups(stack, jsii.String("Groups"), &network.WebSecurityGroupsProps{Vpc: vpc, LoadBalanced: jsii.Bool(false)})
	option := func(namespace, name, value string) *awselasticbeanstalk.CfnEnvironment_OptionSettingProperty {
		return &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{Namespace: &namespace, OptionName: &name, Value: &value}
	}
	for name, test := range map[string]struct {
		props *beanstalk.WebEnvironmentProps
		want  []string
	}{
		"nothing at all": {nil, []string{
			"Application is required: give one made by NewApplication",
			"Vpc is required: give one made by network.NewNetwork, or any other",
		}},
		"bad names": {&beanstalk.WebEnvironmentProps{EnvironmentName: jsii.String("-x"), CnamePrefix: jsii.String("a_b_c_d"), Description: jsii.String(strings.Repeat("x", 201))}, []string{
			`EnvironmentName must be 4 to 40 letters, digits and hyphens, no hyphen at either end, got "-x"`,
			`CnamePrefix must be 4 to 63 letters, digits and hyphens, no hyphen at either end, got "a_b_c_d"`,
			"Description must be at most 200 characters, got 201",
		}},
		"a load balancer's properties on a single instance": {&beanstalk.WebEnvironmentProps{
			EnvironmentType: beanstalk.EnvironmentTypeSingleInstance,
			MinSize:         jsii.Number(2),
			HealthCheckPath: jsii.String("/up"),
			Scaling:         &beanstalk.ScalingTrigger{},
		}, []string{
			"MinSize needs a load balancer, got EnvironmentType SingleInstance: set EnvironmentType to LoadBalanced, or leave MinSize out",
			"Scaling needs a load balancer, got EnvironmentType SingleInstance: set EnvironmentType to LoadBalanced, or leave Scaling out",
			"HealthCheckPath needs a load balancer, got EnvironmentType SingleInstance: set EnvironmentType to LoadBalanced, or leave HealthCheckPath out",
		}},
		"a misspelt environment type": {&beanstalk.WebEnvironmentProps{EnvironmentType: "LoadBalance"}, []string{
			`EnvironmentType must be "SingleInstance" or "LoadBalanced", got "LoadBalance"; write "LoadBalanced"`,
		}},
		"no instance types": {&beanstalk.WebEnvironmentProps{InstanceTypes: &[]awsec2.InstanceType{}}, []string{
			"InstanceTypes must name at least one type, got none: leave it out for the default",
		}},
		"an architecture in another spelling": {&beanstalk.WebEnvironmentProps{Architecture: "arm64"}, []string{
			`Architecture must be X86_64 or ARM_64, got "arm64"`,
		}},
		"an instance type that is nil": {&beanstalk.WebEnvironmentProps{InstanceTypes: &[]awsec2.InstanceType{nil}}, []string{
			"InstanceTypes[0] must be an instance type, got nil",
		}},
		"a platform without an operating system": {&beanstalk.WebEnvironmentProps{Platform: "Docker"}, []string{
			`Platform must be the name of a platform branch, such as "Go 1 running on 64bit Amazon Linux 2023", got "Docker"`,
		}},
		"an architecture that its types do not have": {&beanstalk.WebEnvironmentProps{
			Architecture:  awsec2.InstanceArchitecture_ARM_64,
			InstanceTypes: &[]awsec2.InstanceType{awsec2.NewInstanceType(jsii.String("m7g.large")), awsec2.NewInstanceType(jsii.String("m7i.large"))},
		}, []string{
			"InstanceTypes[1] must be of the architecture ARM_64, got m7i.large, which is X86_64: one environment runs one build of the app",
		}},
		"subnets that the VPC has not": {&beanstalk.WebEnvironmentProps{InstanceSubnets: &awsec2.SubnetSelection{SubnetGroupName: jsii.String("Database")}}, []string{
			"InstanceSubnets: There are no subnet groups with name 'Database' in this VPC. Available names: Public,Private",
		}},
		"groups of the other kind": {&beanstalk.WebEnvironmentProps{SecurityGroups: single, AllowFrom: jsii.Strings("203.0.113.0/24")}, []string{
			"AllowFrom must be left out where SecurityGroups is given: the ranges belong to the groups",
			"SecurityGroups must be made with LoadBalanced true, as EnvironmentType is LoadBalanced",
		}},
		"missing values": {&beanstalk.WebEnvironmentProps{
			EnvironmentVariables: &map[string]*string{"MODE": nil},
			Options:              &[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{nil, {Namespace: jsii.String("aws:elasticbeanstalk:xray"), OptionName: jsii.String("XRayEnabled")}},
		}, []string{
			`EnvironmentVariables["MODE"] must have a value, got nil`,
			"Options[0] must be an option setting, got nil",
			"Options[1] must have Namespace, OptionName and Value",
		}},
		"a removal policy that leaves a snapshot": {&beanstalk.WebEnvironmentProps{RemovalPolicy: awscdk.RemovalPolicy_SNAPSHOT}, []string{
			"RemovalPolicy must be RETAIN or DESTROY, got SNAPSHOT",
		}},
		"option settings, checked together with the rest": {&beanstalk.WebEnvironmentProps{
			MinSize: jsii.Number(5),
			MaxSize: jsii.Number(3),
			Options: &[]*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
				option("aws:elasticbeanstalk:command", "Timeout", "2 hours"),
			},
		}, []string{
			"MinSize must be at most MaxSize, got 5 and 3; set MinSize to 3 or less, or raise MaxSize",
			`Options[0] Timeout must be a whole number, got "2 hours"; write digits only`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			if test.props != nil {
				test.props.Application, test.props.Vpc = application, vpc
			}
			got := strings.Split(cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), test.props) }), "\n")
			got[0] = strings.TrimPrefix(got[0], "Test/Stack/Subject: ")
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("problems (-want +got):\n%s", diff)
			}
			if stack.Node().TryFindChild(jsii.String("Subject")) != nil {
				t.Error("a construct is left behind")
			}
		})
	}
}

// A platform near its retirement is a warning that can be acknowledged, and an error once it is retired.
func TestPlatformRetirement(t *testing.T) {
	platform := beanstalk.Platform("Node.js 22 running on 64bit Amazon Linux 2023")
	near := time.Date(2027, time.July, 1, 0, 0, 0, 0, time.UTC)

	stack, _ := define(beanstalk.WebEnvironmentProps{Platform: platform, Now: near})
	cdktest.Check(t, func() {
		assertions.Annotations_FromStack(stack).HasWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(jsii.String("Platform .*2027-07-31")))
	})
	got := cdktest.Rejection(func() { define(beanstalk.WebEnvironmentProps{Platform: platform, Now: near.AddDate(0, 2, 0)}) })
	if !strings.Contains(got, "retired on 2027-07-31") {
		t.Errorf("panics with %q, want the day of retirement", got)
	}
}
