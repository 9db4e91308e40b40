// Package machine knows what this machine has instead of a build image and of an instance: runtimes with their
// versions, and the ways to package registries.
package machine
