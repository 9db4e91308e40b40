package beanstalk_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
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
		props.Vpc = cdktest.Vpc(stack)
	}
	props.Application = beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	return stack, beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
}

// settings returns the option settings of the only environment in a stack: "namespace name" to the value, as JSON.
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

// expect compares some settings; "" stands for one that must be absent.
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
		"aws:elasticbeanstalk:environment EnvironmentType":  "LoadBalanced",
		"aws:elasticbeanstalk:environment LoadBalancerType": "application",
		"aws:autoscaling:asg MinSize":                       "2",
		"aws:autoscaling:asg MaxSize":                       "4",
		"aws:elasticbeanstalk:healthreporting:system ConfigDocument": `{"Version":1,"Rules":{"Environment":` +
			`{"Application":{"ApplicationRequests4xx":{"Enabled":false}}}}}`,
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
	stack, environment := define(beanstalk.WebEnvironmentProps{Capacity: &beanstalk.SingleInstance{}})

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
	props := &beanstalk.WebEnvironmentProps{
		Application:     beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:             vpc,
		EnvironmentName: jsii.String("shop-prod"),
		CnamePrefix:     jsii.String("shop"),
		Description:     jsii.String("The shop"),
		Platform:        "Corretto 21 running on 64bit Amazon Linux 2023",
		InstanceTypes:   jsii.Strings("m7g.large", "m6g.large"),
		Capacity: &beanstalk.AutoScalingGroup{
			MinSize: jsii.Number(3),
			MaxSize: jsii.Number(9),
			Trigger: &beanstalk.ScalingTrigger{
				Metric:         beanstalk.ScalingMetricTargetResponseTime,
				LowerThreshold: jsii.Number(0.2),
				UpperThreshold: jsii.Number(1.5),
			},
			Schedule: []beanstalk.ScheduledAction{
				{Name: "Evening", Recurrence: "0 17 * * *", MinSize: jsii.Number(6), MaxSize: jsii.Number(9)},
			},
			Spot: &beanstalk.Spot{OnDemandBase: jsii.Number(2)},
		},
		LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn:  jsii.String("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
			HealthCheckPath: jsii.String("/up"),
			Subnets:         &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
			Internal:        jsii.Bool(true),
			AccessLogs:      awss3.Bucket_FromBucketName(stack, jsii.String("Logs"), jsii.String("logs-of-all")),
		},
		InstanceSubnets:          &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PUBLIC},
		AssociatePublicIpAddress: jsii.Bool(false),
		InstancePort:             jsii.Number(8080),
		AllowFrom:                jsii.Strings("203.0.113.0/24"),
		DeploymentPolicy:         beanstalk.DeploymentPolicyTrafficSplitting,
		PreferredStartTime:       jsii.String("Tue:03:30"),
		LogRetentionDays:         jsii.Number(365),
		RemovalPolicy:            awscdk.RemovalPolicy_DESTROY,
		EnvironmentVariables: &map[string]*string{
			"CURRENCY": jsii.String("EUR"),
			"TABLE":    awscdk.Aws_STACK_NAME(),
		},
		Options: []beanstalk.Option{
			{Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled", Value: "true"},
			{Namespace: "aws:elasticbeanstalk:command", Name: "Timeout", Value: "1200"},
		},
	}
	if err := props.Validate(); err != nil {
		t.Fatal(err)
	}
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), props)

	expect(t, settings(t, stack), map[string]string{
		"aws:autoscaling:asg MinSize":                                      "3",
		"aws:autoscaling:asg MaxSize":                                      "9",
		"aws:autoscaling:scheduledaction MinSize":                          "6",
		"aws:autoscaling:trigger MeasureName":                              "TargetResponseTime",
		"aws:autoscaling:trigger LowerThreshold":                           "0.2",
		"aws:autoscaling:trigger UpperThreshold":                           "1.5",
		"aws:autoscaling:trigger Unit":                                     "Seconds",
		"aws:ec2:instances InstanceTypes":                                  "m7g.large,m6g.large",
		"aws:autoscaling:scheduledaction Recurrence":                       "0 17 * * *",
		"aws:ec2:instances EnableSpot":                                     "true",
		"aws:ec2:instances SpotFleetOnDemandBase":                          "2",
		"aws:ec2:instances SpotFleetOnDemandAboveBasePercentage":           "70",
		"aws:ec2:instances SupportedArchitectures":                         "arm64",
		"aws:ec2:vpc AssociatePublicIpAddress":                             "false",
		"aws:ec2:vpc ELBScheme":                                            "internal",
		"aws:elasticbeanstalk:environment:process:default Port":            "8080",
		"aws:elbv2:loadbalancer AccessLogsS3Bucket":                        "logs-of-all",
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
			"PlatformArn": map[string]any{"Fn::Join": []any{"", assertions.Match_ArrayWith(&[]any{
				"::platform/Corretto 21 running on 64bit Amazon Linux 2023",
			})}},
		})
	})
	cdktest.Counts(t, template, map[string]int{"AWS::EC2::SecurityGroup": 2, "AWS::S3::Bucket": 0})
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

// Without these, CloudFormation starts the environment before its instances can reach AWS or read what they were
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
		{"AWS::IAM::Policy", 3}, // a grant to the instances, and the denies of both roles
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
				"PublicAccessBlockConfiguration": map[string]any{
					"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true,
				},
				"LifecycleConfiguration": map[string]any{"Rules": []any{map[string]any{"ExpirationInDays": 30, "Status": "Enabled"}}},
			},
		})
	})
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::S3::BucketPolicy"), map[string]any{
			"PolicyDocument": map[string]any{"Statement": []any{
				assertions.Match_ObjectLike(&map[string]any{
					"Effect": "Deny", "Condition": map[string]any{"Bool": map[string]any{"aws:SecureTransport": "false"}},
				}),
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
	stack, _ := define(beanstalk.WebEnvironmentProps{Capacity: &beanstalk.SingleInstance{}})

	template := assertions.Template_FromStack(stack, nil)
	cdktest.Check(t, func() {
		template.HasResourceProperties(jsii.String("AWS::IAM::Role"), map[string]any{
			"AssumeRolePolicyDocument": map[string]any{"Statement": []any{assertions.Match_ObjectLike(&map[string]any{
				"Principal": map[string]any{"Service": "ec2.amazonaws.com"},
			})}},
			"ManagedPolicyArns": []any{managedPolicy("AWSElasticBeanstalkWebTier")},
			"Policies": []any{map[string]any{"PolicyName": "SessionManager", "PolicyDocument": map[string]any{
				"Version": "2012-10-17",
				"Statement": []any{map[string]any{"Effect": "Allow", "Resource": "*", "Action": []any{
					"ssm:UpdateInstanceInformation", "ssmmessages:CreateControlChannel", "ssmmessages:CreateDataChannel",
					"ssmmessages:OpenControlChannel", "ssmmessages:OpenDataChannel",
				}}},
			}}},
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
		role := got["aws:elasticbeanstalk:managedactions ServiceRoleForManagedUpdates"]
		if role == "" || role != got["aws:elasticbeanstalk:environment ServiceRole"] {
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
		const launch, balancer = "aws:autoscaling:launchconfiguration SecurityGroups", "aws:elbv2:loadbalancer SecurityGroups"
		if got["aws:ec2:vpc VPCId"] == "" || got[launch] == "" || got[balancer] == "" {
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

	groups := *environment.Connections().SecurityGroups()
	instances := *stack.GetLogicalId(groups[0].Node().DefaultChild().(awscdk.CfnElement))
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
		Vpc:         cdktest.Vpc(stack),
		Capacity:    &beanstalk.AutoScalingGroup{MinSize: size.ValueAsNumber(), MaxSize: size.ValueAsNumber()},
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
			Vpc:         cdktest.Vpc(stack),
		})
		templates = append(templates, cdktest.JSON(t, assertions.Template_FromStack(stack, nil)))
	}
	if templates[0] != templates[1] {
		t.Error("the template depends on feature flags")
	}
}

func TestCallersPropsAreLeftAlone(t *testing.T) {
	stack := cdktest.NewStack(nil)
	group := &beanstalk.AutoScalingGroup{Trigger: &beanstalk.ScalingTrigger{}}
	balancer := &beanstalk.DedicatedLoadBalancer{}
	props := beanstalk.WebEnvironmentProps{
		Application:  beanstalk.NewApplication(stack, jsii.String("Application"), nil),
		Vpc:          cdktest.Vpc(stack),
		Capacity:     group,
		LoadBalancer: balancer,
	}
	before := props
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), &props)
	if !reflect.DeepEqual(props, before) || *group.Trigger != (beanstalk.ScalingTrigger{}) || group.MinSize != nil ||
		*balancer != (beanstalk.DedicatedLoadBalancer{}) {
		t.Error("NewWebEnvironment wrote into its caller's properties")
	}
}

// rejects tries properties with an application and a VPC that exist, and expects one line per problem.
func rejects(t *testing.T, stack awscdk.Stack, props *beanstalk.WebEnvironmentProps, want ...string) {
	t.Helper()
	got := strings.Split(cdktest.Rejection(func() { beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), props) }), "\n")
	for i := range got {
		got[i] = strings.TrimPrefix(got[i], "Test/Stack/Subject: ")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
	if stack.Node().TryFindChild(jsii.String("Subject")) != nil {
		t.Error("a construct is left behind")
	}
}

func TestWebEnvironmentRejects(t *testing.T) {
	stack := cdktest.NewStack(nil)
	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	vpc := cdktest.Vpc(stack)
	group := awsec2.SecurityGroup_FromSecurityGroupId(stack, jsii.String("Group"), jsii.String("sg-1"), nil)
	types := awscdk.NewCfnParameter(stack, jsii.String("Types"), &awscdk.CfnParameterProps{Type: jsii.String("CommaDelimitedList")})
	type P = beanstalk.WebEnvironmentProps
	for name, test := range map[string]struct {
		props P
		want  []string
	}{
		"bad names": {P{
			EnvironmentName: jsii.String("-x"), CnamePrefix: jsii.String("a_b_c_d"), Description: jsii.String(strings.Repeat("x", 201)),
		}, []string{
			`EnvironmentName must be 4 to 40 letters, digits and hyphens, no hyphen at either end, got "-x"`,
			`CnamePrefix must be 4 to 63 letters, digits and hyphens, no hyphen at either end, got "a_b_c_d"`,
			"Description must be 0 to 200 characters, got 201",
		}},
		"a load balancer before a single instance": {P{
			Capacity:     &beanstalk.SingleInstance{},
			LoadBalancer: &beanstalk.DedicatedLoadBalancer{},
		}, []string{
			"LoadBalancer must be left out with a single instance, which has none; " +
				"set Capacity to &beanstalk.AutoScalingGroup{}, or leave LoadBalancer out",
		}},
		"shapes that are nil": {P{
			Capacity:     (*beanstalk.AutoScalingGroup)(nil),
			LoadBalancer: (*beanstalk.DedicatedLoadBalancer)(nil),
		}, []string{
			"Capacity must be &beanstalk.SingleInstance{} or &beanstalk.AutoScalingGroup{}, got nil",
			"LoadBalancer must be &beanstalk.DedicatedLoadBalancer{} or &beanstalk.SharedLoadBalancer{}, got nil; leave it out for the default",
		}},
		"no instance types": {P{InstanceTypes: jsii.Strings()}, []string{
			"InstanceTypes must be left out for the default, or name at least one type, got none",
		}},
		"an architecture in another spelling": {P{Architecture: "arm64"}, []string{
			`Architecture must be X86_64 or ARM_64, got "arm64"; write "ARM_64"`,
		}},
		"invalid instance types": {P{
			InstanceTypes: &[]*string{nil, jsii.String("t3"), jsii.String("t3.micro"), jsii.String("t3.micro")},
		}, []string{
			"InstanceTypes[0] must be given, got nil; remove it",
			`InstanceTypes[1] must be a family and a size, such as "t3.micro", got "t3"`,
			`InstanceTypes[3] must be different from InstanceTypes[2], got "t3.micro"`,
		}},
		"instance types that only the deployment knows": {P{InstanceTypes: types.ValueAsList()}, []string{
			"Architecture must be given where InstanceTypes are not known at synthesis, got nil",
		}},
		"a platform without an operating system": {P{Platform: "Docker"}, []string{
			`Platform must be the name of a platform branch, such as "Go 1 running on 64bit Amazon Linux 2023", or a platform's ARN, ` +
				`got "Docker"; write "Docker running on 64bit Amazon Linux 2023"`,
		}},
		"an architecture that its types do not have": {P{
			Architecture:  awsec2.InstanceArchitecture_ARM_64,
			InstanceTypes: jsii.Strings("m7i.large"),
		}, []string{
			`InstanceTypes must have an architecture in Architecture, got m7i.large (x86_64) and "arm64"; ` +
				`list types of arm64, or set Architecture to "x86_64"`,
		}},
		"types of two architectures": {P{InstanceTypes: jsii.Strings("m7g.large", "m7i.large")}, []string{
			"InstanceTypes must have one architecture, got m7g.large (arm64) and m7i.large (x86_64); list types of one architecture only",
		}},
		"subnets that the VPC lacks": {P{InstanceSubnets: &awsec2.SubnetSelection{SubnetGroupName: jsii.String("Database")}}, []string{
			"InstanceSubnets must be subnets of the VPC: " +
				"There are no subnet groups with name 'Database' in this VPC. Available names: Public,Private",
		}},
		"no subnets": {P{
			InstanceSubnets: &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{nil}},
			LoadBalancer:    &beanstalk.DedicatedLoadBalancer{Subnets: &awsec2.SubnetSelection{Subnets: &[]awsec2.ISubnet{}}},
		}, []string{
			"InstanceSubnets.Subnets[0] must be given, got nil; remove it",
			"LoadBalancer.Subnets must be at least 2, each in a zone of its own, got 0",
		}},
		"groups that say who may visit, and ranges": {P{
			LoadBalancer: &beanstalk.DedicatedLoadBalancer{SecurityGroups: &[]awsec2.ISecurityGroup{group, group}},
			AllowFrom:    jsii.Strings("203.0.113.0/24"),
		}, []string{
			"LoadBalancer.SecurityGroups[1] must be different from LoadBalancer.SecurityGroups[0], got the same group twice",
			"AllowFrom must be left out where LoadBalancer.SecurityGroups are given; say it in the groups",
		}},
		"invalid ranges": {P{
			AllowFrom: &[]*string{nil, jsii.String("203.0.113.7"), jsii.String("10.0.0.1/8"), jsii.String("10.0.0.0/8"), jsii.String("10.0.0.0/8")},
		}, []string{
			"AllowFrom[0] must be a range such as 203.0.113.0/24, got nil",
			`AllowFrom[1] must be a range such as 203.0.113.0/24, 203.0.113.7/32 for one address, or the id of a prefix list, ` +
				`got "203.0.113.7"; write 203.0.113.7/32`,
			`AllowFrom[2] must be the first address of its range, got "10.0.0.1/8"; write 10.0.0.0/8`,
			`AllowFrom[4] must be different from AllowFrom[3], got "10.0.0.0/8"`,
		}},
		"missing values": {P{
			EnvironmentVariables: &map[string]*string{"MODE": nil},
			Options:              []beanstalk.Option{{}, {Namespace: "aws:elasticbeanstalk:xray", Name: "XRayEnabled"}},
		}, []string{
			`EnvironmentVariables["MODE"] must be given, got nil; leave the variable out`,
			`Options[0] must have a Namespace and a Name, got "" and ""`,
			`Options[1] must have a Value, got ""; to undo a setting, set the option's default`,
		}},
		"a removal policy that leaves a snapshot": {P{RemovalPolicy: awscdk.RemovalPolicy_SNAPSHOT}, []string{
			`RemovalPolicy must be RETAIN, RETAIN_ON_UPDATE_OR_DELETE or DESTROY, got "SNAPSHOT"`,
		}},
		"a group with everything wrong": {P{Capacity: &beanstalk.AutoScalingGroup{
			MinSize: jsii.Number(math.NaN()),
			MaxSize: jsii.Number(-1),
			Trigger: &beanstalk.ScalingTrigger{Metric: "CPU"},
			Schedule: []beanstalk.ScheduledAction{
				{Name: "night", Recurrence: "0 22 * * *"},
				{Name: "night", DesiredCapacity: jsii.Number(0.5)},
			},
			Spot: &beanstalk.Spot{OnDemandAboveBasePercentage: jsii.Number(101)},
		}}, []string{
			"Capacity.MinSize must be a whole number from 0 to 10000, got NaN",
			"Capacity.MaxSize must be a whole number from 0 to 10000, got -1",
			"Capacity.Trigger.Metric must be NetworkOut, NetworkIn, RequestCount, CPUUtilization, TargetResponseTime, HealthyHostCount, " +
				`UnhealthyHostCount, DiskReadBytes, DiskWriteBytes, DiskReadOps or DiskWriteOps, got "CPU"`,
			`Capacity.Schedule[1].Name must be different from that of Schedule[0], got "night"`,
			`Capacity.Schedule[1] must have a Recurrence or a StartTime, got neither; set Recurrence, as in "0 7 * * MON-FRI", or StartTime`,
			"Capacity.Schedule[1].DesiredCapacity must be a whole number from 0 to 10000, got 0.5",
			"Capacity.Spot.OnDemandAboveBasePercentage must be a whole number from 0 to 100, got 101",
			`scheduled action "night" must have MinSize and MaxSize, got neither; set MinSize and MaxSize`,
		}},
		"requests without thresholds": {P{Capacity: &beanstalk.AutoScalingGroup{
			Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricRequestCount, LowerThreshold: jsii.Number(100)},
		}}, []string{
			"Capacity.Trigger.UpperThreshold must be given with RequestCount: only you know how much of it an instance can take, got nil",
		}},
		"one threshold across the default of the other": {P{Capacity: &beanstalk.AutoScalingGroup{
			Trigger: &beanstalk.ScalingTrigger{Metric: beanstalk.ScalingMetricCPUUtilization, UpperThreshold: jsii.Number(25)},
		}}, []string{
			"Capacity.Trigger must have both thresholds, the lower one below the upper one, got 30 and 25 with the default",
		}},
		"a rolling single instance": {P{Capacity: &beanstalk.SingleInstance{}, DeploymentPolicy: beanstalk.DeploymentPolicyRolling}, []string{
			`DeploymentPolicy must be "AllAtOnce" or "Immutable" for a single instance, got "Rolling"; ` +
				`write "AllAtOnce", or set Capacity to &beanstalk.AutoScalingGroup{}`,
		}},
		"a load balancer of another kind": {P{LoadBalancer: &beanstalk.DedicatedLoadBalancer{
			CertificateArn:  jsii.String("my-certificate"),
			HealthCheckPath: jsii.String("health"),
		}}, []string{
			`LoadBalancer.CertificateArn must be an ARN such as arn:aws:acm:eu-central-1:111122223333:certificate/ID, got "my-certificate"`,
			`LoadBalancer.HealthCheckPath must be a path that starts with "/", of at most 1024 printable ASCII characters without a space, ` +
				`got "health"`,
		}},
		"a port beyond the last one": {P{InstancePort: jsii.Number(65536)}, []string{
			"InstancePort must be a whole number from 1 to 65535, got 65536",
		}},
		"option settings, checked together with the rest": {P{
			Capacity: &beanstalk.AutoScalingGroup{MinSize: jsii.Number(5), MaxSize: jsii.Number(3)},
			Options:  []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:command", Name: "Timeout", Value: "2 hours"}},
		}, []string{
			"Capacity.MinSize must be at most Capacity.MaxSize, got 5 and 3; set MinSize to 3 or less, or raise MaxSize",
			`Options[0] Timeout must be a whole number, got "2 hours"; write digits only`,
		}},
		"an option that a property has set": {P{
			LogRetentionDays: jsii.Number(30),
			Options:          []beanstalk.Option{{Namespace: "aws:elasticbeanstalk:cloudwatch:logs", Name: "RetentionInDays", Value: "60"}},
		}, []string{
			`aws:elasticbeanstalk:cloudwatch:logs RetentionInDays must be set once, got "60" from Options[0] RetentionInDays ` +
				`and "30" from LogRetentionDays; remove one of the two`,
		}},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = application, vpc
			rejects(t, stack, &test.props, test.want...)
		})
	}
}

func TestWhatIsMissingIsAskedFor(t *testing.T) {
	stack := cdktest.NewStack(nil)
	rejects(t, stack, nil,
		"Application must be given, got nil; use one made by NewApplication or ApplicationFromName",
		"Vpc must be given, got nil; use one made by network.NewNetwork, or any other")
	rejects(t, stack, &beanstalk.WebEnvironmentProps{Application: &beanstalk.Application{}, Vpc: awsec2.Vpc(nil)},
		"Application must be made by NewApplication, got an &Application{} that is not",
		"Vpc must be given, got nil; use one made by network.NewNetwork, or any other")

	for want, define := range map[string]func(){
		"scope of NewWebEnvironment must be a construct, got nil":         func() { beanstalk.NewWebEnvironment(nil, jsii.String("Web"), nil) },
		`id of NewWebEnvironment in "Test/Stack" must be a name, got nil`: func() { beanstalk.NewWebEnvironment(stack, nil, nil) },
		"scope of NewApplication must be a construct, got nil":            func() { beanstalk.NewApplication(nil, jsii.String("Web"), nil) },
		`id of ApplicationFromName in "Test/Stack" must be a name, got ""`: func() {
			beanstalk.ApplicationFromName(stack, jsii.String(""), jsii.String("shop"))
		},
		`id of NewApplication must be unique in "Test/Stack", got "Twice" twice`: func() {
			beanstalk.NewApplication(stack, jsii.String("Twice"), nil)
			beanstalk.NewApplication(stack, jsii.String("Twice"), nil)
		},
		"Test/Stack/Web: ApplicationName must be given, got nil\nTest/Stack/Web: EnvironmentName must be given, got nil": func() {
			beanstalk.EnvironmentFromName(stack, jsii.String("Web"), nil)
		},
	} {
		if got := strings.Split(cdktest.Rejection(define), "\nApplication must")[0]; got != want {
			t.Errorf("panics with\n%s\nwant\n%s", got, want)
		}
	}
}

// A platform near its retirement is a warning that can be acknowledged, and an error once it is retired.
func TestPlatformRetirement(t *testing.T) {
	platform := beanstalk.Platform("Node.js 22 running on 64bit Amazon Linux 2023")
	near := time.Date(2027, time.July, 1, 0, 0, 0, 0, time.UTC)

	stack, _ := define(beanstalk.WebEnvironmentProps{Platform: platform, Now: near})
	cdktest.Check(t, func() {
		retires := assertions.Match_StringLikeRegexp(jsii.String("Platform .*2027-07-31"))
		assertions.Annotations_FromStack(stack).HasWarning(jsii.String("*"), retires)
	})
	got := cdktest.Rejection(func() { define(beanstalk.WebEnvironmentProps{Platform: platform, Now: near.AddDate(0, 2, 0)}) })
	if !strings.Contains(got, "retired on 2027-07-31") {
		t.Errorf("panics with %q, want the day of retirement", got)
	}
}
