package stacks

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol"
	"github.com/aws/aws-sdk-go-v2/service/cloudcontrol/types"

	"beanstalkline/rehearsal/localaws"
)

// parts are types whose resources live and end inside another.
var parts = []string{
	"AWS::CDK::Metadata", "AWS::EC2::Route", "AWS::EC2::SecurityGroupEgress", "AWS::EC2::SecurityGroupIngress",
	"AWS::EC2::SubnetRouteTableAssociation", "AWS::EC2::VPCGatewayAttachment", "AWS::ElasticLoadBalancingV2::Listener",
	"AWS::ElasticLoadBalancingV2::ListenerRule", "AWS::IAM::Policy", "AWS::S3::BucketPolicy", "AWS::SNS::TopicPolicy",
	"AWS::SecretsManager::SecretTargetAttachment", "AWS::WAFv2::WebACLAssociation",
}

// Inventory lists the existing resources of some types, whoever made them. Types whose resources are parts of others,
// and custom resources, are not asked for. Unlisted are those that the local AWS makes and cannot list.
func Inventory(ctx context.Context, aws *localaws.Clients, kinds []string) (found []Resource, unlisted []string, err error) {
	for _, kind := range kinds {
		if slices.Contains(parts, kind) || strings.HasPrefix(kind, "Custom::") {
			continue
		}
		pages := cloudcontrol.NewListResourcesPaginator(aws.CloudControl,
			&cloudcontrol.ListResourcesInput{TypeName: &kind})
		for pages.HasMorePages() {
			page, err := pages.NextPage(ctx)
			var lacking *types.UnsupportedActionException
			if errors.As(err, &lacking) {
				unlisted = append(unlisted, kind)
				break
			}
			if err != nil {
				return nil, nil, err
			}
			for _, description := range page.ResourceDescriptions {
				found = append(found, Resource{Kind: kind, ID: *description.Identifier})
			}
		}
	}
	return found, unlisted, nil
}

// Compare reports what is left behind but should be gone after destroying, and what is gone but should have stayed.
func Compare(before, after, retained []Resource) error {
	var problems []string
	for _, left := range after {
		meant := slices.ContainsFunc(retained, func(r Resource) bool { return r.Kind == left.Kind && r.ID == left.ID })
		if !meant && !slices.Contains(before, left) {
			problems = append(problems, fmt.Sprintf("%s %s is left behind", left.Kind, left.ID))
		}
	}
	for _, kept := range retained {
		if !slices.Contains(after, Resource{Kind: kept.Kind, ID: kept.ID}) {
			problems = append(problems, kept.String()+", is gone and should have stayed")
		}
	}
	if problems != nil {
		return fmt.Errorf("after destroy:\n    %s", strings.Join(problems, "\n    "))
	}
	return nil
}
