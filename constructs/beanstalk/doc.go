// Package beanstalk defines AWS Elastic Beanstalk applications and web environments: the roles, security groups and
// log bucket they need, and the complete set of option settings, checked when the app is synthesized.
//
// Nothing here reads context, environment variables or feature flags, so a template means the same in every app
// that imports the constructs.
package beanstalk

import "beanstalkline/internal/prop"

// Problem is one thing that is wrong with properties: Field, Message and Fix, and the Path of the construct once there is
// one. The error of a Validate joins them: errors.As finds one, and Unwrap() []error returns all.
type Problem = prop.Problem
