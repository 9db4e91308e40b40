package beanstalk

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsecr"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// ImageHindrance is why no image of a pipeline can be deployed to the environment, beginning with "must", and what helps.
// Empty if nothing hinders.
func (e *Environment) ImageHindrance() (hindrance, fix string) {
	_, platform, known := strings.Cut(prop.Or(e.Resource.PlatformArn(), ""), "::platform/")
	_, image := e.Settings.Get(variablesNamespace, imageVariable)
	switch {
	case known && !prop.Unresolved(platform) && !strings.HasPrefix(platform, "Docker "):
		return "must run on Docker to have an image deployed to it, got " + prop.Quote(platform), "set Platform to beanstalk.PlatformDocker"
	case image:
		return "must have no Image and no variable IMAGE of its own beside the image of the pipeline, got one", "leave it out"
	case immutable(e.InstanceRole):
		return "must have an InstanceRole that is mutable, so that it can be allowed to pull the image, got one that is not",
			"use a role that the app may change"
	}
	return "", ""
}

// AllowPull lets the instances pull images from a repository, by the policy beside the environment that has what else they
// may read. A deployment must wait for what is returned.
func (e *Environment) AllowPull(repository awsecr.IRepository) constructs.IDependable {
	scope := e.Resource.Node().Scope()
	policy, is := scope.Node().TryFindChild(jsii.String(instancePolicy)).(awsiam.Policy)
	if !is {
		policy = newInstancePolicy(scope.(constructs.Construct), e.InstanceRole)
	}
	repository.GrantPull(policy)
	return policy
}
