package beanstalk

import (
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// EndpointServices are the services that the instances call beside those of [network.AgentServices], by the end of their
// endpoints' names, as Endpoints of a network takes them. Without a route to the internet, the network must have them.
func (p *WebEnvironmentProps) EndpointServices() []string {
	var problems prop.Problems
	r, _ := resolve(&problems, p)
	return r.services()
}

// services are those of the image, of the secrets that variables name, and of tracing.
func (r *resolved) services() []string {
	var services []string
	need := func(service string) {
		if !slices.Contains(services, service) {
			services = append(services, service)
		}
	}
	if r.props.Image != nil {
		need("ecr.api")
		need("ecr.dkr")
	}
	for _, setting := range r.settings.All() {
		switch {
		case setting.Namespace == secretsNamespace && (setting.Unresolved || strings.Contains(setting.Value, ":secretsmanager:")):
			need("secretsmanager")
		case setting.Name == "XRayEnabled" && strings.EqualFold(setting.Value, "true"):
			need("xray")
		}
	}
	return services
}

// warnOfEndpoints tells of endpoints without which instances reach nothing, or without which they may.
func (r *resolved) warnOfEndpoints(scope constructs.Construct, instances subnets) {
	vpc := r.props.Vpc
	if !instances.settled || instances.public || !isolated(vpc, instances) {
		return
	}
	needed := append(append([]string{"s3"}, network.AgentServices()...), r.services()...)
	id, message := "Network::unknown-endpoints", "InstanceSubnets have no route to the internet: Vpc must have the endpoints "
	fix := "; where it has, acknowledge this"
	if own, is := vpc.(awsec2.Vpc); is {
		id, message = "Network::missing-endpoints", "InstanceSubnets have no route to the internet, and Vpc has not yet the endpoints "
		fix = "; add them before the environment: in Endpoints of the network, or with AddInterfaceEndpoint of the VPC"
		there := endpointsOf(own)
		needed = slices.DeleteFunc(needed, func(service string) bool { return strings.Contains(there, "."+service+`"`) })
	}
	if len(needed) > 0 {
		text := message + prop.List(needed, "and") + ", without which instances cannot start, or the app cannot" + fix
		awscdk.Validations_Of(scope).AddWarning(&id, &text)
	}
}

// isolated reports whether any of some subnets has no route to the internet, as far as the VPC knows.
func isolated(vpc awsec2.IVpc, some subnets) bool {
	found := false
	_ = cdk.Try(func() {
		for _, subnet := range *vpc.IsolatedSubnets() {
			id := *subnet.SubnetId()
			found = found || slices.ContainsFunc(some.ids, func(other *string) bool { return *other == id })
		}
	})
	return found
}

// endpointsOf are the names of the endpoints that a VPC has so far, as the template will have them.
func endpointsOf(vpc awsec2.Vpc) string {
	var names []string
	for _, child := range *vpc.Node().Children() {
		_ = cdk.Try(func() {
			if endpoint, is := child.Node().DefaultChild().(awsec2.CfnVPCEndpoint); is {
				names = append(names, cdk.Resolved(vpc, *endpoint.ServiceName()))
			}
		})
	}
	return strings.Join(names, " ")
}
