// Package beanstalk defines AWS Elastic Beanstalk applications and web environments: the roles, security groups and
// log bucket they need, and the complete set of option settings, checked when the app is synthesized.
//
// Nothing here reads context, environment variables or feature flags, so the constructs give the same template in
// every app that imports them.
package beanstalk
