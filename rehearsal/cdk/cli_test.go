package cdk

import (
	"errors"
	"testing"
)

func TestAFailedDeploymentSaysWhatFailed(t *testing.T) {
	said := `cdk deploy: exit status 1
    DevStack | 2/3 | DELETE_COMPLETE | AWS::EC2::VPC
    Failed resources:
    DevStack | CREATE_FAILED | AWS::SQS::Queue | Queue: no
     ‣ DeploymentError: Resource updates failed:
      Source Location: ...aws-cdk-lib, jsii runtime...
                     (no user code in 10 frames, use --stack-trace-limit to capture more)
`
	want := `cdk deploy: exit status 1
    Failed resources:
    DevStack | CREATE_FAILED | AWS::SQS::Queue | Queue: no
     ‣ DeploymentError: Resource updates failed:`
	if got := conclusion(errors.New(said)); got.Error() != want {
		t.Errorf("got\n%v", got)
	}
	if other := errors.New("cdk deploy: killed"); conclusion(other) != other || conclusion(nil) != nil {
		t.Error("another error does not stay as it is")
	}
}
