// Package beanstalk is the service's part of a deployment: a version is made and handed to an environment, which then
// says what it was told. What the environment's instances make of that is in package platform.
package beanstalk
