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
	topic, key := topic.New(scope, emailAddresses)
	allow := func(sid, service string, actions *[]*string, resource *string, conditions map[string]any) awsiam.PolicyStatement {
		return awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
			Sid:        &sid,
			Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(&service, nil)},
			Actions:    actions, Resources: &[]*string{resource}, Conditions: &conditions,
		})
	}
	const cloudWatch = "cloudwatch.amazonaws.com"
	use, all := jsii.Strings("kms:Decrypt", "kms:GenerateDataKey*"), jsii.String("*")
	key.AddToResourcePolicy(allow("Alarms", cloudWatch, use, all, alarms), nil)
	// Rules such as those of a pipeline's NotifyOn methods (Developer Tools console user guide, "Configure Amazon SNS topics
	// for notifications").
	key.AddToResourcePolicy(allow("NotificationRules", "codestar-notifications.amazonaws.com", use, all, map[string]any{
		"StringEquals": map[string]any{"kms:ViaService": "sns." + *stack.Region() + "." + *stack.UrlSuffix()},
	}), nil)

	publish := jsii.Strings("sns:Publish")
	topic.AddToResourcePolicy(allow("Alarms", cloudWatch, publish, topic.TopicArn(), others))
	if name := *stack.StackName(); prop.Unresolved(name) || strings.HasPrefix(name, "eb-") || strings.HasPrefix(name, "awseb-") {
		// CloudFormation begins the names of the stack's own alarms with that of the stack.
		own := maps.Clone(alarms)
		own["ArnLike"] = map[string]any{"aws:SourceArn": named(name + "-*")}
		topic.AddToResourcePolicy(allow("AlarmsOfThisStack", cloudWatch, publish, topic.TopicArn(), own))
	}
	return topic, key
}
