package stacks

import (
	"context"
	"fmt"
	"slices"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"beanstalkline/rehearsal/localaws"
)

// Unprotect lifts the termination protection of a stack, as a person must before destroying it, but first makes sure
// that it protects.
func Unprotect(ctx context.Context, aws *localaws.Clients, stack string) (bool, error) {
	got, err := aws.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil || !sdk.ToBool(got.Stacks[0].EnableTerminationProtection) {
		return false, err
	}
	if _, err := aws.CloudFormation.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &stack}); err == nil {
		return true, fmt.Errorf("%s was deleted despite its termination protection", stack)
	}
	_, err = aws.CloudFormation.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName: &stack, EnableTerminationProtection: sdk.Bool(false),
	})
	return true, err
}

// Gone makes sure that none of the stacks exists anymore.
func Gone(ctx context.Context, aws *localaws.Clients, names []string) error {
	got, err := aws.CloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{})
	if err != nil {
		return err
	}
	for _, stack := range got.Stacks {
		if slices.Contains(names, sdk.ToString(stack.StackName)) {
			return fmt.Errorf("%s still exists: %s", *stack.StackName, stack.StackStatus)
		}
	}
	return nil
}
