package stacks

import (
	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"
)

// zonedStack is a stack that takes its Availability Zones from CloudFormation. Any other stack with an account and a
// region looks them up, so that its template would depend on the credentials at hand.
type zonedStack struct{ awscdk.Stack }

// AvailabilityZones are the first two zones of the region that the stack is deployed to.
func (*zonedStack) AvailabilityZones() *[]*string {
	zones := awscdk.Fn_GetAzs(nil)
	return &[]*string{awscdk.Fn_Select(jsii.Number(0), zones), awscdk.Fn_Select(jsii.Number(1), zones)}
}

func newStack(scope constructs.Construct, id string, props *awscdk.StackProps) awscdk.Stack {
	if props.Env == nil {
		return awscdk.NewStack(scope, &id, props)
	}
	stack := &zonedStack{}
	awscdk.NewStack_Override(stack, scope, &id, props)
	return stack
}

// environment is nil, the account and region of the CLI's credentials, unless both are given.
func environment(account, region string) *awscdk.Environment {
	if account == "" {
		return nil
	}
	return &awscdk.Environment{Account: &account, Region: &region}
}
