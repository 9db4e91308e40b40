package stage

import (
	"testing"

	"beanstalkline/review/assembly"
)

// What is outside of resources changes them, and what exactly is not known.
func TestCircumstances(t *testing.T) {
	bucket := func(condition string, p props) resources {
		return resources{"X": {Type: "AWS::S3::Bucket", Condition: condition, Properties: p}}
	}
	equals := func(a any) props { return props{"Fn::Equals": []any{a, "prod"}} }
	for name, c := range map[string]struct {
		base, head assembly.Template
		want       string
	}{
		"a condition is added": {
			assembly.Template{Resources: bucket("", nil)}, assembly.Template{Resources: bucket("IsProd", nil)},
			"no interruption?: is there only if the condition IsProd holds instead of in any case",
		},
		"a condition is another": {
			assembly.Template{Resources: bucket("IsProd", nil), Conditions: props{"IsProd": equals("prod")}},
			assembly.Template{Resources: bucket("IsProd", nil), Conditions: props{"IsProd": equals("dev")}},
			"no interruption?: is there only if the condition IsProd holds, and the condition IsProd is another",
		},
		"a condition of a condition": {
			assembly.Template{Resources: bucket("Not", nil), Conditions: props{"Not": props{"Condition": "A"}, "A": equals("prod")}},
			assembly.Template{Resources: bucket("Not", nil), Conditions: props{"Not": props{"Condition": "A"}, "A": equals("dev")}},
			"no interruption?: is there only if the condition Not holds, and the condition Not is another",
		},
		"a condition of nothing": {
			assembly.Template{Resources: bucket("", nil), Conditions: props{"A": equals("prod")}},
			assembly.Template{Resources: bucket("", nil), Conditions: props{"A": equals("dev")}}, "",
		},
		"a mapping": {
			assembly.Template{Resources: bucket("", props{"A": props{"Fn::FindInMap": []any{"M", "a", "b"}}}), Mappings: props{"M": "1"}},
			assembly.Template{Resources: bucket("", props{"A": props{"Fn::FindInMap": []any{"M", "a", "b"}}}), Mappings: props{"M": "2"}},
			"no interruption?: may have other properties, since the mapping M is another",
		},
		"a default": {
			assembly.Template{Resources: bucket("", props{"A": props{"Fn::Sub": "x-${P}"}}), Parameters: props{"P": props{"Default": "1"}}},
			assembly.Template{Resources: bucket("", props{"A": props{"Fn::Sub": "x-${P}"}}), Parameters: props{"P": props{"Default": "2"}}},
			"no interruption?: may have other properties, since the parameter P has another default, which counts unless " +
				"the deployment has a value for it",
		},
		"a transform": {
			assembly.Template{}, assembly.Template{Transform: "AWS::Serverless-2016-10-31"},
			"no interruption?: has another Transform, which changes the template in AWS",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Stage{Name: "A", Base: &assembly.Stack{Name: "A", Template: c.base}, Head: &assembly.Stack{Name: "A", Template: c.head}}
			s.Judge()
			if got := told(s); got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
