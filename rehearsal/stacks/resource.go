package stacks

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	sdk "github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"

	"beanstalkline/rehearsal/localaws"
)

// A Resource is one thing in a stack.
type Resource struct{ Stack, Kind, ID string }

func (r Resource) String() string {
	return fmt.Sprintf("%s %s, of %s", r.Kind, r.ID, r.Stack)
}

// Deployed lists the resources of a stack; retained are those that stay when it is deleted.
func Deployed(ctx context.Context, aws *localaws.Clients, stack string) (all, retained []Resource, err error) {
	got, err := aws.CloudFormation.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: &stack})
	if err != nil {
		return nil, nil, err
	}
	var template struct {
		Resources map[string]struct{ DeletionPolicy string }
	}
	if err := json.Unmarshal([]byte(sdk.ToString(got.TemplateBody)), &template); err != nil {
		return nil, nil, err
	}
	pages := cloudformation.NewListStackResourcesPaginator(aws.CloudFormation,
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
			made := Resource{stack, *summary.ResourceType, sdk.ToString(summary.PhysicalResourceId)}
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
