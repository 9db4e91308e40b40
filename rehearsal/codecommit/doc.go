// Package codecommit pushes to a repository of the local AWS and reads it, as git would.
package codecommit
