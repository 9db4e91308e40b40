package monitoring

import (
	"maps"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
	"beanstalkline/internal/topic"
)

// newTopic defines a topic to which the alarms of its account and region may publish, encrypted with a key that they may
// use.
func newTopic(scope constructs.Construct, emailAddresses *[]*string) (awssns.Topic, awskms.Key) {
	stack := awscdk.Stack_Of(scope)
	named := func(name string) *string {
		return stack.FormatArn(&awscdk.ArnComponents{
			Service: jsii.String("cloudwatch"), Resource: jsii.String("alarm"), ResourceName: &name,
			ArnFormat: awscdk.ArnFormat_COLON_RESOURCE_NAME,
		})
	}
	alarms := map[string]any{
		"StringEquals": map[string]any{"aws:SourceAccount": stack.Account()},
		"ArnLike":      map[string]any{"aws:SourceArn": named("*")},
	}
	// Whoever deploys to any environment in the account can make alarms of these names (AWS managed policy
	// AdministratorAccess-AWSElasticBeanstalk), and could send mails with them.
	others := maps.Clone(alarms)
	others["ArnNotLike"] = map[string]any{"aws:SourceArn": []*string{named("awseb-*"), named("eb-*")}}
	use := jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*")
	topic, key := topic.New(scope, emailAddresses)
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("Alarms"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    use, Resources: jsii.Strings("*"), Conditions: &alarms,
	}), nil)
	// The rules with which a pipeline tells of approvals (Developer Tools console user guide, "Configure Amazon SNS topics
	// for notifications").
	key.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("NotificationRules"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("codestar-notifications.amazonaws.com"), nil)},
		Actions:    use, Resources: jsii.Strings("*"),
		Conditions: &map[string]any{"StringEquals": map[string]any{"kms:ViaService": "sns." + *stack.Region() + "." + *stack.UrlSuffix()}},
	}), nil)

	topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Sid:        jsii.String("Alarms"),
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
		Actions:    jsii.Strings("sns:Publish"), Resources: &[]*string{topic.TopicArn()}, Conditions: &others,
	}))
	if name := *stack.StackName(); prop.Unresolved(name) || strings.HasPrefix(name, "eb-") || strings.HasPrefix(name, "awseb-") {
		// CloudFormation begins the names of the stack's own alarms with that of the stack.
		own := maps.Clone(alarms)
		own["ArnLike"] = map[string]any{"aws:SourceArn": named(name + "-*")}
		topic.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        jsii.String("AlarmsOfThisStack"),
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("cloudwatch.amazonaws.com"), nil)},
			Actions:    jsii.Strings("sns:Publish"), Resources: &[]*string{topic.TopicArn()}, Conditions: &own,
		}))
	}
	return topic, key
}
