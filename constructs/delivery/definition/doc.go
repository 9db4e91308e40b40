// Package definition judges the definition of a pipeline as AWS CodePipeline does when it is created: the properties of
// an AWS::CodePipeline::Pipeline, with its stages, actions, artifacts, conditions, triggers and variables. Like the rules
// for option settings it needs no AWS, no CDK and no network.
//
//	for _, problem := range (definition.Checker{}).Check(properties) {
//		fmt.Println(problem)
//	}
//
// A rule says on what it is based in the words of package rules; one that is inferred is a warning. What only
// CloudFormation knows, the value of an intrinsic function or of a dynamic reference, is never judged, nor is anything
// that depends on it. [Rules] lists the rules and [Explain] shows one with a definition that fails and the nearest that
// passes; RULES.md in this directory is made from that.
//
// The files are layers: a value and its place (node.go), a pipeline as rules see it (pipeline.go), what AWS documents of
// each action and rule (catalogue.go), the engine (engine.go), a table of rules for each topic (table_TOPIC.go), and what
// is made of the tables (registry.go, cases.go, explain.go).
//
// To add a rule, add a row to a table and a case to cases/TOPIC.txt, and run go generate.
package definition

//go:generate go test -run ^TestRulesDocument$ -update .
