// Package options knows every option setting of AWS Elastic Beanstalk, without AWS, without the CDK and without a
// network.
//
// The catalogue holds an [Option] for each documented setting: its type, default, allowed values, bounds and pattern,
// what it applies to and where AWS describes it. [Lookup] finds one, [Catalogue] lists them all, and [Branches] lists
// the platform branches with the days on which they retire. [Option.Fault] returns what is wrong with a value on its
// own, and [Nearest] what a misspelled name most likely stands for.
//
// [Settings] is a set of option settings that remembers where each came from:
//
//	var set options.Settings
//	set.Add(options.Setting{Namespace: "aws:autoscaling:asg", Name: "MinSize", Value: "2"})
//
// Whether Elastic Beanstalk accepts such a set is up to package rules.
package options
