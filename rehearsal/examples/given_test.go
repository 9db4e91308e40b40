package examples

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
)

// given makes what an example finds in its account, from testdata/NAME.json. Each output has for its description the id
// that the example names, and for its value the one that there is; they are returned in pairs.
func (aws *account) given(t *testing.T, name string) (pairs []string) {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		t.Fatal(err)
	}
	stack := sdk.String("Given-" + name)
	_, err = aws.CloudFormation.CreateStack(t.Context(), &cloudformation.CreateStackInput{
		StackName: stack, TemplateBody: sdk.String(string(content)),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := aws.CloudFormation.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: stack})
	if err != nil {
		t.Fatal(err)
	}
	for _, output := range got.Stacks[0].Outputs {
		pairs = append(pairs, sdk.ToString(output.Description), sdk.ToString(output.OutputValue))
	}
	if pairs == nil {
		t.Fatalf("%s is %s", *stack, got.Stacks[0].StackStatus)
	}
	return pairs
}
