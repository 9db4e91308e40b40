// Package cdk runs the CDK CLI that the repository pins, and reads the cloud assembly that it makes.
package cdk
