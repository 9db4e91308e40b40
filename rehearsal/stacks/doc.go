// Package stacks looks at what the stacks of an app have made in the local AWS, and at what they leave behind.
package stacks
