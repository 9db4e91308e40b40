// Package platform runs an app as the Go platform on Amazon Linux 2023 does: the commands of the Buildfile, then the
// first process of the Procfile ("Using the Elastic Beanstalk Go platform").
package platform
