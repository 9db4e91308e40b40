package localaws_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What an account may have beside its stacks is not there, and one sentence says so.
func TestWhatOnlyAnAccountHasIsTold(t *testing.T) {
	client := start(t)
	deploy(t, client, "SourceStack", golden(t, "SourceStack"))
	const because = "; a rehearsal has only what its stacks make"
	acl := "arn:aws:wafv2:us-east-1:123456789012:regional/webacl/web/0a1b"
	topic := "arn:aws:sns:us-east-1:123456789012:gone"
	for name, test := range map[string]struct {
		of   func() template
		want string
	}{
		"a VPC": {func() template {
			tpl := golden(t, "DevStack")
			tpl.option("VPCId", "vpc-0a1b")
			return tpl
		}, "VpcID vpc-0a1b does not exist" + because},
		"subnets": {func() template {
			tpl := golden(t, "DevStack")
			tpl.option("Subnets", "subnet-0a1b")
			return tpl
		}, "The subnet ID 'subnet-0a1b' does not exist" + because},
		"a security group": {func() template {
			tpl := golden(t, "DevStack")
			tpl.option("SecurityGroups", "sg-0a1b")
			return tpl
		}, "The security group 'sg-0a1b' does not exist" + because},
		"a role": {func() template {
			tpl := golden(t, "DevStack")
			tpl.option("ServiceRole", "arn:aws:iam::123456789012:role/gone")
			return tpl
		}, "the role arn:aws:iam::123456789012:role/gone does not exist" + because},
		"a web ACL": {func() template {
			resources := balanced()
			set(resources, "Association", props{"WebACLArn": acl})
			return of(resources)
		}, "AWS WAF couldn't perform the operation because your resource doesn't exist: " + acl + because},
		"a topic": {func() template {
			tpl := alarms()
			tpl.properties("Subscription")["TopicArn"] = topic
			return tpl
		}, "Topic does not exist: " + topic + because},
	} {
		t.Run(name, func(t *testing.T) {
			if got := deploy(t, client, fmt.Sprintf("Stack%d", time.Now().UnixNano()), test.of()); !strings.Contains(got, test.want) {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// The CDK CLI asks CloudTrail about a deployment that has failed: an answer with nothing in it, and no gap of the local AWS.
func TestNobodyHasRecordedWhyADeploymentFailed(t *testing.T) {
	request, err := http.NewRequest(http.MethodPost, start(t).Endpoint, strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "CloudTrail_20131101.LookupEvents")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Errorf("got %s", response.Status)
	}
}
