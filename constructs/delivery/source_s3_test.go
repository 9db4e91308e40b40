package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3notifications"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// uploads is a bucket for archives, and archive the source that takes one of it.
func uploads(stack awscdk.Stack) awss3.Bucket {
	return awss3.NewBucket(stack, jsii.String("Uploads"), &awss3.BucketProps{Versioned: jsii.Bool(true)})
}

func archive(bucket awss3.IBucket) delivery.Source {
	return delivery.S3Source(bucket, jsii.String("builds/app.zip"))
}

func TestUploadStartsThePipeline(t *testing.T) {
	for name, bucket := range map[string]func(awscdk.Stack) awss3.IBucket{
		"a bucket of the app": func(stack awscdk.Stack) awss3.IBucket { return uploads(stack) },
		"a bucket that is only referred to": func(stack awscdk.Stack) awss3.IBucket {
			return awss3.Bucket_FromBucketName(stack, jsii.String("Uploads"), jsii.String("uploads"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			pipeline(stack, withSource(archive(bucket(stack))))
			template := assertions.Template_FromStack(stack, nil)
			checkResource(t, template, "AWS::CodePipeline::Pipeline",
				source(map[string]any{"S3ObjectKey": "builds/app.zip", "PollForSourceChanges": false}))
			checkResource(t, template, "AWS::Events::Rule", map[string]any{
				"State": "ENABLED",
				"EventPattern": map[string]any{
					"source": []any{"aws.s3"}, "detail-type": []any{"Object Created"},
					"detail": map[string]any{
						"bucket": map[string]any{"name": []any{assertions.Match_AnyValue()}},
						"object": map[string]any{"key": []any{"builds/app.zip"}},
					},
				},
			})
			cdktest.Counts(t, template, map[string]int{"AWS::CloudTrail::Trail": 0, "AWS::Lambda::Function": 0, "AWS::Events::Rule": 1})
		})
	}
}

func TestUploadsAreAnnounced(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, withSource(archive(uploads(stack))))
	checkResource(t, assertions.Template_FromStack(stack, nil), "AWS::S3::Bucket", map[string]any{
		"VersioningConfiguration":   map[string]any{"Status": "Enabled"},
		"NotificationConfiguration": map[string]any{"EventBridgeConfiguration": map[string]any{"EventBridgeEnabled": true}},
	})
}

// The CDK sets all notifications of a bucket with a function, whether they are added before or after the pipeline.
func TestUploadsAreAnnouncedBesideOtherNotifications(t *testing.T) {
	for name, order := range map[string]func(define, notify func()){
		"before": func(define, notify func()) { notify(); define() },
		"after":  func(define, notify func()) { define(); notify() },
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			bucket := uploads(stack)
			order(func() { pipeline(stack, withSource(archive(bucket))) }, func() {
				topic := awssns.NewTopic(stack, jsii.String("Topic"), nil)
				bucket.AddEventNotification(awss3.EventType_OBJECT_REMOVED, awss3notifications.NewSnsDestination(topic))
			})
			checkResource(t, assertions.Template_FromStack(stack, nil), "Custom::S3BucketNotifications", map[string]any{
				"NotificationConfiguration": map[string]any{
					"EventBridgeConfiguration": map[string]any{}, "TopicConfigurations": assertions.Match_AnyValue(),
				},
			})
		})
	}
}

func TestS3SourceReadsItsObjectOnly(t *testing.T) {
	stack := cdktest.NewStack(nil)
	pipeline(stack, withSource(archive(awss3.Bucket_FromBucketName(stack, jsii.String("Uploads"), jsii.String("uploads")))))
	found := false
	for _, s := range statements(t, stack)["PipelineSourceRole"] {
		if text := cdktest.Text(s.Resources); strings.Contains(text, "s3:::uploads") {
			found = true
			if actions := cdktest.Text(s.Actions); !strings.Contains(text, "s3:::uploads/builds/app.zip") ||
				strings.Contains(text, "uploads/*") || strings.Contains(actions, "Put") || strings.Contains(actions, "Delete") {
				t.Errorf("the source may %s on %s", actions, text)
			}
		}
	}
	if !found {
		t.Error("the source may not read its bucket")
	}
}

func TestApprovalNamesTheVersionOfAnUpload(t *testing.T) {
	stack := cdktest.NewStack(nil)
	for key, want := range map[string]string{
		"builds/app.zip":             "Version #{Source.VersionId} of builds/app.zip",
		strings.Repeat("long/", 150): "Version #{Source.VersionId} of ..." + strings.Repeat("long/", 40),
	} {
		got := delivery.S3Source(uploads(awscdk.NewStack(stack, jsii.Sprintf("S%d", len(key)), nil)), &key)
		if said := got.(interface{ Revision() string }).Revision(); said != want {
			t.Errorf("a run has read %q, want %q", said, want)
		}
	}
}

func TestS3SourceRejects(t *testing.T) {
	const form = `key of Source must be the key of one ZIP archive in the bucket, such as "builds/app.zip"`
	for name, test := range map[string]struct {
		bucket func(awscdk.Stack) awss3.IBucket
		key    *string
		want   []string
	}{
		"nothing": {func(awscdk.Stack) awss3.IBucket { return nil }, nil, []string{
			"bucket of Source must be given, got nil; use one that keeps versions",
			"key of Source must be given, got nil; name the object that is uploaded",
		}},
		"no versions": {func(stack awscdk.Stack) awss3.IBucket {
			return awss3.NewBucket(stack, jsii.String("B"), nil)
		}, jsii.String("a.zip"), []string{
			"bucket of Source must keep versions, of which each run takes one, got one that does not; set Versioned",
		}},
		"a bucket that was never made": {func(awscdk.Stack) awss3.IBucket { return &someBucket{} }, jsii.String("a.zip"), []string{
			"Source must be one whose repository or bucket was made, got one that was not",
		}},
		"elsewhere": {func(stack awscdk.Stack) awss3.IBucket {
			return awss3.Bucket_FromBucketAttributes(stack, jsii.String("B"), &awss3.BucketAttributes{
				BucketName: jsii.String("uploads"), Region: jsii.String("us-west-2"), Account: stack.Account(),
			})
		}, jsii.String("a.zip"), []string{
			"Source must be in the account and region of the stack, unset/unset, got unset/us-west-2",
		}},
		"an address": {nil, jsii.String("s3://uploads/builds/app.zip"), []string{
			form + `, got "s3://uploads/builds/app.zip"; write "builds/app.zip"`,
		}},
		"a slash before":  {nil, jsii.String("/app.zip"), []string{form + `, got "/app.zip"; write "app.zip"`}},
		"a folder":        {nil, jsii.String("builds/"), []string{form + `, got "builds/"`}},
		"another archive": {nil, jsii.String("app.tar.GZ"), []string{form + `, got "app.tar.GZ"`}},
		"a wildcard": {nil, jsii.String("app-*.zip"), []string{
			form + `, without wildcards, got "app-*.zip"; let each upload replace the one before`,
		}},
		"a long key": {nil, jsii.String(strings.Repeat("k", 1001)), []string{"key of Source must be 1 to 1000 bytes, got 1001"}},
	} {
		t.Run(name, func(t *testing.T) {
			stack := cdktest.NewStack(nil)
			if test.bucket == nil {
				test.bucket = func(stack awscdk.Stack) awss3.IBucket { return uploads(stack) }
			}
			checkRejection(t, "Pipeline", func() {
				pipeline(stack, withSource(delivery.S3Source(test.bucket(stack), test.key)))
			}, test.want...)
		})
	}
}
