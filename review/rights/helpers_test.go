package rights_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/rights"
)

// stack is one with resources as JSON, each with a construct path that is its id without a number at the end.
func stack(t *testing.T, resources string) *assembly.Stack {
	t.Helper()
	s := &assembly.Stack{Name: "App", Account: "111122223333", Region: "eu-central-1"}
	if err := json.Unmarshal([]byte("{"+resources+"}"), &s.Template.Resources); err != nil {
		t.Fatalf("%v in %s", err, resources)
	}
	for id, resource := range s.Template.Resources {
		resource.Metadata = map[string]any{"aws:cdk:path": "App/" + strings.TrimRight(id, "0123456789") + "/Resource"}
	}
	return s
}

// told are the sentences of a change, each with "+" where rights grow, "-" where they shrink, "!" and "?".
func told(changes []rights.Change) (all []string) {
	for _, c := range changes {
		for _, r := range c.Rights {
			mark := ""
			for _, flag := range []struct {
				is   bool
				mark string
			}{{r.More, "+"}, {r.Less, "-"}, {r.Severe, "!"}, {r.Unknown, "?"}} {
				if flag.is {
					mark += flag.mark
				}
			}
			all = append(all, mark+" "+r.Text)
		}
	}
	return all
}

type row struct{ before, after, want string }

func check(t *testing.T, rows map[string]row) {
	t.Helper()
	for name, row := range rows {
		t.Run(name, func(t *testing.T) {
			got := told(rights.Between(stack(t, row.before), stack(t, row.after)))
			want := strings.FieldsFunc(row.want, func(r rune) bool { return r == '\n' })
			for i := range want {
				want[i] = strings.TrimSpace(want[i])
			}
			if !slices.Equal(got, want) {
				t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

// role is a role with statements in an inline policy.
func role(statements string) string {
	return `"Role": {"Type": "AWS::IAM::Role", "Properties": {"Policies": [{"PolicyName": "a", "PolicyDocument":
		{"Statement": [` + statements + `]}}]}}`
}

// allow is a statement.
func allow(action, resource string, more ...string) string {
	return `{"Effect": "Allow", "Action": ` + action + `, "Resource": ` + resource + strings.Join(more, "") + `}`
}

func deny(action, resource string, more ...string) string {
	return strings.Replace(allow(action, resource, more...), "Allow", "Deny", 1)
}

const (
	bucket  = `"Bucket": {"Type": "AWS::S3::Bucket"}, `
	objects = `{"Fn::Join": ["", [{"Fn::GetAtt": ["Bucket", "Arn"]}, "/*"]]}`
)
