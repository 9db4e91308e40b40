package beanstalk

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
)

// accessLogsPrefix is the folder of a load balancer's logs in their bucket; it must not contain "AWSLogs".
const accessLogsPrefix = "load-balancer"

// newAccessLogs defines a bucket for access logs. Elastic Load Balancing accepts only Amazon S3's own keys, and the policy
// names its log delivery service rather than the regional accounts (AWS page "Enable access logs for your Application Load
// Balancer").
func newAccessLogs(scope constructs.Construct, policy awscdk.RemovalPolicy, days float64, prefix string) awss3.IBucket {
	bucket := cdk.NewBucket(scope, "AccessLogs", policy, &awss3.LifecycleRule{
		Expiration: awscdk.Duration_Days(jsii.Number(days)),
	})
	here := cdk.PseudoParameters()
	bucket.AddToResourcePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Principals: &[]awsiam.IPrincipal{awsiam.NewServicePrincipal(jsii.String("logdelivery.elasticloadbalancing.amazonaws.com"), nil)},
		Actions:    jsii.Strings("s3:PutObject"),
		Resources:  &[]*string{bucket.ArnForObjects(jsii.String(prefix + "/AWSLogs/" + here.Account + "/*"))},
		Conditions: &map[string]any{"ArnLike": map[string]string{
			"aws:SourceArn": fmt.Sprintf("arn:%s:elasticloadbalancing:%s:%s:loadbalancer/*", here.Partition, here.Region, here.Account),
		}},
	}))
	return bucket
}
