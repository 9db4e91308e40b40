// Package delivery defines how a commit becomes a running release: a [Repository], and a [Pipeline] that takes a push
// from a [Source], builds and tests it once, and deploys the artifact to one or more Elastic Beanstalk environments.
//
// A first program has a repository, filled from a folder, and deploys every push to one environment:
//
//	repository := delivery.NewRepository(stack, jsii.String("Repository"), &delivery.RepositoryProps{
//		RepositoryName: jsii.String("shop"),
//		Directory:      jsii.String("app"),
//	})
//	delivery.NewPipeline(stack, jsii.String("Pipeline"), &delivery.PipelineProps{
//		Source:      repository.Source(nil),
//		Deployments: &[]*delivery.Deployment{{Environment: environment}},
//	})
//
// The pipeline owns what runs in an environment; CloudFormation owns the environment. They do not wait for each other:
// while a release is being deployed, Elastic Beanstalk refuses to update or to delete the environment, and a deployment
// of the stack fails. Report groups that builds fill, and the bucket that Elastic Beanstalk keeps in each region for
// the versions it deploys, belong to these services and stay when the stack is deleted.
//
// What is added to a pipeline through the CDK is judged when the app is synthesized, by the rules of package
// [beanstalkline/constructs/delivery/definition].
//
// Nothing here reads context or environment variables, and a construct pins the CDK feature flags it relies on for its
// own subtree, so a template means the same in every app that imports them; only the order within lists in policies,
// and how stacks refer to each other, are up to the app.
package delivery

import "beanstalkline/internal/prop"

// Problem is one thing that is wrong with properties, as in package beanstalk.
type Problem = prop.Problem
