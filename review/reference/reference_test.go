package reference_test

import (
	"encoding/json"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/reference"
)

func scopes(t *testing.T) (before, after *reference.Scope) {
	t.Helper()
	stack := func(resources string) *assembly.Stack {
		s := &assembly.Stack{Name: "App", Account: "111122223333", Region: "eu-central-1"}
		if err := json.Unmarshal([]byte(resources), &s.Template.Resources); err != nil {
			t.Fatal(err)
		}
		return s
	}
	const rest = `"Topic": {"Type": "AWS::SNS::Topic"}, "Logs": {"Type": "AWS::Logs::LogGroup"}, "Key": {"Type": "AWS::KMS::Key"},
		"Code": {"Type": "AWS::CodeCommit::Repository", "Metadata": {"aws:cdk:path": "App/Code/Resource"}},
		"Role": {"Type": "AWS::IAM::Role", "Properties": {"Path": "/x/"}}}`
	return reference.Between(
		stack(`{"Old": {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "App/Bucket/Resource"}}, `+rest),
		stack(`{"New": {"Type": "AWS::S3::Bucket", "Metadata": {"aws:cdk:path": "App/Bucket/Resource"}}, `+rest))
}

// value is JSON.
func value(t *testing.T, text string) any {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// Several ways of saying the same are one text, before and after.
func TestText(t *testing.T) {
	before, after := scopes(t)
	for _, same := range [][2]string{
		{`{"Fn::GetAtt": ["Old", "Arn"]}`, `{"Fn::Sub": "arn:${AWS::Partition}:s3:::${New}"}`},
		{`{"Fn::GetAtt": "Old.Arn"}`, `{"Fn::Join": [":", ["arn:aws:s3", "", "", {"Ref": "New"}]]}`},
		{`{"Fn::Join": ["/", [{"Ref": "Old"}, "*"]]}`, `{"Fn::Sub": ["${B}/${Star}", {"B": {"Ref": "New"}, "Star": "*"}]}`},
		{`{"Fn::Sub": "${!aws:username}"}`, `"${aws:username}"`},
		{`{"Ref": "Topic"}`, `{"Fn::GetAtt": ["Topic", "TopicArn"]}`},
		{`{"Fn::GetAtt": ["Logs", "Arn"]}`, `{"Fn::Sub": "arn:aws:logs:eu-central-1:${AWS::AccountId}:log-group:${Logs}:*"}`},
		{`{"Fn::Sub": "ec2.${AWS::URLSuffix}"}`, `"ec2.amazonaws.com"`},
		{`{"Ref": "AWS::StackName"}`, `"App"`},
		{`{"Fn::Select": [0, {"Fn::Split": [":", {"Ref": "Old"}]}]}`, `{"Fn::Select": [0, {"Fn::Split": [":", {"Ref": "New"}]}]}`},
		{`80`, `"80"`}, {`true`, `"true"`}, {`null`, `{"Ref": "AWS::NoValue"}`},
	} {
		if was, is := before.Text(value(t, same[0])), after.Text(value(t, same[1])); was != is {
			t.Errorf("%s is %q, and %s is %q", same[0], was, same[1], is)
		}
	}
	// Where a role has a path, its name alone does not make its ARN.
	arn, made := value(t, `{"Fn::GetAtt": ["Role", "Arn"]}`), value(t, `{"Fn::Sub": "arn:aws:iam::${AWS::AccountId}:role/${Role}"}`)
	if after.Text(arn) == after.Text(made) {
		t.Error("a role with a path has the ARN of one without")
	}
}

func TestCovers(t *testing.T) {
	_, after := scopes(t)
	bucket := after.Text(value(t, `{"Ref": "New"}`))
	for _, test := range []struct {
		pattern, text string
		want          bool
	}{
		{"*", "", true}, {"s3:*", "s3:Get*", true}, {"s3:Get*", "s3:*", false}, {"a*c", "ab*c", true}, {"a*c", "a*", false},
		{"a?c", "abc", true}, {"a?c", "a*c", false}, {"a?c", "a?c", true}, {"a??", "aéb", true}, {"a?", "aéb", false}, {"*a*b", "aab", true},
		{"*", bucket, true}, {bucket + "*", bucket + "/x", true}, {"?", bucket, false},
		{"?New*", bucket, false}, {"?????", bucket, false}, {bucket, "x", false},
		{after.Text(value(t, `{"Fn::If": ["c", "*", "a"]}`)), after.Text(value(t, `{"Fn::If": ["c", "b", "a"]}`)), false},
	} {
		if got := reference.Covers(test.pattern, test.text); got != test.want {
			t.Errorf("%q covers %q: %t", test.pattern, test.text, got)
		}
	}
}

func TestApart(t *testing.T) {
	_, after := scopes(t)
	bucket, topic := after.Text(value(t, `{"Ref": "New"}`)), after.Text(value(t, `{"Ref": "Topic"}`))
	parameter := after.Text(value(t, `{"Ref": "Parameter"}`))
	for _, test := range []struct {
		one, other string
		want       bool
	}{
		{"s3:Get*", "s3:Put*", true}, {"s3:*", "s3:Put*", false}, {"s3:*Object", "s3:*Bucket", true}, {"a*", "*b", false},
		{"a", "b", true}, {"a", "a*", false}, {bucket, topic, true}, {bucket + "/*", bucket + "/a*", false}, {parameter, "a", false},
		{"x" + parameter, "a", true}, {parameter, topic, false},
	} {
		if after.Apart(test.one, test.other) != test.want || after.Apart(test.other, test.one) != test.want {
			t.Errorf("%q and %q are apart: %t", test.one, test.other, !test.want)
		}
	}
}

func TestWords(t *testing.T) {
	before, _ := scopes(t)
	for text, want := range map[string]string{
		`"*"`:                                       "every resource",
		`{"Fn::GetAtt": ["Old", "Arn"]}`:            "App/Bucket",
		`{"Fn::Sub": "${Old.Arn}/*"}`:               "every object of App/Bucket",
		`{"Fn::Sub": "${Old.Arn}/logs/*"}`:          "the objects logs/* of App/Bucket",
		`"arn:aws:s3:::x/*"`:                        "every object of the bucket x",
		`"arn:aws:s3:::x-*"`:                        "the buckets x-*",
		`"arn:aws:s3:::*/*"`:                        "every object of every bucket",
		`{"Ref": "Topic"}`:                          "Topic",
		`{"Fn::GetAtt": ["Logs", "Arn"]}`:           "Logs",
		`{"Fn::GetAtt": ["Key", "Arn"]}`:            "Key",
		`{"Fn::GetAtt": ["Code", "Name"]}`:          "App/Code",
		`{"Fn::GetAtt": ["Code", "Other"]}`:         "App/Code.Other",
		`{"Fn::Sub": "${Topic}:*"}`:                 "Topic and everything below it",
		`"111122223333"`:                            "this account",
		`"arn:aws:sqs:eu-central-1:111122223333:q"`: "the sqs resource q",
		`"arn:aws:iam::111122223333:role/r"`:        "the iam resource role/r",
		`"arn:aws:sqs:us-east-1:111122223333:q"`:    "arn:aws:sqs:us-east-1:111122223333:q",
		`{"Fn::Sub": ["arn:aws:s3:::${A}", {"A": {"Fn::If": ["c", "a/*", "b"]}}]}`: `the bucket {"Fn::If":["c","a/*","b"]}`,
		`{"Ref": "Parameter"}`:     "${Parameter}",
		`{"Fn::ImportValue": "x"}`: `{"Fn::ImportValue":"x"}`,
	} {
		if got := before.Words(before.Text(value(t, text))); got != want {
			t.Errorf("%s is %q, want %q", text, got, want)
		}
	}
}
