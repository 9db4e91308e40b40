package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
	"go.yaml.in/yaml/v3"
)

// sourceStack holds the repository and belongs to every stage.
const sourceStack = "SourceStack"

// synthesized returns the names of the stacks in a cloud assembly, in the order of the app.
func synthesized(assembly string) ([]string, error) {
	content, err := os.ReadFile(filepath.Join(assembly, "manifest.json"))
	if err != nil {
		return nil, err
	}
	var manifest struct{ Artifacts yaml.Node } // JSON is YAML too, and a YAML node keeps its order
	if err := yaml.Unmarshal(content, &manifest); err != nil {
		return nil, err
	}
	var names []string
	for i := 0; i < len(manifest.Artifacts.Content); i += 2 {
		name := manifest.Artifacts.Content[i].Value
		var artifact struct{ Type, Environment string }
		if err := manifest.Artifacts.Content[i+1].Decode(&artifact); err != nil {
			return nil, err
		}
		if artifact.Type != "aws:cloudformation:stack" {
			continue
		}
		if artifact.Environment != "aws://unknown-account/unknown-region" {
			return nil, fmt.Errorf("%s is for %s: the rehearsal has one account and region for all stages", name, artifact.Environment)
		}
		names = append(names, name)
	}
	return names, nil
}

// choose returns the stages to rehearse, in the order given, or all in the order of promotion.
func choose(stacks, wanted []string, all bool) ([]string, error) {
	var stages []string
	for _, stack := range stacks {
		if name, is := strings.CutSuffix(stack, "Stack"); is && stack != sourceStack {
			stages = append(stages, name)
		}
	}
	for _, stage := range wanted {
		if !slices.Contains(stages, stage) {
			return nil, fmt.Errorf("there is no stage %s: the app has %s", stage, strings.Join(stages, ", "))
		}
	}
	if all {
		return stages, nil
	}
	return wanted, nil
}

// A resource is one thing of a stack.
type resource struct{ stack, kind, id string }

func (r resource) String() string {
	return fmt.Sprintf("%s %s, of %s", r.kind, r.id, r.stack)
}

// deployed lists the resources of a stack; retained are those that stay when it goes.
func deployed(ctx context.Context, client *clients, stack string) (all, retained []resource, err error) {
	got, err := client.cloudFormation.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: &stack})
	if err != nil {
		return nil, nil, err
	}
	var template struct {
		Resources map[string]struct{ DeletionPolicy string }
	}
	if err := json.Unmarshal([]byte(aws.ToString(got.TemplateBody)), &template); err != nil {
		return nil, nil, err
	}
	pages := cloudformation.NewListStackResourcesPaginator(client.cloudFormation,
		&cloudformation.ListStackResourcesInput{StackName: &stack})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, nil, err
		}
		for _, summary := range page.StackResourceSummaries {
			if summary.ResourceStatus != types.ResourceStatusCreateComplete {
				return nil, nil, fmt.Errorf("%s of %s is %s", *summary.LogicalResourceId, stack, summary.ResourceStatus)
			}
			made := resource{stack, *summary.ResourceType, aws.ToString(summary.PhysicalResourceId)}
			all = append(all, made)
			if strings.HasPrefix(template.Resources[*summary.LogicalResourceId].DeletionPolicy, "Retain") {
				retained = append(retained, made)
			}
		}
	}
	if len(all) != len(template.Resources) {
		return nil, nil, fmt.Errorf("%s has %d of the %d resources of its template", stack, len(all), len(template.Resources))
	}
	return all, retained, nil
}

// unprotect lifts the termination protection of a stack, as a person must before destroying it, and makes sure first
// that it protects.
func unprotect(ctx context.Context, client *clients, stack string) (bool, error) {
	got, err := client.cloudFormation.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &stack})
	if err != nil || !aws.ToBool(got.Stacks[0].EnableTerminationProtection) {
		return false, err
	}
	if _, err := client.cloudFormation.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &stack}); err == nil {
		return true, fmt.Errorf("%s was deleted in spite of its termination protection", stack)
	}
	_, err = client.cloudFormation.UpdateTerminationProtection(ctx, &cloudformation.UpdateTerminationProtectionInput{
		StackName: &stack, EnableTerminationProtection: aws.Bool(false),
	})
	return true, err
}

// parts are types whose resources live and end inside another.
var parts = []string{
	"AWS::CDK::Metadata", "AWS::EC2::Route", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress",
	"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment", "AWS::IAM::Policy", "AWS::S3::BucketPolicy",
}

// standalone returns the types in the templates of a cloud assembly whose resources can be listed.
func standalone(assembly string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(assembly, "*.template.json"))
	if err != nil {
		return nil, err
	}
	kinds := map[string]bool{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		var template struct {
			Resources map[string]struct{ Type string }
		}
		if err := json.Unmarshal(content, &template); err != nil {
			return nil, err
		}
		for _, resource := range template.Resources {
			if !slices.Contains(parts, resource.Type) && !strings.HasPrefix(resource.Type, "Custom::") {
				kinds[resource.Type] = true
			}
		}
	}
	return sortedKeys(kinds), nil
}

// inventory lists what there is of some types, whoever made it.
func inventory(ctx context.Context, client *clients, kinds []string) ([]resource, error) {
	var found []resource
	for _, kind := range kinds {
		pages := cloudcontrol.NewListResourcesPaginator(client.cloudControl,
			&cloudcontrol.ListResourcesInput{TypeName: &kind})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			if err != nil {
				return nil, err
			}
			for _, description := range page.ResourceDescriptions {
				found = append(found, resource{kind: kind, id: *description.Identifier})
			}
		}
	}
	return found, nil
}

// compareWithRetained tells what destroying left behind that should be gone, and took that should have stayed.
func compareWithRetained(before, after, retained []resource) error {
	var problems []string
	for _, left := range after {
		meant := slices.ContainsFunc(retained, func(r resource) bool { return r.kind == left.kind && r.id == left.id })
		if !meant && !slices.Contains(before, left) {
			problems = append(problems, fmt.Sprintf("%s %s is left behind", left.kind, left.id))
		}
	}
	for _, kept := range retained {
		if !slices.Contains(after, resource{kind: kept.kind, id: kept.id}) {
			problems = append(problems, kept.String()+", is gone and should have stayed")
		}
	}
	if problems != nil {
		return fmt.Errorf("after destroy:\n    %s", strings.Join(problems, "\n    "))
	}
	return nil
}

func sortedKeys[V any](m map[string]V) []string {
	return slices.Sorted(maps.Keys(m))
}
