package words_test

import (
	"encoding/json"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/words"
)

// stack has a subnet, and a bucket in a stage of an app, whose stacks have longer paths.
func stack(name string) *assembly.Resource {
	s := &assembly.Stack{Name: name}
	prefix := strings.ReplaceAll(name, "-", "/") + "/"
	s.Template.Resources = map[string]*assembly.Resource{
		"Subnet1": {Type: "AWS::EC2::Subnet", Metadata: map[string]any{"aws:cdk:path": prefix + "Vpc/Subnet1/Resource"}, Stack: s},
		"Subnet2": {Type: "AWS::EC2::Subnet", Stack: s},
		"Bucket":  {Type: "AWS::S3::Bucket", Metadata: map[string]any{"aws:cdk:path": prefix + "Bucket"}, Stack: s},
	}
	return s.Template.Resources["Subnet1"]
}

func TestValuesAreToldAsPeopleReadThem(t *testing.T) {
	for value, want := range map[string]string{
		`null`:                              ``,
		`"t3.small"`:                        `t3.small`,
		`80`:                                `80`,
		`true`:                              `true`,
		`["a", {"Ref": "Subnet1"}]`:         `a, Vpc/Subnet1`,
		`{"b": 1, "a": ["x"]}`:              `{a: x, b: 1}`,
		`{"Ref": "Subnet1"}`:                `Vpc/Subnet1`,
		`{"Ref": "Subnet2"}`:                `Subnet2`,
		`{"Ref": "Parameter"}`:              `Parameter`,
		`{"Ref": "AWS::Region"}`:            `AWS::Region`,
		`{"Ref": "AWS::NoValue"}`:           `no value`,
		`{"Fn::GetAtt": ["Bucket", "Arn"]}`: `Bucket.Arn`,
		`{"Fn::GetAtt": "Bucket.Arn"}`:      `Bucket.Arn`,

		`{"Fn::Join": [",", [{"Ref": "Subnet1"}, {"Ref": "Subnet2"}]]}`:                              `Vpc/Subnet1, Subnet2`,
		`{"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, ":s3:::", {"Ref": "Bucket"}, "/*"]]}`: `arn:${AWS::Partition}:s3:::${Bucket}/*`,
		`{"Fn::Join": ["", [{"Ref": "Bucket"}]]}`:                                                    `Bucket`,
		`{"Fn::Join": ["/", ["a", {"Fn::Join": ["", ["b-", {"Ref": "Bucket"}]]}]]}`:                  `a/b-${Bucket}`,
		`{"Fn::Sub": "${Bucket.Arn}/*"}`:                                                             `${Bucket.Arn}/*`,
		`{"Fn::Sub": "${Subnet1}"}`:                                                                  `Vpc/Subnet1`,
		`{"Fn::Sub": ["${Host}:${Port} ${!Literal}", {"Host": "h", "Port": 80}]}`:                    `h:80 ${Literal}`,
		`{"Fn::Select": [0, {"Fn::GetAZs": ""}]}`:                                                    `item 0 of the Availability Zones`,
		`{"Fn::ImportValue": "Net:Vpc"}`:                                                             `the export Net:Vpc`,
		`{"Fn::If": ["Prod", "2", {"Ref": "AWS::NoValue"}]}`:                                         `2 if Prod, else no value`,
		`{"Fn::FindInMap": ["Sizes", {"Ref": "AWS::Region"}, "Size"]}`:                               `AWS::Region, Size of the mapping Sizes`,
		`{"Fn::Base64": "100%2"}`:                                                                    `100%2 in Base64`,
		// What no function looks like is told as what it is.
		`{"Fn::Join": "a"}`:           `{Fn::Join: a}`,
		`{"Fn::Join": [1, 2]}`:        `{Fn::Join: 1, 2}`,
		`{"Fn::Sub": [1, 2]}`:         `{Fn::Sub: 1, 2}`,
		`{"Fn::GetAtt": []}`:          `{Fn::GetAtt: }`,
		`{"Fn::Select": ["a"]}`:       `{Fn::Select: a}`,
		`{"Ref": ["Bucket"]}`:         `{Ref: Bucket}`,
		`{"Ref": "Bucket", "and": 1}`: `{Ref: Bucket, and: 1}`,
		`{"Fn::Unheard": "of"}`:       `{Fn::Unheard: of}`,
		`{"Fn::Sub": "${open"}`:       `${open`,
	} {
		for _, name := range []string{"App", "Stage-App"} {
			var read any
			if err := json.Unmarshal([]byte(value), &read); err != nil {
				t.Fatal(value, err)
			}
			if got := words.Of(stack(name), read); got != want {
				t.Errorf("%s of %s is told as %q, want %q", value, name, got, want)
			}
		}
	}
}

func TestFunctionsInFunctionsDoNotGrowWithoutEnd(t *testing.T) {
	items := make([]any, 10_000)
	for i := range items {
		items[i] = map[string]any{"Fn::Sub": strings.Repeat("${Bucket}", 1000)}
	}
	var value any = items
	for range 100 {
		value = map[string]any{"Fn::Join": []any{strings.Repeat("é", 100_000), []any{value, value}}}
	}
	if got := words.Of(stack("App"), value); len(got) > 20_000 || len(got) < 19_000 {
		t.Errorf("the value is told in %d bytes, want 20,000 at most, and what fits", len(got))
	}
}

func TestEveryCharacterIsSeen(t *testing.T) {
	for text, want := range map[string]string{
		"Ümlaut <b> `x`":               "Ümlaut <b> `x`",
		"a\nb\tc\r":                    `a ⏎ b c\u000d`,
		"\u202eexe.\u2066gpj\u200b":    `\u202eexe.\u2066gpj\u200b`,
		"\x1b[31mred\x00 \ufeff\ufffd": `\u001b[31mred\u0000 \ufeff\ufffd`,
		"שלום":                         "שלום",
	} {
		if got := words.Plain(text); got != want {
			t.Errorf("%q is told as %q, want %q", text, got, want)
		}
	}
}

func TestWhatDiffersIsNotCutAway(t *testing.T) {
	long := strings.Repeat("é", 100)
	for name, test := range map[string]struct{ was, is, wantWas, wantIs string }{
		"short":                {"a", "b", "a", "b"},
		"at the start":         {"a" + long, "b" + long, "a" + strings.Repeat("é", 8) + "…", "b" + strings.Repeat("é", 8) + "…"},
		"at the end":           {long + "a", long + "b", "…ééééé" + "a", "…ééééé" + "b"},
		"one is longer":        {long, long + "b", "…ééééé", "…ééééé" + "b"},
		"what follows is long": {long + "a" + long, long + "b" + long, "…éééééaéé…", "…éééééb" + "éé…"},
	} {
		if was, is := words.Both(test.was, test.is, 10); was != test.wantWas || is != test.wantIs {
			t.Errorf("%s: got %q and %q, want %q and %q", name, was, is, test.wantWas, test.wantIs)
		}
	}
}
