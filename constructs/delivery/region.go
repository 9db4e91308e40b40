package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// regionOf is the region of the stack around a scope, or "" if it is known later.
func regionOf(scope constructs.Construct) (region string) {
	_ = cdk.Try(func() { region = *awscdk.Stack_Of(scope).Region() }) // without a stack, Reject says so
	if prop.Unresolved(region) {
		return ""
	}
	return region
}

// validateRegion finds a pipeline, or a source, in a region that is known not to have it.
func validateRegion(problems *prop.Problems, region string, source Source) {
	_, codeCommit := source.(codeCommitSource)
	switch {
	case regions.Lack(region, regions.Pipeline):
		problems.MustBe("region of the stack", "one that has AWS CodePipeline", region, "choose another region")
	case codeCommit && regions.Lack(region, regions.CodeCommit):
		problems.MustBe("region of Source", "one that has AWS CodeCommit", region, "use delivery.ConnectionSource, or choose another region")
	}
}

// warnOfRegion says that a connection may not be usable. AWS has no error on record that it answers with.
func warnOfRegion(scope constructs.Construct, source Source) {
	if _, is := source.(interface{ FullRepositoryId() *string }); is && regions.Lack(regionOf(scope), regions.Connections) {
		awscdk.Validations_Of(scope).AddWarning(jsii.String("beanstalkline:connection-region"), jsii.Sprintf(
			"region of Source should be one in which CodePipeline can use connections, got %s; choose another region if the source fails"+
				` (AWS page "CodeStarSourceConnection")`, prop.Quote(regionOf(scope))))
	}
}
