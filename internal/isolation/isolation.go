// Package isolation keeps the applications of one account apart. AWS's managed policies for Elastic Beanstalk reach every
// application of an account; the denies here take away what the work for one application does not need. Nothing is
// allowed by them, and each is one that Elastic Beanstalk's own work cannot meet, so no deployment depends on a guess.
package isolation

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// TagKey is the tag that tells to which application a resource belongs. Elastic Beanstalk copies the tags of an
// environment to what it creates for it (AWS page "Tagging resources in your Elastic Beanstalk environments").
const TagKey = "beanstalk:application"

var notInATag = regexp.MustCompile(`[^\pL\pZ\pN_.:/=+\-@]`)

// TagValue is the value of the tag: the application's name, without what a tag must not contain.
func TagValue(application *string) *string {
	if prop.Unresolved(*application) {
		return application
	}
	return jsii.String(notInATag.ReplaceAllString(*application, "_"))
}

// NewPolicy defines an inline policy for denies: one that looks the same whatever the app around it has chosen.
func NewPolicy(role awsiam.Role) awsiam.Policy {
	return awsiam.NewPolicy(role, jsii.String("Isolation"), &awsiam.PolicyProps{
		Document: awsiam.NewPolicyDocument(&awsiam.PolicyDocumentProps{Minimize: jsii.Bool(true)}),
		Roles:    &[]awsiam.IRole{role},
	})
}

// Worker denies a role that works on environments whatever is not of the application: the role of a deployment, or the
// one for managed updates. The tag is the value of [TagKey].
func Worker(policy awsiam.Policy, application, tag *string) {
	here := place(cdk.PseudoParameters())
	policy.AddStatements(
		// Roles come from templates. A service-linked role may be created where the account does not have it yet, which takes
		// iam:PutRolePolicy as well (AWS page "Actions, resources, and condition keys for IAM").
		deny("NoWritesToIam", iamWrites, &awsiam.PolicyStatementProps{
			NotResources: jsii.Strings(here.arn("iam", "", "*", "role/aws-service-role/*")),
		}),
		// By application, since the environment's name would be circular: every action that has one (AWS page "Actions,
		// resources, and condition keys for AWS Elastic Beanstalk"), so not CreateStorageLocation and what makes platforms.
		deny("NoOtherApplication", applicationWrites, &awsiam.PolicyStatementProps{NotResources: here.ofApplication(*application)}),
		// The resource of a swap is only one of its two environments. A deployment swaps nothing.
		deny("NoSwappedAddresses", []string{"elasticbeanstalk:SwapEnvironmentCNAMEs"}, everything()),
		// Elastic Beanstalk's stacks are named so in AWS's own policies for it.
		deny("NoOtherStacks", stackWrites, &awsiam.PolicyStatementProps{
			NotResources: jsii.Strings(here.local("cloudformation", "stack/awseb-*"), here.local("cloudformation", "stack/eb-*")),
		}),
		// Neither a deployment nor a managed update removes a database.
		deny("NoDeletedDatabases", databaseDeletions, everything()),
		// What has no tag, such as a resource that is being created, is not meant.
		deny("NothingOfOthers", resourceWrites, &awsiam.PolicyStatementProps{
			Resources: jsii.Strings("*"),
			Conditions: &map[string]any{
				"Null":            map[string]any{"aws:ResourceTag/" + TagKey: "false"},
				"StringNotEquals": map[string]any{"aws:ResourceTag/" + TagKey: *tag},
			},
		}),
	)
}

// PassOnly denies a role to pass any role but those with the ARNs given, which may have wildcards. More can be added to the
// statement that is returned.
func PassOnly(policy awsiam.Policy, arns ...*string) awsiam.PolicyStatement {
	statement := deny("NoOtherRoles", []string{"iam:PassRole"}, &awsiam.PolicyStatementProps{NotResources: &arns})
	policy.AddStatements(statement)
	return statement
}

// OwnDatabases denies a role to change a database that is not of the application, with or without the tag, such as one
// with a stack of its own: to change a password is to own the database.
func OwnDatabases(policy awsiam.Policy, tag *string) {
	policy.AddStatements(deny("NoOtherDatabases", []string{"rds:ModifyDBCluster", "rds:ModifyDBInstance"}, &awsiam.PolicyStatementProps{
		Resources:  jsii.Strings("*"),
		Conditions: &map[string]any{"StringNotEquals": map[string]any{"aws:ResourceTag/" + TagKey: *tag}},
	}))
}

// Builder denies the role of a build to find, replace or delete what others have put into the bucket of a pipeline: it may
// read what it is told, and add. CodeBuild needs no more (AWS page "Allow CodeBuild to interact with other AWS services").
// CodePipeline gives every artifact a key of its own, PIPELINE/ARTIFACT/RANDOM, with both names cut.
func Builder(policy awsiam.Policy, bucket awss3.IBucket, source string) {
	policy.AddStatements(
		deny("NoListsNoDeletions", []string{"s3:Delete*", "s3:List*"}, &awsiam.PolicyStatementProps{
			Resources: &[]*string{bucket.BucketArn(), bucket.ArnForObjects(jsii.String("*"))},
		}),
		deny("NoSources", []string{"s3:Put*"}, &awsiam.PolicyStatementProps{
			Resources: &[]*string{bucket.ArnForObjects(jsii.String("*/" + source + "/*"))},
		}),
	)
}

// Source denies the role of the action that reads a source what the CDK's grant of the whole bucket allows beyond adding the
// source: to delete what a pipeline keeps, and to add what looks like the artifact of a build.
func Source(policy awsiam.Policy, bucket awss3.IBucket, release string) {
	policy.AddStatements(
		deny("NoDeletions", []string{"s3:Delete*"}, &awsiam.PolicyStatementProps{
			Resources: &[]*string{bucket.BucketArn(), bucket.ArnForObjects(jsii.String("*"))},
		}),
		deny("NoArtifactsOfBuilds", []string{"s3:Put*"}, &awsiam.PolicyStatementProps{
			Resources: &[]*string{bucket.ArnForObjects(jsii.String("*/" + release + "/*"))},
		}),
	)
}

// TrustHere lets a service use a role only for resources of the account, where the service says whose they are. CodeBuild
// and EventBridge document it (AWS pages "Cross-service confused deputy prevention"), and CodePipeline's console asks for it
// in the roles that it makes. Amazon EC2, AWS Lambda and Elastic Beanstalk do not.
func TrustHere(role awsiam.IRole) {
	role.Node().DefaultChild().(awsiam.CfnRole).AddPropertyOverride(
		jsii.String("AssumeRolePolicyDocument.Statement.0.Condition.StringEquals"),
		map[string]any{"aws:SourceAccount": cdk.PseudoParameters().Account})
}

// Instance denies the role of instances to change what other instances start with, and to report their health. All that
// instances write to Elastic Beanstalk's bucket is logs, below resources/environments/logs, which is also all that the
// policy admits that Elastic Beanstalk gives the bucket. No condition tells of which bucket a request is, so a deny of all
// but one folder would be one for every other bucket too: the places of releases are named instead. The id of an
// environment begins with "e-". What was uploaded has the name that its tool gives: NAME/app-TIME.zip from the EB CLI,
// DATE-FILE from the console, that of a version of CodePipeline, code-pipeline-TIME-REVISION, or that of a Java app.
func Instance(policy awsiam.Policy, application *string) {
	here := place(cdk.PseudoParameters())
	var releases []*string
	for _, key := range []string{
		"/resources/environments/e-*", "/_runtime/*", "/resources/templates/*",
		"/app-*.zip", "/20*.zip", "code-pipeline-*", ".war", ".jar",
	} {
		releases = append(releases, jsii.String(here.arn("s3", "", "", "elasticbeanstalk-*"+key)))
	}
	policy.AddStatements(
		deny("NoReleases", []string{"s3:Delete*", "s3:Put*"}, &awsiam.PolicyStatementProps{Resources: &releases}),
		deny("NoOtherApplication", []string{"elasticbeanstalk:PutInstanceStatistics"}, &awsiam.PolicyStatementProps{
			NotResources: here.ofApplication(*application),
		}),
	)
}

func deny(sid string, actions []string, props *awsiam.PolicyStatementProps) awsiam.PolicyStatement {
	props.Sid, props.Effect, props.Actions = &sid, awsiam.Effect_DENY, jsii.Strings(actions...)
	return awsiam.NewPolicyStatement(props)
}

func everything() *awsiam.PolicyStatementProps {
	return &awsiam.PolicyStatementProps{Resources: jsii.Strings("*")}
}

// place is where a policy is.
type place cdk.Pseudo

// ofApplication is everything of an application, and the platforms, which belong to none.
func (p place) ofApplication(name string) *[]*string {
	const service = "elasticbeanstalk"
	return jsii.Strings(
		p.local(service, "application/"+name), p.local(service, "applicationversion/"+name+"/*"),
		p.local(service, "configurationtemplate/"+name+"/*"), p.local(service, "environment/"+name+"/*"),
		p.arn(service, "*", "*", "platform/*"))
}

// local is the ARN of a resource of the account and region.
func (p place) local(service, resource string) string {
	return p.arn(service, p.Region, p.Account, resource)
}

func (p place) arn(service, region, account, resource string) string {
	return fmt.Sprintf("arn:%s:%s:%s:%s:%s", p.Partition, service, region, account, resource)
}

// OneRepository denies the role of a build that clones through a connection every other repository of it, and to write. The
// keys are there where one repository is meant (AWS page "Permissions and examples for AWS CodeConnections"); a request
// without them is what no condition could judge. Both names of the service have them.
func OneRepository(policy awsiam.Policy, connection, repository *string) {
	services := [][2]string{{"CodestarConnections", "codestar-connections"}, {"CodeConnections", "codeconnections"}}
	if strings.Contains(*connection, ":codestar-connections:") {
		services = services[:1]
	}
	for _, service := range services {
		name, key := service[0], service[1]
		use, resources := []string{key + ":UseConnection"}, &[]*string{connection}
		policy.AddStatements(
			deny("NoOtherRepositories"+name, use, &awsiam.PolicyStatementProps{Resources: resources, Conditions: &map[string]any{
				"Null":                      map[string]any{key + ":FullRepositoryId": "false"},
				"StringNotEqualsIgnoreCase": map[string]any{key + ":FullRepositoryId": *repository},
			}}),
			deny("NoWrites"+name, use, &awsiam.PolicyStatementProps{Resources: resources, Conditions: &map[string]any{
				"StringEquals": map[string]any{key + ":ProviderPermissionsRequired": "read_write"},
			}}),
		)
	}
}
