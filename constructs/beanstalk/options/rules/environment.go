package rules

// Environment is the facts about an environment other than its option settings.
type Environment struct {
	// Tier is the tier's name: WebServer, Worker or Cluster. Defaults to WebServer.
	Tier string
	// TierUnresolved means that the tier is not known before deployment: rules that need it stay silent.
	TierUnresolved bool
	// Branch is the name of the platform's branch, or its ARN, for callers who write it in a property called Platform. It
	// takes the place of PlatformArn and SolutionStackName.
	Branch string
	// PlatformArn is the platform's ARN. Empty if there is none or if it is not known.
	PlatformArn string
	// SolutionStackName is the solution stack's name. Empty if there is none or if it is not known.
	SolutionStackName string
	// LoadBalance says in the caller's words how to get a load balancer. Defaults to "set EnvironmentType to
	// LoadBalanced".
	LoadBalance string
	// HasTemplate means that a saved configuration supplies settings that the set does not show: an option that is not
	// in the set has no known value, and an unknown namespace is not an error.
	HasTemplate bool
	// Resource is the CloudFormation resource that is judged, if it is one. Defaults to an environment without tags.
	Resource *Resource
	// Partial means that the set is not complete, because the name of a setting is not known before deployment or
	// because the set is itself a saved configuration: an option that is not in the set has no known value.
	Partial bool
}

// Resource is a resource in a CloudFormation template.
type Resource struct {
	// Type is the resource's type, such as options.TypeApplication.
	Type string
	// Properties are the resource's properties, as encoding/json decodes them.
	Properties map[string]any
}
