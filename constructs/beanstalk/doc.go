// Package beanstalk defines AWS Elastic Beanstalk applications and web environments: the roles, security groups and log
// bucket they need, and the complete set of option settings, checked when the app is synthesized.
//
// # A first program
//
// An environment needs an application and a VPC. By default it is two to four instances in private subnets behind an
// Application Load Balancer:
//
//	app := awscdk.NewApp(nil)
//	stack := awscdk.NewStack(app, jsii.String("Shop"), nil)
//	environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
//		Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
//		Vpc:         network.NewNetwork(stack, jsii.String("Network"), nil).Vpc,
//	})
//	bucket.GrantRead(environment, nil)
//	app.Synth(nil)
//
// One instance without a load balancer is Capacity: &beanstalk.SingleInstance{}. Package delivery has the pipeline that
// deploys to it, and package nodejs starts and stops the CDK's process.
//
// # Secrets and images
//
// Secrets are variables that the instances fetch when they start, such as [SecretFromSecretsManager], and an [EcrImage] is
// what Docker runs. Either is granted exactly, and beside the environment: a secret, its key or a repository may be in
// another stack, which does not come to depend on this one.
//
// # Option settings
//
// [Environment.Settings] is every option that an environment sets, each with its origin: a default, a property, or
// Options. The set is complete, because CloudFormation keeps the value of an option that a template stops mentioning.
// Package options lists every option of Elastic Beanstalk, and options.Branches every platform branch, with the day on
// which AWS retires it.
//
// Nothing here reads environment variables or feature flags, so a template means the same in every app that imports the
// constructs.
//
// # Findings
//
// An environment checks its option settings with the rules of package rules. What Elastic Beanstalk rejects is a
// problem of a property, like any other. What it ignores, or what is only unwise, is a warning at the construct, which
// fails `cdk synth --strict` and shows an id made of the rule and the option. The id acknowledges that one finding and
// no other:
//
//	awscdk.Validations_Of(environment).Acknowledge(&awscdk.Acknowledgment{
//		Id:     jsii.String("Elastic-Beanstalk::secret-in-plain-option(aws:elasticbeanstalk:application:environment/DB_PASSWORD)"),
//		Reason: jsii.String("the password of a database with test data"),
//	})
//
// [NewOptionChecks] checks the environments that an app defines by other means. Its findings have ids of the same form,
// and it does not repeat what a construct shows.
package beanstalk

import "beanstalkline/internal/prop"

// Problem is one thing that is wrong with properties: Field, Message and Fix, and the Path of the construct once there
// is one. The error of a Validate joins them: errors.As finds one, and Unwrap() []error returns all.
type Problem = prop.Problem
