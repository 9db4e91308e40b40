// Package codebuild builds as CodeBuild would: it runs the build specification of a deployed project with a shell on
// this machine, reads the test reports it promises and packs its artifact.
package codebuild
