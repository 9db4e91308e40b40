package iamwalk_test

import (
	"encoding/json"
	"testing"

	"beanstalkline/internal/iamwalk"
)

func TestMatch(t *testing.T) {
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"s3:*", "s3:GetObject", true}, {"s3:Get*Acl", "s3:GetObjectAcl", true}, {"s3:Get*Acl", "s3:GetObject", false},
		{"a?c", "abc", true}, {"a?c", "ac", false}, {"bucket/*/Source/*", "bucket/x/y/Source/1", true},
		{"bucket/*/Source/*", "bucket/Source/1", false}, {"abc", "abcd", false}, {"*a*b", "aab", true}, {"a**", "a", true},
	} {
		if got := iamwalk.Match(test.pattern, test.text); got != test.want {
			t.Errorf("%q matches %q: %t", test.pattern, test.text, got)
		}
	}
}

// What is not known allows an allow, and does not complete a deny; a deny wins.
func TestAllowed(t *testing.T) {
	get := iamwalk.Request{Action: "s3:GetObject", Resource: "arn:aws:s3:::b/k"}
	tagged := get.With("aws:ResourceTag/app", "shop")
	const all = `{"Effect": "Allow", "Action": "*", "Resource": "*"}`
	for name, test := range map[string]struct {
		statements string
		request    iamwalk.Request
		want       bool
	}{
		"nothing":                   {`[]`, get, false},
		"an action in another case": {`[{"Effect": "Allow", "Action": ["S3:getobject"], "Resource": "arn:aws:s3:::b/*"}]`, get, true},
		"another resource":          {`[{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::c/*"}]`, get, false},
		"all but an action":         {`[{"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}]`, get, false},
		"all but a resource":        {`[` + all + `, {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::b/*"}]`, get, true},
		"a deny":                    {`[` + all + `, {"Effect": "Deny", "Action": "s3:*", "NotResource": "arn:aws:s3:::c/*"}]`, get, false},
		"an allow with an unknown key": {
			`[{"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Bool": {"x": "true"}}}]`, get, true,
		},
		"a deny with an unknown key": {
			`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*", "Condition": {"StringEquals": {"x": "y"}}}]`, get, true,
		},
		"a deny with an operator that is not known": {
			`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*",
				"Condition": {"IpAddress": {"aws:ResourceTag/app": "y"}}}]`, tagged, true,
		},
		"a value that is not equal": {`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*",
			"Condition": {"StringNotEquals": {"aws:ResourceTag/app": "other"}}}]`, tagged, false},
		"a value that is": {`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*",
			"Condition": {"StringNotEquals": {"aws:ResourceTag/app": "shop"}}}]`, tagged, true},
		"a key that is absent, to an operator that negates": {`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*",
			"Condition": {"StringNotEquals": {"aws:ResourceTag/app": "shop"}}}]`, get.With("aws:ResourceTag/app"), false},
		"a key that is absent, unless it must not be": {`[` + all + `, {"Effect": "Deny", "Action": "*", "Resource": "*",
			"Condition": {"Null": {"aws:ResourceTag/app": "false"}, "StringNotEquals": {"aws:ResourceTag/app": "shop"}}}]`,
			get.With("aws:ResourceTag/app"), true},
		"one of several values with a pattern": {`[{"Effect": "Allow", "Action": "*", "Resource": "*",
			"Condition": {"StringLike": {"aws:ResourceTag/app": ["x", "sh*"]}}}]`, tagged, true},
	} {
		t.Run(name, func(t *testing.T) {
			var document any
			if err := json.Unmarshal([]byte(`{"Statement": `+test.statements+`}`), &document); err != nil {
				t.Fatal(err)
			}
			policy, err := iamwalk.Parse(document)
			if err != nil {
				t.Fatal(err)
			}
			role := iamwalk.Role{Policies: []iamwalk.Policy{policy}}
			if got := role.Allowed(test.request); got != test.want {
				t.Errorf("allowed: %t, want %t", got, test.want)
			}
		})
	}
}

// A template is only walked if everything in its policies is known.
func TestWhatIsNotKnownIsAnError(t *testing.T) {
	for name, role := range map[string]map[string]any{
		"a managed policy": {"ManagedPolicyArns": []any{"arn:aws:iam::aws:policy/AdministratorAccess"}},
		"a function":       {"Policies": []any{map[string]any{"PolicyDocument": map[string]any{"Fn::Transform": "x"}}}},
	} {
		role["AssumeRolePolicyDocument"] = map[string]any{"Statement": []any{}}
		account := iamwalk.Account{Stacks: map[string]iamwalk.Template{"S": {Resources: map[string]iamwalk.Resource{
			"Role": {Type: "AWS::IAM::Role", Properties: role},
		}}}}
		if roles, err := account.Roles("S"); err == nil {
			t.Errorf("%s: got %v, want an error", name, roles)
		}
	}
}

func TestResolve(t *testing.T) {
	account := iamwalk.Account{ID: "111122223333", Region: "eu-central-1", Stacks: map[string]iamwalk.Template{
		"A": {
			Resources: map[string]iamwalk.Resource{"Code": {Type: "AWS::CodeCommit::Repository"}},
			Outputs:   map[string]struct{ Value any }{"Out": {map[string]any{"Fn::GetAtt": []any{"Code", "Arn"}}}},
		},
		"B": {Resources: map[string]iamwalk.Resource{"Files": {Type: "AWS::S3::Bucket"}, "Role": {Type: "AWS::IAM::Role"}}},
	}}
	for _, test := range []struct {
		value any
		want  string
	}{
		{map[string]any{"Ref": "AWS::Region"}, "eu-central-1"},
		{map[string]any{"Fn::GetAtt": []any{"Role", "Arn"}}, "arn:aws:iam::111122223333:role/B-Role"},
		{map[string]any{"Fn::Join": []any{"", []any{map[string]any{"Fn::GetAtt": []any{"Files", "Arn"}}, "/*"}}}, "arn:aws:s3:::b-files/*"},
		{map[string]any{"Fn::Sub": "${AWS::Partition} ${Files} ${Role.Arn}"}, "aws b-files arn:aws:iam::111122223333:role/B-Role"},
		{map[string]any{"Fn::GetStackOutput": map[string]any{"StackName": "A", "OutputName": "Out"}},
			"arn:aws:codecommit:eu-central-1:111122223333:A-Code"},
	} {
		if got, err := account.Resolve("B", test.value); err != nil || got != test.want {
			t.Errorf("%v is %v (%v), want %s", test.value, got, err, test.want)
		}
	}
}
