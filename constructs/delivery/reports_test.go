package delivery_test

import (
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/delivery"
	"beanstalkline/internal/cdktest"
)

// A build writes to report groups of its own project, and to one of the app's that it is granted, with its bucket.
func TestReportsOfABuild(t *testing.T) {
	const group = "arn:aws:codebuild:eu-central-1:111122223333:report-group/coverage"
	stack := placed()
	p := pipeline(stack, func(p *delivery.PipelineProps) {
		p.BuildSpec = jsii.String(soundSpec + "reports:\n  tests: {files: junit.xml}\n  " +
			group + ": {files: clover.xml, file-format: CLOVERXML}\n")
	})
	awscodebuild.NewReportGroup(stack, jsii.String("Coverage"), &awscodebuild.ReportGroupProps{
		ReportGroupName: jsii.String("coverage"), ExportBucket: awss3.NewBucket(stack, jsii.String("Raw"), nil),
	}).GrantWrite(p.Project)
	if all := *assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_AnyValue()); len(all) > 0 {
		t.Errorf("got %d warnings, such as %s", len(all), cdktest.Text(all[0]))
	}
	var where []string
	for _, s := range statements(t, stack)["PipelineBuildRole"] {
		if actions := cdktest.Text(s.Actions); strings.Contains(actions, "codebuild:") {
			where = append(where, cdktest.Text(s.Resources))
		} else if resources := cdktest.Text(s.Resources); strings.Contains(resources, "Raw") && strings.Contains(actions, "s3:PutObject") {
			where = append(where, "the bucket")
		}
	}
	got := strings.Join(where, " ")
	for _, want := range []string{`report-group/",{"Ref":"PipelineBuild9D009F66"},"-*"`, `{"Fn::GetAtt":["Coverage`, "the bucket"} {
		if strings.Count(got, want) != 1 || len(where) != 3 {
			t.Errorf("the build writes reports to %s, want %s once", got, want)
		}
	}
}
