package rights_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"beanstalkline/review/internal/processor"
	"beanstalkline/review/rights"
)

// wrong are values of types that nobody expects.
var wrong = []string{
	`null`, `1`, `true`, `"x"`, `""`, `"*"`, `[]`, `{}`, `[[]]`, `[null, 1, {}, "x"]`, `{"Ref": 1}`,
	`{"Ref": "Nothing"}`, `{"Ref": "AWS::NoValue"}`,
	`{"Fn::GetAtt": "x"}`, `{"Fn::GetAtt": ["a"]}`, `{"Fn::GetAtt": [1, 2]}`, `{"Fn::Join": []}`, `{"Fn::Join": ["", "x"]}`,
	`{"Fn::Join": [1, [2]]}`, `{"Fn::Sub": []}`, `{"Fn::Sub": ["${", {}]}`, `{"Fn::Sub": "${}${a.b.c}${!x}"}`, `{"Fn::If": ["a"]}`,
	`{"Fn::If": ["a", [{"Effect": "Allow"}], {"Fn::If": ["b", 1, 2]}]}`, `"\ue000a\ue001"`, `"\ue001\ue000"`, `{"a": {"b": {"c": 1}}}`,
	`{"Statement": {"Statement": {}}}`, `{"Statement": [{"Effect": {}, "Action": {}, "Resource": {}, "Principal": [], "Condition": []}]}`,
	`{"Statement": {"Effect": "Allow", "Action": "\ue000", "Resource": [{"a": 1}], "Principal": {"AWS": {}},
		"Condition": {"Null": {"a": {}}}}}`,
}

// Whatever is written in whatever place, there is no panic, and every sentence is one.
func TestWrongTypes(t *testing.T) {
	properties := map[string][]string{
		"AWS::IAM::Role": {"Policies", "AssumeRolePolicyDocument", "ManagedPolicyArns", "PermissionsBoundary", "Path", "RoleName"},
		"AWS::IAM::User": {"Groups", "Policies"}, "AWS::IAM::Policy": {"PolicyDocument", "Roles", "Users", "Groups"},
		"AWS::IAM::ManagedPolicy": {"PolicyDocument", "Roles"}, "AWS::IAM::InstanceProfile": {"Roles"},
		"AWS::IAM::UserToGroupAddition": {"Users", "GroupName"}, "AWS::SSO::PermissionSet": {"InlinePolicy", "ManagedPolicies"},
		"AWS::S3::BucketPolicy": {"Bucket", "PolicyDocument"}, "AWS::S3::Bucket": {"PublicAccessBlockConfiguration", "AccessControl"},
		"AWS::Lambda::Permission": {"Principal", "Action", "FunctionName", "SourceArn"}, "AWS::KMS::Key": {"KeyPolicy"},
		"AWS::SNS::TopicPolicy": {"Topics", "PolicyDocument"}, "AWS::EC2::VPCEndpoint": {"PolicyDocument"},
		"AWS::Events::EventBusPolicy": {"Statement", "EventBusName"}, "AWS::Logs::ResourcePolicy": {"PolicyDocument"},
	}
	one := role(allow(`"s3:*"`, `"*"`)) + ", " + bucketPolicy(plainText)
	for kind, names := range properties {
		for _, name := range names {
			for _, value := range wrong {
				odd := fmt.Sprintf(`"Odd": {"Type": %q, "Properties": {"Roles": ["r"], "Bucket": "b", %q: %s}}`, kind, name, value)
				none, some := stack(t, one), stack(t, one+", "+odd)
				for _, changes := range [][]rights.Change{
					rights.Between(none, some), rights.Between(some, none), rights.Between(some, stack(t, one+", "+odd)), rights.Between(nil, some),
				} {
					for _, text := range told(changes) {
						if len(text) < 5 || strings.Contains(text, "\ue000") {
							t.Errorf("%s %s = %s: got %q", kind, name, value, text)
						}
					}
				}
				if got := rights.Between(some, some); got != nil {
					t.Errorf("%s %s = %s: nothing changes, got %q", kind, name, value, told(got))
				}
			}
		}
	}
}

// Ten thousand statements, all of them changed, are compared or called too many, and in no more than a second or two.
func TestTenThousandStatements(t *testing.T) {
	for name, statement := range map[string]func(i int) string{
		"names":    func(i int) string { return allow(`"s3:GetObject"`, fmt.Sprintf(`"arn:aws:s3:::b%d"`, i)) },
		"patterns": func(i int) string { return allow(fmt.Sprintf(`"s3:*%d*"`, i), fmt.Sprintf(`"arn:aws:s3:::*%d*"`, i)) },
		"denials": func(i int) string {
			return deny(fmt.Sprintf(`"s3:*%d*"`, i), `"*"`) + "," + allow(`"s3:*"`, fmt.Sprintf(`"*%d"`, i))
		},
		"stars": func(i int) string {
			return allow(`"*"`, fmt.Sprintf(`"%s%d"`, strings.Repeat("*a", 300), i))
		},
		"lists": func(i int) string {
			return allow(`["`+strings.Repeat(`s3:Get", "`, 100)+`s3:*"]`, `["`+strings.Repeat(`a", "`, 100)+`*"]`)
		},
	} {
		many := func(from int) string {
			var all []string
			for i := range 10_000 {
				all = append(all, statement(from+i))
			}
			return role(strings.Join(all, ","))
		}
		before, after := stack(t, many(0)), stack(t, many(10_000))
		start := processor.Busy(t)
		changes := rights.Between(before, after)
		took := processor.Busy(t) - start
		text, err := json.Marshal(changes)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v, %d bytes", name, took, len(text))
		if took > 5*time.Second {
			t.Errorf("%s took %v", name, took)
		}
		if name != "lists" && len(changes) != 1 {
			t.Errorf("%s: got %d changes, want that of the role", name, len(changes))
		}
	}
}

// Ten thousand roles are compared in the time that ten thousand resources may take.
func TestTenThousandRoles(t *testing.T) {
	many := func(action string) string {
		var all []string
		for i := range 10_000 {
			all = append(all, strings.Replace(role(allow(action, fmt.Sprintf(`"arn:aws:s3:::b%d"`, i))), "Role", fmt.Sprintf("R%da", i), 1))
		}
		return strings.Join(all, ",")
	}
	before, after := stack(t, many(`"s3:Get*"`)), stack(t, many(`"s3:Put*"`))
	start := processor.Busy(t)
	changes := rights.Between(before, after)
	if took := processor.Busy(t) - start; took > 3*time.Second || len(changes) != 10_000 {
		t.Errorf("%d changes took %v", len(changes), took)
	} else {
		t.Log(took)
	}
}
