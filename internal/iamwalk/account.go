package iamwalk

// Resource is a resource of a template.
type Resource struct {
	Type       string
	Properties map[string]any
}

// Template is a CloudFormation template.
type Template struct {
	Resources map[string]Resource
	Outputs   map[string]struct{ Value any }
}

// Account is where stacks are deployed together.
type Account struct {
	ID, Region string
	Stacks     map[string]Template
	// Managed are the managed policies by ARN.
	Managed map[string]Policy
}
