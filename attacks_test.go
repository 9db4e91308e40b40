package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"beanstalkline/internal/iamwalk"
	"beanstalkline/internal/isolation"
)

// victim is a stage that another one attacks: what it is made of, by name.
type victim struct {
	account                  iamwalk.Account
	stack                    string
	delivery                 string // the stack of the pipeline that delivers to it
	application, environment string
	roles, shared            map[string]iamwalk.Role // those of the stage, and those of a release that it shares with others
	buckets                  map[string]iamwalk.Policy
	tags                     map[string][]string // what Elastic Beanstalk copies from the environment to its resources
}

func newVictim(t *testing.T, account iamwalk.Account, stage, delivery string) victim {
	t.Helper()
	v := victim{account: account, stack: stage + "Stack", delivery: delivery}
	application, environment := v.only(t, "AWS::ElasticBeanstalk::Application"), v.only(t, "AWS::ElasticBeanstalk::Environment")
	name := func(id string) string {
		resolved, err := account.Resolve(v.stack, map[string]any{"Ref": id})
		if err != nil {
			t.Fatal(err)
		}
		return fmt.Sprint(resolved)
	}
	v.application, v.environment, v.tags = name(application), name(environment), v.tagsOf(t, environment)
	var err error
	if v.roles, err = account.Roles(v.stack); err != nil {
		t.Fatal(err)
	}
	if v.buckets, err = account.BucketPolicies(v.stack); err != nil {
		t.Fatal(err)
	}
	if delivery != v.stack {
		v.share(t, stage)
	}
	return v
}

// share adds what is the stage's of a release: the role of its deployment, and what all of its stages share.
func (v *victim) share(t *testing.T, stage string) {
	t.Helper()
	roles, err := v.account.Roles(v.delivery)
	if err != nil {
		t.Fatal(err)
	}
	v.shared = map[string]iamwalk.Role{}
	for id, role := range roles {
		if strings.HasPrefix(id, "PipelineDeploy"+stage+"Deploy") {
			v.roles[id] = role
		} else if called(id) != "deployment" {
			v.shared[id] = role
		}
	}
	buckets, err := v.account.BucketPolicies(v.delivery)
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(v.buckets, buckets)
}

// allRoles are those of the stage and those that it shares.
func (v victim) allRoles() map[string]iamwalk.Role {
	all := maps.Clone(v.roles)
	maps.Copy(all, v.shared)
	return all
}

func (v victim) ids(ofType string) []string { return v.idsIn(v.stack, ofType) }

func (v victim) idsIn(stack, ofType string) (ids []string) {
	for _, id := range slices.Sorted(maps.Keys(v.account.Stacks[stack].Resources)) {
		if v.account.Stacks[stack].Resources[id].Type == ofType {
			ids = append(ids, id)
		}
	}
	return ids
}

// arns are those of the resources of a type, in the stack of the stage and in that of its pipeline.
func (v victim) arns(ofType string) (arns []string) {
	for _, stack := range slices.Compact([]string{v.stack, v.delivery}) {
		for _, id := range v.idsIn(stack, ofType) {
			arns = append(arns, v.account.Arn(stack, id))
		}
	}
	return arns
}

func (v victim) only(t *testing.T, ofType string) string {
	t.Helper()
	ids := v.ids(ofType)
	if len(ids) != 1 {
		t.Fatalf("%s has %d of %s, want one", v.stack, len(ids), ofType)
	}
	return ids[0]
}

// tagsOf are the condition keys for the tags of a resource of the template. Without the tag its key is known to be absent.
func (v victim) tagsOf(t *testing.T, id string) map[string][]string {
	t.Helper()
	keys := map[string][]string{"aws:ResourceTag/" + isolation.TagKey: nil}
	resolved, err := v.account.Resolve(v.stack, v.account.Stacks[v.stack].Resources[id].Properties["Tags"])
	if err != nil {
		t.Fatal(err)
	}
	tags, _ := resolved.([]any)
	for _, tag := range tags {
		tag := tag.(map[string]any)
		keys["aws:ResourceTag/"+fmt.Sprint(tag["Key"])] = []string{fmt.Sprint(tag["Value"])}
	}
	return keys
}

// here is an ARN in the account and region; service is SERVICE:RESOURCE.
func (v victim) here(service, resource string) string {
	return "arn:aws:" + service + ":" + v.account.Region + ":" + v.account.ID + ":" + resource
}

// attack is a way from one stage to another: calls that must all be allowed to one role, and a role that a service must
// accept.
type attack struct {
	way   string
	calls []iamwalk.Request
	// passed is a role of the victim that is given to a service.
	passed  iamwalk.Role
	service string
}

// attacks are what another stage would try.
func attacks(t *testing.T, v victim) (all []attack) {
	t.Helper()
	plain := map[string][]string{"aws:ResourceTag/" + isolation.TagKey: nil, "aws:SecureTransport": {"true"}}
	try := func(way, resource string, context map[string][]string, actions ...string) {
		for _, action := range actions {
			all = append(all, attack{way: way, calls: []iamwalk.Request{{Action: action, Resource: resource, Context: context}}})
		}
	}
	owned := maps.Clone(v.tags)
	owned["ec2:ResourceTag/aws:cloudformation:stack-id"] = []string{v.here("cloudformation", "stack/awseb-e-victim-stack/1")}

	// Elastic Beanstalk's bucket, which all applications of a region share.
	shared := "arn:aws:s3:::elasticbeanstalk-" + v.account.Region + "-" + v.account.ID
	for _, key := range []string{
		"resources/environments/e-victim/_runtime/_versions/" + v.application + "/label",
		"resources/environments/e-victim/_runtime/_embedded_extensions/" + v.application + "/x",
		"resources/_runtime/_embedded_extensions/" + v.application + "/x", "resources/templates/" + v.application + "/saved",
		// As the EB CLI, the console, CodePipeline and Maven name what is uploaded.
		v.application + "/app-261126_101500.zip", "2026330aBc-shop.zip", "code-pipeline-1786476331530-da899765", v.application + "/shop.war",
	} {
		try("writes to Elastic Beanstalk's bucket", shared+"/"+key, plain, "s3:PutObject", "s3:DeleteObject", "s3:PutObjectAcl")
		try("reads Elastic Beanstalk's bucket", shared+"/"+key, plain, "s3:GetObject")
	}
	try("sets the policy of Elastic Beanstalk's bucket", shared, plain,
		"s3:PutBucketPolicy", "s3:DeleteBucketPolicy", "s3:PutBucketPublicAccessBlock", "s3:PutBucketOwnershipControls")
	try("replaces what was uploaded under another name", shared+"/"+v.application+"/bundle.zip", plain, "s3:PutObject", "s3:DeleteObject")
	try("reads Elastic Beanstalk's bucket", shared+"/resources/environments/logs/tail/e-victim/i-1/log", plain, "s3:GetObject")
	try("forges or deletes logs", shared+"/resources/environments/logs/publish/e-victim/i-1/log", plain, "s3:PutObject", "s3:DeleteObject")

	// The environment, its application and its versions.
	for _, action := range []string{
		"UpdateEnvironment", "TerminateEnvironment", "RebuildEnvironment", "RestartAppServer", "AbortEnvironmentUpdate",
		"ApplyEnvironmentManagedAction", "AssociateEnvironmentOperationsRole", "SwapEnvironmentCNAMEs", "AddTags", "RemoveTags",
		"PutInstanceStatistics",
	} {
		try("changes the environment", v.here("elasticbeanstalk", "environment/"+v.application+"/"+v.environment), owned,
			"elasticbeanstalk:"+action)
	}
	try("changes the environment", v.here("elasticbeanstalk", "environment/Own/own"), plain, "elasticbeanstalk:SwapEnvironmentCNAMEs")
	try("changes the environment", v.here("elasticbeanstalk", "environment/"+v.application+"/another"), plain,
		"elasticbeanstalk:CreateEnvironment")
	try("changes the application", v.here("elasticbeanstalk", "application/"+v.application), plain,
		"elasticbeanstalk:DeleteApplication", "elasticbeanstalk:UpdateApplication", "elasticbeanstalk:UpdateApplicationResourceLifecycle")
	try("changes the application", v.here("elasticbeanstalk", "applicationversion/"+v.application+"/label"), plain,
		"elasticbeanstalk:CreateApplicationVersion", "elasticbeanstalk:UpdateApplicationVersion", "elasticbeanstalk:DeleteApplicationVersion")
	try("changes the application", v.here("elasticbeanstalk", "configurationtemplate/"+v.application+"/saved"), plain,
		"elasticbeanstalk:CreateConfigurationTemplate", "elasticbeanstalk:UpdateConfigurationTemplate")
	try("reads the settings", v.here("elasticbeanstalk", "environment/"+v.application+"/"+v.environment), plain,
		"elasticbeanstalk:DescribeConfigurationSettings")

	// What the environment is made of.
	const made = "changes what the environment is made of"
	try(made, v.here("cloudformation", "stack/awseb-e-victim-stack/1"), owned,
		"cloudformation:UpdateStack", "cloudformation:DeleteStack", "cloudformation:CreateChangeSet")
	try(made, v.here("autoscaling", "autoScalingGroup:1:autoScalingGroupName/awseb-e-victim-stack-AWSEBAutoScalingGroup"), owned,
		"autoscaling:UpdateAutoScalingGroup", "autoscaling:DeleteAutoScalingGroup", "autoscaling:SetDesiredCapacity",
		"autoscaling:CreateOrUpdateTags",
		"autoscaling:AttachInstances", "autoscaling:PutScheduledUpdateGroupAction")
	try(made, v.here("ec2", "launch-template/lt-1"), owned, "ec2:CreateLaunchTemplateVersion", "ec2:DeleteLaunchTemplate")
	try(made, v.here("ec2", "instance/i-1"), owned, "ec2:TerminateInstances", "ec2:RebootInstances", "ec2:DeleteTags")
	try(made, v.here("ec2", "elastic-ip/eipalloc-1"), owned, "ec2:ReleaseAddress", "ec2:DisassociateAddress", "ec2:AssociateAddress")
	try(made, v.here("elasticloadbalancing", "loadbalancer/app/awseb-victim/1"), owned,
		"elasticloadbalancing:DeleteLoadBalancer", "elasticloadbalancing:SetSecurityGroups")
	try(made, v.here("elasticloadbalancing", "listener/app/awseb-victim/1/2"), owned,
		"elasticloadbalancing:ModifyListener", "elasticloadbalancing:CreateRule")
	try(made, v.here("elasticloadbalancing", "targetgroup/awseb-victim/1"), owned,
		"elasticloadbalancing:RegisterTargets", "elasticloadbalancing:DeregisterTargets")
	try(made, v.here("cloudwatch", "alarm:awseb-e-victim-alarm"), owned, "cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm")
	try(made, v.here("ecs", "cluster/awseb-e-victim"), owned, "ecs:DeleteCluster")
	for _, id := range v.ids("AWS::EC2::SecurityGroup") {
		try("opens security groups", v.here("ec2", "security-group/"+id), v.tagsOf(t, id),
			"ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress", "ec2:DeleteSecurityGroup")
	}
	return append(all, attacksOnTheStage(v, plain)...)
}

func attacksOnTheStage(v victim, plain map[string][]string) (all []attack) {
	try := func(way, resource string, actions ...string) {
		for _, action := range actions {
			all = append(all, attack{way: way, calls: []iamwalk.Request{{Action: action, Resource: resource, Context: plain}}})
		}
	}
	for _, role := range v.allRoles() {
		try("changes roles", role.Arn, "iam:PutRolePolicy", "iam:AttachRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:DeleteRole", "iam:TagRole")
		for _, service := range []string{
			"ec2", "autoscaling", "elasticbeanstalk", "cloudformation", "ecs", "codebuild", "codepipeline", "lambda", "events",
			"elasticloadbalancing",
		} {
			service += ".amazonaws.com"
			call := iamwalk.Request{Action: "iam:PassRole", Resource: role.Arn}.With("iam:PassedToService", service)
			all = append(all, attack{way: "passes a role", calls: []iamwalk.Request{call}, passed: role, service: service})
		}
	}
	execution := "arn:aws:iam::" + v.account.ID + ":role/cdk-hnb659fds-cfn-exec-role-" + v.account.ID + "-" + v.account.Region
	all = append(all, attack{way: "passes the CDK's execution role", calls: []iamwalk.Request{
		iamwalk.Request{Action: "iam:PassRole", Resource: execution}.With("iam:PassedToService", "cloudformation.amazonaws.com"),
		{Action: "cloudformation:CreateStack", Resource: v.here("cloudformation", "stack/eb-mine/1"), Context: plain},
	}})
	// A role of one's own, with AWS's policy and without a deny.
	mine := "arn:aws:iam::" + v.account.ID + ":role/aws-elasticbeanstalk-mine"
	all = append(all, attack{way: "makes a role", calls: []iamwalk.Request{
		{Action: "iam:CreateRole", Resource: mine},
		iamwalk.Request{Action: "iam:AttachRolePolicy", Resource: mine}.With("iam:PolicyArn",
			"arn:aws:iam::aws:policy/AWSElasticBeanstalkManagedUpdatesCustomerRolePolicy"),
	}})
	for _, bootstrap := range []string{"deploy-role", "file-publishing-role", "lookup-role"} {
		try("takes on the CDK's roles", strings.Replace(execution, "cfn-exec-role", bootstrap, 1), "sts:AssumeRole")
	}
	for _, stack := range slices.Compact([]string{v.stack, v.delivery}) {
		try("changes the stack", v.here("cloudformation", "stack/"+stack+"/1"),
			"cloudformation:UpdateStack", "cloudformation:DeleteStack", "cloudformation:CreateChangeSet")
	}
	for _, arn := range v.arns("AWS::CodePipeline::Pipeline") {
		try("changes the pipeline", arn,
			"codepipeline:UpdatePipeline", "codepipeline:StartPipelineExecution", "codepipeline:DeletePipeline")
		try("changes the pipeline", arn+"/Approve/Approve", "codepipeline:PutApprovalResult")
	}
	for _, arn := range v.arns("AWS::CodeBuild::Project") {
		try("changes the build", arn, "codebuild:UpdateProject", "codebuild:StartBuild", "codebuild:DeleteProject")
	}
	for _, bucket := range v.arns("AWS::S3::Bucket") {
		try("changes artifacts", bucket+"/x/Release/1", "s3:PutObject", "s3:DeleteObject", "s3:DeleteObjectVersion")
		try("changes artifacts", bucket, "s3:PutBucketPolicy", "s3:PutBucketVersioning", "s3:PutLifecycleConfiguration", "s3:DeleteBucket")
		try("reads artifacts", bucket+"/x/Release/1", "s3:GetObject")
		try("reads artifacts", bucket, "s3:ListBucket")
	}
	for _, arn := range v.arns("AWS::Lambda::Function") {
		try("changes functions", arn,
			"lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:InvokeFunction")
	}
	for _, arn := range v.arns("AWS::Logs::LogGroup") {
		try("deletes the stage's own logs", strings.TrimSuffix(arn, ":*"),
			"logs:DeleteLogGroup", "logs:PutRetentionPolicy")
	}
	repository := v.here("codecommit", "webapp")
	try("pushes code", repository,
		"codecommit:GitPush", "codecommit:PutFile", "codecommit:MergeBranchesByFastForward", "codecommit:DeleteBranch")
	for _, action := range []string{"rds:DeleteDBInstance", "rds:ModifyDBInstance"} {
		try("changes a database", v.here("rds", "db:victim"), action)
	}
	try("restores a database", v.here("rds", "snapshot:victim"), "rds:RestoreDBInstanceFromDBSnapshot")
	try("reads secrets", v.here("secretsmanager", "secret:victim-AbCdEf"), "secretsmanager:GetSecretValue")
	try("reads secrets", v.here("ssm", "parameter/victim"), "ssm:GetParameter", "ssm:GetParameters", "ssm:PutParameter")
	try("starts instances in the network", v.here("ec2", "subnet/victim"), "ec2:RunInstances")
	try("sends notifications", v.here("sns", "victim"), "sns:Publish")
	try("reads logs", v.here("ec2", "instance/i-1"), "ec2:GetConsoleOutput")
	try("enters instances", v.here("ec2", "instance/i-1"), "ssm:StartSession", "ssm:SendCommand", "ec2-instance-connect:SendSSHPublicKey")
	logs := v.here("logs", "log-group:/aws/elasticbeanstalk/"+v.environment+"/var/log/web.stdout.log")
	try("reads logs", logs+":log-stream:i-1", "logs:GetLogEvents")
	try("forges or deletes logs", logs+":log-stream:i-1", "logs:PutLogEvents")
	try("forges or deletes logs", logs, "logs:DeleteLogGroup", "logs:PutRetentionPolicy")
	return all
}
