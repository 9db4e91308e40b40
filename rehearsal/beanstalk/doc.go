// Package beanstalk is the service's part of a deployment: a version is made and handed to an environment, which then
// reports what it was told. What the environment's instances do with it is in package platform.
package beanstalk
