package iamwalk

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Role is a role with everything that decides what it may do, and who may have it.
type Role struct {
	ID, Arn string
	Trust   Policy
	// Policies are its own, those attached to it, and the managed ones.
	Policies []Policy
	// InlineSize is the length of its inline policies without whitespace, as IAM counts them.
	InlineSize int
}

// Roles are the roles of a stack by logical id. A policy that is not known is an error.
func (a Account) Roles(stack string) (map[string]Role, error) {
	roles := map[string]Role{}
	template := a.Stacks[stack]
	for id, r := range template.Resources {
		if r.Type != "AWS::IAM::Role" {
			continue
		}
		resolved, err := a.Resolve(stack, r.Properties)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", stack, id, err)
		}
		properties := resolved.(map[string]any)
		role := Role{ID: id, Arn: a.attribute(stack, id, "Arn")}
		if role.Trust, err = Parse(properties["AssumeRolePolicyDocument"]); err != nil {
			return nil, err
		}
		inline, _ := properties["Policies"].([]any)
		for _, policy := range inline {
			if err := role.add(policy.(map[string]any)["PolicyDocument"]); err != nil {
				return nil, err
			}
		}
		managed, _ := properties["ManagedPolicyArns"].([]any)
		for _, arn := range managed {
			policy, known := a.Managed[fmt.Sprint(arn)]
			if !known {
				return nil, fmt.Errorf("%s %s has the managed policy %v, whose text is not known", stack, id, arn)
			}
			role.Policies = append(role.Policies, policy)
		}
		roles[id] = role
	}
	for _, id := range slices.Sorted(maps.Keys(template.Resources)) {
		if r := template.Resources[id]; r.Type == "AWS::IAM::Policy" {
			if err := a.attach(stack, r, roles); err != nil {
				return nil, fmt.Errorf("%s %s: %w", stack, id, err)
			}
		} else if r.Type == "AWS::IAM::ManagedPolicy" || r.Type == "AWS::IAM::RolePolicy" {
			return nil, fmt.Errorf("%s %s is a %s, which nobody has taught the walk", stack, id, r.Type)
		}
	}
	return roles, nil
}

func (a Account) attach(stack string, policy Resource, roles map[string]Role) error {
	resolved, err := a.Resolve(stack, policy.Properties)
	if err != nil {
		return err
	}
	properties := resolved.(map[string]any)
	for _, name := range properties["Roles"].([]any) {
		id := strings.TrimPrefix(fmt.Sprint(name), stack+"-")
		role, known := roles[id]
		if !known {
			continue // a role from elsewhere
		}
		if err := role.add(properties["PolicyDocument"]); err != nil {
			return err
		}
		roles[id] = role
	}
	return nil
}

func (r *Role) add(document any) error {
	policy, err := Parse(document)
	if err != nil {
		return err
	}
	r.Policies = append(r.Policies, policy)
	r.InlineSize += len(compact(document))
	return nil
}

// BucketPolicies are the policies of the buckets of a stack, by the ARN of the bucket.
func (a Account) BucketPolicies(stack string) (map[string]Policy, error) {
	found := map[string]Policy{}
	for id, r := range a.Stacks[stack].Resources {
		if r.Type != "AWS::S3::BucketPolicy" {
			continue
		}
		resolved, err := a.Resolve(stack, r.Properties)
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", stack, id, err)
		}
		properties := resolved.(map[string]any)
		if found["arn:aws:s3:::"+fmt.Sprint(properties["Bucket"])], err = Parse(properties["PolicyDocument"]); err != nil {
			return nil, err
		}
	}
	return found, nil
}
