package main

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/internal/iamwalk"
	"beanstalkline/internal/isolation"
)

// without is a stage whose roles have lost the denies with one name, or all of them.
func (v victim) without(sid string) victim {
	roles := map[string]iamwalk.Role{}
	for id, role := range v.roles {
		policies := []iamwalk.Policy{}
		for _, policy := range role.Policies {
			policies = append(policies, iamwalk.Policy{Statement: slices.DeleteFunc(slices.Clone(policy.Statement), func(s iamwalk.Statement) bool {
				return s.Effect == "Deny" && (sid == "" || s.Sid == sid)
			})})
		}
		role.Policies = policies
		roles[id] = role
	}
	v.roles = roles
	return v
}

// waysInTheBucket are what a build, or what reads a source, could do to what its own pipeline keeps.
func waysInTheBucket(t *testing.T, v victim) map[string][]string {
	t.Helper()
	bucket := v.account.Arn(v.delivery, "PipelineArtifactsEB21E7E8")
	ways := map[string][]string{}
	for id, role := range v.allRoles() {
		calls := []iamwalk.Request{
			{Action: "s3:DeleteObject", Resource: bucket + "/x/Release/1"}, {Action: "s3:DeleteObjectVersion", Resource: bucket + "/x/Release/1"},
			{Action: "s3:PutBucketPolicy", Resource: bucket}, {Action: "s3:PutBucketVersioning", Resource: bucket},
			{Action: "s3:PutLifecycleConfiguration", Resource: bucket},
		}
		switch called(id) {
		case "build":
			calls = append(calls, iamwalk.Request{Action: "s3:PutObject", Resource: bucket + "/x/Source/1"},
				iamwalk.Request{Action: "s3:ListBucket", Resource: bucket}, iamwalk.Request{Action: "s3:ListBucketVersions", Resource: bucket})
		case "source":
			calls = append(calls, iamwalk.Request{Action: "s3:PutObject", Resource: bucket + "/x/Release/1"})
		default:
			continue
		}
		for _, call := range calls {
			if role.Allowed(call, v.buckets[bucket]) {
				ways[call.Action] = append(ways[call.Action], called(id))
			}
		}
	}
	return ways
}

// A deny that closes nothing is not needed, and one that nobody has seen to matter may be written wrongly.
func TestEveryDenyClosesAWay(t *testing.T) {
	// AWS's policies allow no other stacks today; the deny is for what they may allow tomorrow.
	precaution := []string{"NoOtherStacks"}
	all := victims(t, deployedTogether(t))
	dev, prod := all[0], all[len(all)-1]
	for _, v := range all {
		if ways := waysInTheBucket(t, v); len(ways) > 0 {
			t.Errorf("%s: in the bucket, %v", v.stack, ways)
		}
	}
	between, inTheBucket := waysBetween(t, dev, prod), waysInTheBucket(t, dev)
	sids := map[string]bool{}
	for _, role := range dev.roles {
		for _, policy := range role.Policies {
			for _, s := range policy.Statement {
				if s.Effect == "Deny" {
					sids[s.Sid] = true
				}
			}
		}
	}
	if len(sids) < 9 {
		t.Errorf("only the denies %v were found", sids)
	}
	for _, sid := range slices.Sorted(maps.Keys(sids)) {
		broken := dev.without(sid)
		opened := !cmp.Equal(between, waysBetween(t, broken, prod)) || !cmp.Equal(inTheBucket, waysInTheBucket(t, broken))
		if opened == slices.Contains(precaution, sid) {
			t.Errorf("without %s, more is possible: %t", sid, opened)
		}
	}
	ways := 0
	for _, roles := range waysBetween(t, dev.without(""), prod) {
		ways += len(roles)
	}
	t.Logf("without any deny, %d ways lead from %s to %s", ways, dev.stack, prod.stack)
}

// The denies must not meet what Elastic Beanstalk does for the stage itself, nor what an app grants its instances.
func TestDeniesDoNotMeetTheWorkOfTheStageItself(t *testing.T) {
	for _, v := range victims(t, deployedTogether(t)) {
		own := v.tags
		untagged := map[string][]string{"aws:ResourceTag/" + isolation.TagKey: nil}
		shared := "arn:aws:s3:::elasticbeanstalk-" + v.account.Region + "-" + v.account.ID
		environment := v.here("elasticbeanstalk", "environment/"+v.application+"/"+v.environment)
		var passed []string
		work := func(role iamwalk.Role, resource string, context map[string][]string, actions ...string) {
			for _, action := range actions {
				if role.Denied(iamwalk.Request{Action: action, Resource: resource, Context: context}) {
					t.Errorf("%s %s: %s on %s is denied", v.stack, role.ID, action, resource)
				}
			}
		}
		for id, role := range v.roles {
			if name := called(id); name == "instances" || name == "managed updates" {
				passed = append(passed, role.Arn)
			}
		}
		for id, role := range v.allRoles() {
			switch called(id) {
			case "deployment", "managed updates":
				work(role, "*", nil, "elasticbeanstalk:CreateStorageLocation", "elasticbeanstalk:DescribeEnvironments", "ec2:DescribeInstances",
					"autoscaling:DescribeAutoScalingGroups", "cloudformation:DescribeStacks", "iam:ListRoles")
				work(role, environment, own, "elasticbeanstalk:UpdateEnvironment", "elasticbeanstalk:DescribeEvents")
				work(role, v.here("elasticbeanstalk", "application/"+v.application), own, "elasticbeanstalk:CreateApplicationVersion")
				work(role, v.here("elasticbeanstalk", "applicationversion/"+v.application+"/label"), own,
					"elasticbeanstalk:CreateApplicationVersion", "elasticbeanstalk:DeleteApplicationVersion")
				work(role, v.here("cloudformation", "stack/awseb-e-own-stack/1"), own, "cloudformation:UpdateStack", "cloudformation:CreateStack")
				work(role, v.here("cloudformation", "stack/awseb-e-own-stack/1"), untagged, "cloudformation:CreateStack")
				work(role, v.here("ec2", "security-group/sg-given"), untagged, "ec2:AuthorizeSecurityGroupIngress", "ec2:RunInstances")
				work(role, v.here("autoscaling", "autoScalingGroup:1:autoScalingGroupName/awseb-e-own"), own, "autoscaling:UpdateAutoScalingGroup")
				work(role, shared+"/resources/environments/e-own/_runtime/_versions/"+v.application+"/label", untagged,
					"s3:PutObject", "s3:PutObjectAcl", "s3:DeleteObject", "s3:GetObject")
				work(role, shared, untagged, "s3:CreateBucket", "s3:PutBucketPolicy", "s3:PutBucketOwnershipControls", "s3:ListBucket")
				work(role, "arn:aws:iam::"+v.account.ID+":role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling", nil,
					"iam:CreateServiceLinkedRole", "iam:PutRolePolicy")
				work(role, v.here("rds", "db:coupled"), own, "rds:ModifyDBInstance")
				for _, arn := range passed {
					work(role, arn, nil, "iam:PassRole")
				}
			case "instances":
				work(role, environment, own, "elasticbeanstalk:PutInstanceStatistics")
				work(role, v.here("elasticbeanstalk", "application/"+v.application), own, "elasticbeanstalk:PutInstanceStatistics")
				work(role, shared+"/resources/environments/logs/bundle/e-own/i-1/BundleLogs-1.zip", nil, "s3:PutObject")
				work(role, shared+"/resources/environments/e-own/_runtime/_versions/"+v.application+"/label", nil,
					"s3:GetObject", "s3:GetObjectVersion")
				work(role, "arn:aws:s3:::uploads/resources/environments/e-mail/x", nil, "s3:PutObject", "s3:DeleteObject")
			case "source":
				bucket := v.account.Arn(v.delivery, "PipelineArtifactsEB21E7E8")
				call := iamwalk.Request{Action: "s3:PutObject", Resource: bucket + "/DevStack/Source/1"}
				if !role.Allowed(call.With("aws:SecureTransport", "true"), v.buckets[bucket]) {
					t.Errorf("%s: the source cannot be stored", v.stack)
				}
			case "build":
				bucket := v.account.Arn(v.delivery, "PipelineArtifactsEB21E7E8")
				for _, call := range []iamwalk.Request{
					{Action: "s3:GetObject", Resource: bucket + "/DevStack/Source/1"},
					{Action: "s3:GetObjectVersion", Resource: bucket + "/DevStack/Source/1"},
					{Action: "s3:PutObject", Resource: bucket + "/DevStack/Release/1"},
					{Action: "s3:PutObject", Resource: bucket + "/build-cache/1"},
					{Action: "s3:GetObject", Resource: bucket + "/build-cache/1"},
					{Action: "s3:GetBucketAcl", Resource: bucket}, {Action: "s3:GetBucketLocation", Resource: bucket},
				} {
					if !role.Allowed(call.With("aws:SecureTransport", "true"), v.buckets[bucket]) {
						t.Errorf("%s: the build may not %s on %s", v.stack, call.Action, call.Resource)
					}
				}
			}
		}
	}
}

// IAM counts the characters of all inline policies of a role without whitespace: at most 10,240 (AWS page "IAM and AWS STS
// quotas"). Half of it is left to what an app grants.
func TestInlinePoliciesLeaveRoom(t *testing.T) {
	for _, v := range victims(t, deployedTogether(t)) {
		for id, role := range v.allRoles() {
			if role.InlineSize > 10240/2 {
				t.Errorf("%s %s has %d characters of inline policies, want at most %d", v.stack, id, role.InlineSize, 10240/2)
			}
		}
	}
}

// Whoever a service acts for, it says; roles that trust one of these take it at its word.
func TestServicesActForTheAccountOnly(t *testing.T) {
	says := []string{"codebuild", "codepipeline", "events", "vpc-flow-logs", "states"}
	for _, v := range victims(t, deployedTogether(t)) {
		for id, role := range v.allRoles() {
			for _, s := range role.Trust.Statement {
				for _, service := range s.Principal["Service"] {
					service, _, _ = strings.Cut(service, ".")
					got := s.Condition["StringEquals"]["aws:SourceAccount"]
					if slices.Contains(says, service) != (len(got) == 1 && got[0] == v.account.ID) {
						t.Errorf("%s %s trusts %s for the accounts %v", v.stack, id, service, got)
					}
				}
			}
		}
	}
}
