package rights_test

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"

	"beanstalkline/internal/iamwalk"
	"beanstalkline/review/rights"
)

// What a role may do after a change and not before, by an evaluation of single requests, is a right that has grown, and the
// other way round: whatever the policies are.
func TestNoRightGrowsUnseen(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	actions := []string{"s3:GetObject", "s3:GetAcl", "s3:PutObject", "s3:PutAcl", "ec2:GetX"}
	resources := []string{"arn:aws:s3:::a", "arn:aws:s3:::a/x", "arn:aws:s3:::a/y/z", "arn:aws:s3:::b/x"}
	actionPatterns := append([]string{"*", "s3:*", "s3:Get*", "s3:*Object", "s3:?et*", "ec2:*", "S3:getACL"}, actions...)
	resourcePatterns := append([]string{"*", "arn:aws:s3:::a*", "arn:aws:s3:::a/*", "arn:aws:s3:::*/x", "arn:aws:s3:::?/x"}, resources...)
	some := func(of []string) string {
		picked, err := json.Marshal([]string{of[random.IntN(len(of))], of[random.IntN(len(of))]}[random.IntN(2):])
		if err != nil {
			t.Fatal(err)
		}
		return string(picked)
	}
	not := func(field string) string { return []string{"", "", "", "Not"}[random.IntN(4)] + field }
	policy := func() string {
		var statements []string
		for range 1 + random.IntN(4) {
			effect := []string{"Allow", "Allow", "Deny"}[random.IntN(3)]
			statements = append(statements, `{"Effect": "`+effect+`", "`+not("Action")+`": `+some(actionPatterns)+`, "`+
				not("Resource")+`": `+some(resourcePatterns)+`}`)
		}
		return strings.Join(statements, ", ")
	}
	evaluated := func(policy string) iamwalk.Role {
		var document any
		if err := json.Unmarshal([]byte(`{"Statement": [`+policy+`]}`), &document); err != nil {
			t.Fatal(err)
		}
		parsed, err := iamwalk.Parse(document)
		if err != nil {
			t.Fatal(err)
		}
		return iamwalk.Role{Policies: []iamwalk.Policy{parsed}}
	}
	grown := 0
	for range 4_000 {
		before, after := policy(), policy()
		was, is := evaluated(before), evaluated(after)
		var more, less bool
		for _, action := range actions {
			for _, resource := range resources {
				request := iamwalk.Request{Action: action, Resource: resource}
				more = more || is.Allowed(request) && !was.Allowed(request)
				less = less || was.Allowed(request) && !is.Allowed(request)
			}
		}
		var grew, shrank bool
		changes := rights.Between(stack(t, role(before)), stack(t, role(after)))
		for _, c := range changes {
			grew, shrank = grew || c.Grew, shrank || c.Shrank
		}
		if more && !grew || less && !shrank {
			t.Fatalf("more %t, less %t: from\n%s\nto\n%s\nis told as %q", more, less, before, after, told(changes))
		}
		if more {
			grown++
		}
	}
	if grown < 1_000 {
		t.Errorf("%d of 4,000 changes let rights grow, want more", grown)
	}
}
