package localaws_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"github.com/aws/aws-sdk-go-v2/service/iam"

	"beanstalkline/rehearsal/localaws"
)

func role(path string) map[string]any {
	return map[string]any{"Type": "AWS::IAM::Role", "Properties": map[string]any{
		"Path": path,
		"AssumeRolePolicyDocument": map[string]any{"Statement": []any{map[string]any{
			"Effect": "Allow", "Principal": map[string]any{"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole",
		}}},
	}}
}

func logs(days int) map[string]any {
	return map[string]any{"Type": "AWS::Logs::LogGroup", "Properties": map[string]any{"RetentionInDays": days}}
}

func of(resources map[string]any) template { return template{"Resources": resources} }

// TestLocalAWSChangesStacks deploys a stack of a few resources, and then what differs from it.
func TestLocalAWSChangesStacks(t *testing.T) {
	client := start(t)
	if reasons := deploy(t, client, "Stack", of(map[string]any{"Role": role("/a/"), "Logs": logs(7)})); reasons != "" {
		t.Fatal(reasons)
	}
	before := ids(t, client, "Stack")

	t.Run("a change set says what would change, and changes nothing", func(t *testing.T) {
		changes := changeSet(t, client, "Stack", of(map[string]any{"Role": role("/b/"), "Logs": logs(14), "New": logs(1)}))
		for name, want := range map[string]types.ResourceChange{
			"Role": {Action: types.ChangeActionModify, Replacement: types.ReplacementTrue},
			"Logs": {Action: types.ChangeActionModify, Replacement: types.ReplacementFalse},
			"New":  {Action: types.ChangeActionAdd},
		} {
			got := changes[name]
			if got.Action != want.Action || got.Replacement != want.Replacement {
				t.Errorf("%s: got %s, replacement %q", name, got.Action, got.Replacement)
			}
		}
		if target := changes["Logs"].Details[0].Target; aws.ToString(target.Name) != "RetentionInDays" ||
			target.RequiresRecreation != types.RequiresRecreationNever {
			t.Errorf("got %v", target)
		}
		if after := ids(t, client, "Stack"); len(after) != 2 || after["Role"] != before["Role"] {
			t.Errorf("got %v, had %v", after, before)
		}
	})

	t.Run("a failed update is rolled back, with the reason", func(t *testing.T) {
		wrong := of(map[string]any{"Role": role("/b/"), "Logs": logs(14), "Wrong": map[string]any{"Type": "AWS::Nobody::Knows"}})
		if got := update(t, client, "Stack", wrong); got.StackStatus != types.StackStatusUpdateRollbackComplete {
			t.Errorf("got %s", got.StackStatus)
		}
		if after := ids(t, client, "Stack"); len(after) != 2 || after["Role"] != before["Role"] || after["Logs"] != before["Logs"] {
			t.Errorf("got %v, had %v", after, before)
		}
		if got := failures(t, client, "Stack"); !strings.Contains(got, "AWS::Nobody::Knows") {
			t.Errorf("got %q", got)
		}
	})

	t.Run("a fixed property replaces the resource, and deletes the old one", func(t *testing.T) {
		got := update(t, client, "Stack", of(map[string]any{"Role": role("/b/"), "Logs": logs(14)}))
		after := ids(t, client, "Stack")
		if got.StackStatus != types.StackStatusUpdateComplete || after["Role"] == before["Role"] || after["Logs"] != before["Logs"] {
			t.Errorf("got %s, %v, had %v", got.StackStatus, after, before)
		}
		old := before["Role"]
		if _, err := client.IAM.GetRole(t.Context(), &iam.GetRoleInput{RoleName: &old}); err == nil {
			t.Errorf("%s is still there", old)
		}
	})

	t.Run("nothing of a failed creation is there, even if somebody asks", func(t *testing.T) {
		deploy(t, client, "Failed", of(map[string]any{"Logs": logs(7), "Wrong": map[string]any{"Type": "AWS::Nobody::Knows"}}))
		if got := ids(t, client, "Failed"); len(got) != 0 {
			t.Errorf("got %v", got)
		}
		if got := status(t, client, "Failed").StackStatus; got != types.StackStatusRollbackComplete {
			t.Errorf("got %s", got)
		}
	})
}

func body(t *testing.T, tpl template) *string {
	t.Helper()
	content, err := json.Marshal(tpl)
	if err != nil {
		t.Fatal(err)
	}
	return aws.String(string(content))
}

func changeSet(t *testing.T, client *localaws.Clients, stack string, tpl template) map[string]types.ResourceChange {
	t.Helper()
	_, err := client.CloudFormation.CreateChangeSet(t.Context(), &cloudformation.CreateChangeSetInput{
		StackName: &stack, ChangeSetName: aws.String("look"), ChangeSetType: types.ChangeSetTypeUpdate, TemplateBody: body(t, tpl),
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := client.CloudFormation.DescribeChangeSet(t.Context(), &cloudformation.DescribeChangeSetInput{
		StackName: &stack, ChangeSetName: aws.String("look"),
	})
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]types.ResourceChange{}
	for _, change := range got.Changes {
		changes[aws.ToString(change.ResourceChange.LogicalResourceId)] = *change.ResourceChange
	}
	return changes
}

func update(t *testing.T, client *localaws.Clients, stack string, tpl template) types.Stack {
	t.Helper()
	_, err := client.CloudFormation.UpdateStack(t.Context(), &cloudformation.UpdateStackInput{StackName: &stack, TemplateBody: body(t, tpl)})
	if err != nil {
		t.Fatal(err)
	}
	return status(t, client, stack)
}

func status(t *testing.T, client *localaws.Clients, stack string) types.Stack {
	t.Helper()
	got, err := client.CloudFormation.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil {
		t.Fatal(err)
	}
	return got.Stacks[0]
}

// ids are the physical ids of a stack's resources by their logical ids.
func ids(t *testing.T, client *localaws.Clients, stack string) map[string]string {
	t.Helper()
	got, err := client.CloudFormation.DescribeStackResources(t.Context(), &cloudformation.DescribeStackResourcesInput{StackName: &stack})
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]string{}
	for _, resource := range got.StackResources {
		found[aws.ToString(resource.LogicalResourceId)] = aws.ToString(resource.PhysicalResourceId)
	}
	return found
}

func failures(t *testing.T, client *localaws.Clients, stack string) string {
	t.Helper()
	got, err := client.CloudFormation.DescribeStackEvents(context.WithoutCancel(t.Context()),
		&cloudformation.DescribeStackEventsInput{StackName: &stack})
	if err != nil {
		t.Fatal(err)
	}
	var reasons []string
	for _, event := range got.StackEvents {
		if strings.HasSuffix(string(event.ResourceStatus), "_FAILED") {
			reasons = append(reasons, aws.ToString(event.ResourceStatusReason))
		}
	}
	return strings.Join(reasons, "\n")
}
