// Package rules judges sets of option settings as AWS Elastic Beanstalk does, ten minutes before it does. Like package
// options it needs no AWS, no CDK and no network.
//
//	var set options.Settings
//	set.Add(options.Setting{Namespace: "aws:autoscaling:asg", Name: "MinSize", Value: "5"})
//	for _, problem := range (rules.Checker{Now: time.Now()}).Check(rules.Environment{Tier: "WebServer"}, set) {
//		fmt.Println(problem)
//	}
//
// [Environment] holds the facts about an environment other than its settings, and [Checker] how it is judged: with
// which clock, with or without the controls of AWS Security Hub, and without which rules. [Rules] lists the rules,
// [Cases] has sets that fail and pass them, and [Explain] puts the two together; RULES.md in this directory is made
// from that.
//
// # Errors and warnings
//
// An error is what Elastic Beanstalk rejects. A warning is what it accepts and ignores, what AWS's documents contradict
// each other on or leave to be inferred, and what is merely unwise. A rule that is otherwise an error only warns where
// the catalogue marks a doubt.
//
// A value that is not known before deployment is never judged, nor is anything that depends on it; the rest of the set
// is. Problems of one rule about one option are acknowledged together, by [Problem.ID]; those about another option are
// not.
//
// # How it is built
//
// The files are layers, each of which uses only those before it: names and facts (names.go, environment.go,
// problem.go), one option and one platform (value.go, secret.go, platform.go), the set as rules see it (view.go,
// obstacle.go, prepare.go), the engine (engine.go, relations.go, property.go), a table of rules for each topic (table_TOPIC.go), and
// the list of tables with what is made of it (registry.go, checker.go, cases.go, explain.go).
//
// To add a rule, add a row to a table and a case to the file cases/TOPIC.txt, and run go generate. A relation that
// other options also have is a row of comesWith, onlyWith, inOrder, byLoadBalancer, present or wants; anything else is
// a function.
package rules

//go:generate go test -run ^TestRulesDocument$ -update .
