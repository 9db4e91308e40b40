package beanstalk

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// hostRule is the name of the rule for the hosts of an environment, among its own.
const hostRule = "hosts"

// sharedTables are the option settings that a shared load balancer allows. Its subnets and its scheme are its own.
func (r *resolved) sharedTables() []table {
	b := r.shared
	if b == nil {
		return nil
	}
	port := "443"
	if b.LoadBalancer != nil && b.LoadBalancer.Resource != nil {
		port = b.LoadBalancer.port()
	}
	return []table{
		{environmentNamespace, []row{
			{name: "LoadBalancerIsShared", otherwise: "true", field: "LoadBalancer", given: new("true")},
			{name: "LoadBalancerType", otherwise: "application", field: "LoadBalancer"},
		}},
		{"aws:elbv2:loadbalancer", []row{
			{name: "SecurityGroups", reference: true},
			{name: "SharedLoadBalancer", field: "LoadBalancer.LoadBalancer", reference: true},
		}},
		// The default rule, which is for the environment's own name, belongs to port 80 unless another one asks for it.
		{listenerPrefix + port, []row{{name: "Rules", otherwise: "default," + hostRule}}},
		{listenerRulePrefix + hostRule, []row{
			{name: "HostHeaders", field: "LoadBalancer.Hosts", given: new(strings.Join(b.hosts(), ","))},
			{name: "Priority", otherwise: "1", field: "LoadBalancer.Priority", given: number(b.Priority)},
			{name: "Process", otherwise: "default"},
		}},
		r.processTable(b.HealthCheckPath),
	}
}

// validateNeighbors finds what is wrong with the place behind the load balancer, as the construct tree shows it.
func (r *resolved) validateNeighbors(problems *prop.Problems, scope constructs.Construct) {
	const field = "LoadBalancer.LoadBalancer"
	if problems.Within("LoadBalancer") {
		return
	}
	balancer := r.shared.LoadBalancer
	cdk.Near(problems, field, scope, balancer.Resource.Env())
	if !prop.IsNil(r.props.Vpc) && differ(r.props.Vpc, balancer.vpc) {
		problems.Say(field, "give both the same Vpc", "must be in the environment's Vpc, got one in another")
	}
	r.shared.validateNeighbors(problems)
}

// differ reports whether two VPCs are known to be different: by their ids, or since the app defines both.
func differ(a, b awsec2.IVpc) (different bool) {
	_ = cdk.Try(func() {
		one, other := *a.VpcId(), *b.VpcId()
		known := func(id string) bool { return !prop.Unresolved(id) || definedHere(id) }
		different = one != other && known(one) && known(other)
	})
	return different
}

// definedHere reports whether an id is that of a VPC that the app defines.
func definedHere(id string) bool {
	reference, is := awscdk.Tokenization_ReverseString(&id).FirstToken().(awscdk.Reference)
	if !is {
		return false
	}
	_, is = reference.Target().(awsec2.CfnVPC)
	return is
}

// warnOfRules shows that a load balancer has more rules than the quota allows.
func (r *resolved) warnOfRules(scope constructs.Construct) {
	if n := len(r.shared.LoadBalancer.tenants); n > mostHostRules {
		awscdk.Validations_Of(scope).AddWarning(jsii.String("Elastic-Beanstalk::load-balancer-rules"),
			jsii.Sprintf("LoadBalancer.LoadBalancer should have at most %d environments, got %d: each has two rules, of which a load balancer has 100 "+
				"unless the quota is raised", mostHostRules, n))
	}
}
