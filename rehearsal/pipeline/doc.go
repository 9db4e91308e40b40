// Package pipeline takes a commit through a deployed pipeline, action by action, as CodePipeline would: the definition
// is the one in the local AWS, and every artifact goes through the pipeline's bucket.
package pipeline
