package delivery

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipelineactions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsevents"
	"github.com/aws/aws-cdk-go/awscdk/v2/awseventstargets"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/interfaces"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

type s3Source struct {
	bucket awss3.IBucket
	key    *string
}

var (
	_ Source  = s3Source{}
	_ Starter = s3Source{}
)

// S3Source takes one object of a bucket in the account and region of the pipeline: a ZIP archive that Jenkins or another
// program uploads, always under the same key. What is built already is deployed as it is by a pipeline that is Prebuilt.
// Whoever may write the object deploys it.
//
// Each upload starts the pipeline, through Amazon EventBridge; it never polls, and needs no trail. A bucket of the app must
// keep versions (Versioned), and its notifications to EventBridge are switched on here. A bucket that is only referred to must
// have both, which nobody can see here: without versions the source fails, and without notifications nothing starts (AWS
// pages "Amazon S3 source action" and "Using EventBridge with Amazon S3"). If its objects are encrypted with a key of AWS KMS,
// refer to it with BucketAttributes.EncryptionKey, so that the pipeline may use the key. There are no filters. Both arguments
// are required.
func S3Source(bucket awss3.IBucket, key *string) Source { return s3Source{bucket, key} }

// mostOfKey is how long a value in the configuration of an action may be (AWS page "Quotas in AWS CodePipeline").
const mostOfKey = 1000

// otherArchives are the ends of names of archives that are no ZIP.
var otherArchives = []string{".tar", ".tgz", ".gz", ".bz2", ".xz", ".7z", ".rar"}

func (s s3Source) Validate() error {
	var problems prop.Problems
	problems.Required("bucket of Source", s.bucket, "use one that keeps versions")
	if problems.Required("key of Source", s.key, "name the object that is uploaded") && !prop.Unresolved(*s.key) {
		validateKey(&problems, "key of Source", *s.key)
	}
	return problems.Err()
}

func validateKey(problems *prop.Problems, field, key string) {
	const form = `the key of one ZIP archive in the bucket, such as "builds/app.zip"`
	meant := strings.TrimSpace(key)
	if rest, is := strings.CutPrefix(meant, "s3://"); is {
		_, meant, _ = strings.Cut(rest, "/")
	}
	meant = strings.TrimLeft(meant, "/")
	switch {
	case key == "" || len(key) > mostOfKey:
		problems.MustBe(field, fmt.Sprintf("1 to %s bytes", prop.Plain(mostOfKey)), prop.Words(fmt.Sprint(len(key))))
	case !visible(key):
		problems.MustBe(field, form, key)
	case prop.TokenLike(key):
		problems.Lookalike(field, key)
	case strings.Contains(key, "*"):
		problems.MustBe(field, form+", without wildcards", key, "let each upload replace the one before")
	case strings.HasSuffix(key, "/"), slices.Contains(otherArchives, strings.ToLower(path.Ext(key))):
		problems.MustBe(field, form, key)
	case meant != key:
		problems.MustBe(field, form, key, write(meant))
	}
}

// validateTree finds a bucket of which CodePipeline could not take a version.
func (s s3Source) validateTree(problems *prop.Problems) {
	if prop.IsNil(s.bucket) {
		return
	}
	resource, is := s.bucket.Node().DefaultChild().(awss3.CfnBucket)
	if !is {
		return
	}
	suspended := false
	if versions := resource.VersioningConfiguration(); versions != nil {
		known, _ := awscdk.Stack_Of(resource).Resolve(versions).(map[string]any)
		suspended = known["status"] == "Suspended"
	}
	if suspended || resource.VersioningConfiguration() == nil {
		problems.Say("bucket of Source", "set Versioned", "must keep versions, of which each run takes one, got one that does not")
	}
}

// Env is the account and region of the bucket.
func (s s3Source) Env() *interfaces.ResourceEnvironment {
	if prop.IsNil(s.bucket) {
		return nil
	}
	return s.bucket.Env()
}

// Revision is the version of the object; of a long key, it shows the end.
func (s s3Source) Revision() string {
	key := prop.Or(s.key, "")
	if runes := []rune(key); len(runes) > 200 && !prop.Unresolved(key) {
		key = "..." + string(runes[len(runes)-200:])
	}
	return fmt.Sprintf("Version %s of %s", SourceVariable("VersionId"), key)
}

func (s s3Source) Action(options *SourceActionOptions) awscodepipeline.IAction {
	return awscodepipelineactions.NewS3SourceAction(&awscodepipelineactions.S3SourceActionProps{
		ActionName:         options.ActionName,
		VariablesNamespace: options.VariablesNamespace,
		Role:               options.Role,
		Bucket:             s.bucket,
		BucketKey:          s.key,
		// The CDK's trigger by events needs a trail in AWS CloudTrail.
		Trigger: awscodepipelineactions.S3Trigger_NONE,
		Output:  options.Output,
	})
}

// AddTriggers starts the pipeline on each upload.
func (s s3Source) AddTriggers(pipeline awscodepipeline.Pipeline, _ awscodepipeline.IAction) {
	if resource, is := s.bucket.Node().DefaultChild().(awss3.CfnBucket); is {
		resource.AddPropertyOverride(jsii.String("NotificationConfiguration.EventBridgeConfiguration.EventBridgeEnabled"), true)
		awscdk.Aspects_Of(resource).Add(&notifying{s.bucket}, nil)
	}
	awsevents.NewRule(pipeline, jsii.String("SourceEvents"), &awsevents.RuleProps{
		EventPattern: &awsevents.EventPattern{
			Source:     jsii.Strings("aws.s3"),
			DetailType: jsii.Strings("Object Created"),
			Detail: &map[string]any{
				"bucket": map[string]any{"name": &[]*string{s.bucket.BucketName()}},
				"object": map[string]any{"key": &[]*string{s.key}},
			},
		},
		Targets: &[]awsevents.IRuleTarget{awseventstargets.NewCodePipeline(pipeline, nil)},
	})
}

// notifying keeps the notifications to EventBridge of a bucket that has others: the CDK sets all of those with a function,
// which would switch off what the template says.
type notifying struct{ bucket awss3.IBucket }

// Visit is called by the CDK with the bucket's resource.
func (n *notifying) Visit(constructs.IConstruct) {
	if n.bucket.Node().TryFindChild(jsii.String("Notifications")) != nil {
		n.bucket.EnableEventBridgeNotification()
	}
}
