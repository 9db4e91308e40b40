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

func TestAFailedSynthesisIsToldInTheWordsOfTheApp(t *testing.T) {
	const begin, end = "cdk synth: exit status 1\n", "    exit status 1\n    go run .: Subprocess exited with error 1"
	for said, want := range map[string]string{
		begin + "    error: DevStack: a\n" + end:     "DevStack: a",
		begin + "    error: a\n    error: b\n" + end: "the app has 2 problems\n    a\n    b",
		"cdk synth: signal: killed":                  "cdk synth: signal: killed",
	} {
		if got := answer(errors.New(said)); got.Error() != want {
			t.Errorf("%q is told as %q, want %q", said, got, want)
		}
	}
}
