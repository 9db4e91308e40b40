// Package archive selects files by globs as CodeBuild does, and packs them into the zip files that travel through a
// pipeline.
package archive
