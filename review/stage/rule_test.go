package stage

import (
	"maps"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
)

// A rule that moves between a security group and a resource of its own shuts nobody out; one that goes does.
func TestRulesOfSecurityGroups(t *testing.T) {
	ssh := props{"IpProtocol": "tcp", "FromPort": 22.0, "ToPort": 22.0, "CidrIp": "192.0.2.0/24"}
	group := func(rules ...any) *assembly.Resource {
		return &assembly.Resource{Type: securityGroup, Properties: props{"SecurityGroupIngress": rules}}
	}
	own := func(of any) *assembly.Resource {
		p := maps.Clone(ssh)
		p["GroupId"] = of
		return &assembly.Resource{Type: securityGroup + "Ingress", Properties: p}
	}
	reference := props{"Fn::GetAtt": []any{"G", "GroupId"}}
	updated := change.Change{Impact: change.Update, Properties: map[string]change.Impact{"SecurityGroupIngress": change.Update}}
	tags := change.Change{Impact: change.Update, Properties: map[string]change.Impact{"Tags": change.Update}}
	replaced := change.Change{Impact: change.Replace, Properties: map[string]change.Impact{"CidrIp": change.Replace}}
	gone, comes := change.Change{Impact: change.Destroy}, change.Change{Impact: change.Create}
	for name, c := range map[string]struct {
		base, head resources
		changes    map[string]change.Change
		want       string
	}{
		"moves out": {resources{"G": group(ssh)}, resources{"G": group(), "R": own(reference)},
			map[string]change.Change{"G": updated, "R": comes},
			"no interruption: has other rules, which close nothing\nno interruption: is created"},
		"moves in": {resources{"G": group(), "R": own(reference)}, resources{"G": group(ssh)}, map[string]change.Change{"G": updated, "R": gone},
			"no interruption: has other rules, which close nothing\nno interruption: is deleted: what it lets through, another rule does"},
		"goes": {resources{"G": group(ssh)}, resources{"G": group()}, map[string]change.Change{"G": updated},
			"no interruption?: has rules taken away: whoever comes by them is shut out"},
		"goes with its resource": {resources{"G": group(), "R": own(reference)}, resources{"G": group()}, map[string]change.Change{"R": gone},
			"no interruption?: is deleted"},
		"goes from a group of elsewhere": {resources{"R": own("sg-1")}, resources{}, map[string]change.Change{"R": gone},
			"no interruption?: is deleted"},
		"goes with its group": {resources{"G": group(), "R": own(reference)}, resources{}, map[string]change.Change{"R": gone},
			"no interruption?: is deleted"},
		"is replaced by the same": {resources{"G": group(), "R": own(reference)}, resources{"G": group(), "R": own(reference)},
			map[string]change.Change{"R": replaced},
			"no interruption: is replaced, for a change of CidrIp: nothing is closed"},
		"the group's tags": {resources{"G": group(ssh)}, resources{"G": group(ssh)}, map[string]change.Change{"G": tags},
			"no interruption: is updated in place: Tags"},
	} {
		s := Stage{Name: "A", Base: of(c.base), Head: of(c.head), Changes: c.changes}
		s.Judge()
		if got := told(s); got != c.want {
			t.Errorf("%s: got\n%s\nwant\n%s", name, got, c.want)
		}
	}
}
