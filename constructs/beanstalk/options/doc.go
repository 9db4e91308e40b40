// Package options knows every option setting of AWS Elastic Beanstalk and judges sets of them, without
// AWS, without the CDK and without a network.
//
// Three things make it up. The catalogue ([Catalogue], [Lookup]) holds an [Option] for each documented
// setting: its type, default, allowed values, bounds and pattern, what it applies to and where AWS
// describes it. [Settings] is a set of option settings that remembers where each came from. [Check]
// judges a set for an [Environment] by every one of [Rules] and returns all problems at once.
//
// An error is what Elastic Beanstalk rejects, ten minutes into a deployment. A warning is what it
// accepts and ignores, what AWS's documents contradict each other on or leave to be inferred, and what
// is only unwise. A rule that is an error by nature warns where the catalogue marks a doubt.
//
// A value that is not known before deployment is never judged, nor is anything that depends on it; the
// rest of the set is.
package options
