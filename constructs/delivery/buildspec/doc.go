// Package buildspec judges build specifications by the grammar that AWS documents: what CodeBuild refuses is an error, and
// what it ignores, or what AWS does not state, is a warning. It needs no AWS, no CDK and no network.
//
//	for _, problem := range buildspec.Check(text, buildspec.Context{Image: "aws/codebuild/standard:7.0"}) {
//		fmt.Println(problem)
//	}
//
// Delivery's pipelines apply it at synthesis, the rehearsal before it builds, and beanstalk-check to templates. Values of
// variables are never shown: they may be secrets. [Rules] lists the rules and [Explain] shows one; RULES.md in this directory
// is made from that.
//
// The files are layers: a value and its place (value.go, parse.go), the rules (registry.go, cases.go), what is found
// (report.go), the runtimes of images (images.go), what single keys may hold (rules.go, batch.go), the table of keys
// (grammar.go), the walk along it (check.go), and specifications in templates (template.go). To add a key, add a row to the
// table; to add a rule, a row to the registry and a case to cases.txt, and run go generate.
package buildspec

//go:generate go test -run ^TestRulesDocument$ -update .
