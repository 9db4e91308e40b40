// Package buildspec judges build specifications by the grammar that AWS documents: what CodeBuild refuses is an error, and
// what it ignores, or what AWS does not state, is a warning. It needs no AWS, no CDK and no network.
//
//	for _, problem := range buildspec.Check(text, buildspec.Context{Image: "aws/codebuild/standard:7.0"}) {
//		fmt.Println(problem)
//	}
//
// Delivery's pipelines apply it at synthesis, and the rehearsal before it builds. Values of variables are never shown: they
// may be secrets.
//
// The files are layers: a value and its place (value.go, parse.go), what is found (report.go), the runtimes of images
// (images.go), what single keys may hold (rules.go, batch.go), the table of keys (grammar.go), and the walk along it
// (check.go). To add a key, add a row to the table.
package buildspec
