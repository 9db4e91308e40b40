package ports

import (
	"beanstalkline/review/assembly"
)

// A host is a load balancer with the ports on which it listens.
type host struct {
	subject Change
	name    string
	// public says that it has addresses of the internet, ports are those on which it listens, with their protocols.
	public bool
	ports  map[string]string
}

// hosts are the load balancers of a stack that are resources of their own, by the id after the change.
func (r reader) hosts() map[string]*host {
	found := map[string]*host{}
	for id, resource := range r.scope.Resources() {
		if h := r.host(id, resource); h != nil {
			found[r.scope.Name(id)] = h
		}
	}
	for _, resource := range r.scope.Resources() {
		if resource.Type != "AWS::ElasticLoadBalancingV2::Listener" {
			continue
		}
		name := r.scope.Text(resource.Properties["LoadBalancerArn"])
		if found[name] == nil {
			found[name] = &host{
				subject: Change{Resource: r.scope.Shown(name), Type: "AWS::ElasticLoadBalancingV2::LoadBalancer"}, name: r.scope.Shown(name),
				public: true, ports: map[string]string{},
			}
		}
		found[name].ports[r.scope.Text(resource.Properties["Port"])] = r.scope.Text(resource.Properties["Protocol"])
	}
	return found
}

func (r reader) host(id string, resource *assembly.Resource) *host {
	h := &host{subject: r.subject(id, resource), name: resource.Path(id), ports: map[string]string{}}
	h.public = r.scope.Text(resource.Properties["Scheme"]) != "internal"
	switch resource.Type {
	case "AWS::ElasticLoadBalancingV2::LoadBalancer":
	case "AWS::ElasticLoadBalancing::LoadBalancer":
		listeners, _ := resource.Properties["Listeners"].([]any)
		for _, listener := range listeners {
			fields, _ := listener.(map[string]any)
			h.ports[r.scope.Text(fields["LoadBalancerPort"])] = r.scope.Text(fields["Protocol"])
		}
	default:
		return nil
	}
	return h
}

// reachable are the types of resources with a property that gives them an address of the internet.
var reachable = map[string]string{
	"AWS::RDS::DBInstance": "PubliclyAccessible", "AWS::RDS::DBCluster": "PubliclyAccessible",
	"AWS::Redshift::Cluster": "PubliclyAccessible", "AWS::DMS::ReplicationInstance": "PubliclyAccessible",
}
