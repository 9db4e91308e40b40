package network

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/prop"
)

// withoutLookup defines a VPC whose zones are given. The CDK's VPC asks its stack for the zones anyway and ignores the
// answer; a stack with a literal account and region then has the CDK CLI look them up, which takes credentials. While
// the VPC is being defined, the stack's context answers that there are none to compare with. Afterwards the stack is as
// it was, for anything else that asks it.
func withoutLookup(scope constructs.Construct, define func()) {
	stack := awscdk.Stack_Of(scope)
	account, region := *stack.Account(), *stack.Region()
	key := fmt.Sprintf("availability-zones:account=%s:region=%s", account, region)
	if prop.Unresolved(account) || prop.Unresolved(region) || stack.Node().TryGetContext(&key) != nil {
		define()
		return
	}
	setContext(stack, key, &[]any{})
	defer setContext(stack, key, (*string)(nil))
	define()
}

// setContext sets a context value of a stack that may have children already, which Node.SetContext refuses: they are
// taken out and put back in their order.
func setContext(stack awscdk.Stack, key string, value any) {
	children := *stack.Node().Children()
	ids := make([]*string, len(children))
	for i, child := range children {
		ids[i] = child.Node().Id()
		stack.Node().TryRemoveChild(ids[i])
	}
	stack.Node().SetContext(&key, value)
	for i, child := range children {
		constructs.NewNode(child.(constructs.Construct), stack, ids[i])
	}
}
