package beanstalk

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

// Visit is how a program that is not on its instances asks a web environment, as visitors do.
type Visit struct {
	// Address is what to ask for, such as https://www.example.com, at the environment's own domain name. Empty for the
	// environment's own domain name itself, through HTTP.
	Address string
	// Vpc is where to ask from, if the load balancer is internal, and Subnets those with a way out, through which the
	// program can learn the environment's own domain name. Nil from the internet.
	Vpc     awsec2.IVpc
	Subnets *awsec2.SubnetSelection
	// Path is what a health check of the environment's own asks for, and Status what it takes for healthy, such as 200,
	// 200,302 or 200-299. Empty where nothing names a path.
	Path, Status string
	// Hindrance is why nobody from AWS can ask, beginning with "must", and Fix what helps. Empty if nothing hinders.
	Hindrance, Fix string
}

// visited finds how the environment can be asked. Groups that are given decide themselves whom they admit.
func (r *resolved) visited(balancer subnets) Visit {
	v := Visit{}
	v.Path, v.Status = r.healthy()
	if r.props.Domain != nil {
		v.Address = *r.url()
	}
	internal := r.balancer != nil && prop.Or(r.balancer.Internal, !balancer.public)
	if r.shared != nil {
		internal = r.shared.LoadBalancer.internal
		if v.Address == "" {
			v.Address = r.shared.address()
		}
	}
	if internal {
		v.Vpc, v.Subnets = r.props.Vpc, &awsec2.SubnetSelection{SubnetType: awsec2.SubnetType_PRIVATE_WITH_EGRESS}
	}
	entrance := r.entrance()
	switch {
	case internal && len(*v.Vpc.PrivateSubnets()) == 0:
		v.Hindrance = "must be left out behind an internal load balancer in a VPC without private subnets that have a way out, from which it would ask"
		v.Fix = "give the VPC a NAT gateway, or leave it out"
	case r.shared != nil && v.Address == "":
		v.Hindrance, v.Fix = "must be left out behind a shared load balancer where every host has a wildcard", "name a host, or leave it out"
	case entrance.given == "" && entrance.allowFrom != nil && !slices.ContainsFunc(entrance.visitors(), admitsAll):
		v.Hindrance = "must be left out where AllowFrom does not admit 0.0.0.0/0, since nobody knows the addresses it asks from"
		v.Fix = "leave it out, or admit everybody"
	case r.certified() && r.props.Domain == nil && !r.forbidsHTTPS():
		v.Hindrance, v.Fix = "must come with a Domain of the environment, whose certificate is not for its own domain name", "set Domain"
	}
	return v
}

// healthy is what the load balancer asks for and must get, if a path is named for it.
func (r *resolved) healthy() (path, status string) {
	var named *string
	switch {
	case r.balancer != nil:
		named = r.balancer.HealthCheckPath
	case r.shared != nil:
		named = r.shared.HealthCheckPath
	default:
		return "", "" // nobody asks a single instance
	}
	const process = processPrefix + "default"
	if path = r.said(process, "HealthCheckPath", prop.Or(named, "")); path == "" || prop.Unresolved(path) {
		return "", ""
	}
	return path, r.said(process, "MatcherHTTPCode", "200")
}

func admitsAll(visitor *string) bool { return visitor != nil && *visitor == "0.0.0.0/0" }

// address is that of the first host without a wildcard; empty if there is none.
func (b *SharedLoadBalancer) address() string {
	for _, host := range prop.Or(b.Hosts, nil) {
		if strings.ContainsAny(*host, "*?") {
			continue
		}
		if b.LoadBalancer.HttpsListener != nil {
			return "https://" + *host
		}
		return "http://" + *host
	}
	return ""
}
