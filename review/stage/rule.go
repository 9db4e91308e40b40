package stage

import (
	"slices"
	"strings"

	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

const securityGroup = "AWS::EC2::SecurityGroup"

// group is what a change of a security group does, whose rules may also be resources of their own.
func (r *resource) group(names []string) verdict.Finding {
	const behaviour = "CloudFormation's update behaviour"
	rules := slices.ContainsFunc(names, func(name string) bool { return strings.HasPrefix(name, securityGroupRules) })
	switch {
	case r.shut[r.id]:
		return r.finding(verdict.NoInterruption, true, "has rules taken away: whoever comes by them is shut out", behaviour)
	case rules:
		return r.finding(verdict.NoInterruption, false, "has other rules, which close nothing", behaviour)
	}
	return r.finding(verdict.NoInterruption, false, "is updated in place: "+strings.Join(names, ", "), behaviour)
}

// securityGroupRules is how the properties begin that are rules.
const securityGroupRules = "SecurityGroup"

// isRule reports whether a resource is a rule of a security group.
func (r *resource) isRule() bool {
	return r.was.Type == securityGroup+"Ingress" || r.was.Type == securityGroup+"Egress"
}

// staysOpen reports whether the security group of a rule surely closes nothing.
func (r *resource) staysOpen() bool {
	found := false
	setting.Refers(r.was.Properties["GroupId"], func(id string) bool {
		group := r.after.Template.Resources[id]
		found = group != nil && group.Type == securityGroup && !r.shut[id]
		return true
	})
	return found
}
