// Package regions knows where AWS does not offer a service, where its console is, and which region a zone is in.
package regions

import (
	"regexp"
	"slices"
	"strings"
)

// Service is a service of AWS, in AWS's words.
type Service string

// The services that a delivery line is made of and that some regions do not have.
const (
	CodeCommit  Service = "AWS CodeCommit"
	Pipeline    Service = "AWS CodePipeline"
	Connections Service = "source actions for connections"
)

// without are the regions of the partition aws that had no endpoint of a service on 2026-11-26 (AWS pages "AWS CodeCommit
// endpoints and quotas" and "AWS CodePipeline endpoints and quotas"; what AWS CodeBuild and AWS Elastic Beanstalk lack is
// among the latter), or whose users are told that an action is not available (AWS page "CodeStarSourceConnection for
// Bitbucket Cloud, GitHub, GitHub Enterprise Server, GitLab.com, and GitLab self-managed actions").
var without = map[Service][]string{
	CodeCommit: {
		"ap-east-2", "ap-southeast-4", "ap-southeast-5", "ap-southeast-6", "ap-southeast-7", "ca-west-1", "eu-central-2", "eu-south-2",
		"mx-central-1",
	},
	Pipeline: {"ap-east-2", "ap-southeast-7", "ca-west-1", "mx-central-1"},
	Connections: {
		"af-south-1", "ap-east-1", "ap-northeast-3", "ap-south-2", "ap-southeast-3", "ap-southeast-4", "eu-central-2", "eu-south-2",
		"il-central-1", "me-central-1", "me-south-1", "us-gov-west-1",
	},
}

// Lack reports whether a region is known to lack a service. A region that nothing is known of, such as a new one, lacks
// nothing.
func Lack(region string, service Service) bool { return slices.Contains(without[service], region) }

var regionOfZone = regexp.MustCompile(`^[a-z]{2,}(-[a-z]+)+-[0-9]+`)

// OfZone is the region of an Availability Zone or of a Local Zone, such as us-west-2 for us-west-2a and us-west-2-lax-1a. It is
// empty for what begins with no region.
func OfZone(name string) string { return regionOfZone.FindString(name) }

// Consoles are the hosts of the AWS Management Console in partitions that have their own (AWS page "Configuring Your
// Account" for AWS GovCloud (US), and the links that the EB CLI shows for China). The names of a partition's regions begin
// with its prefix.
var Consoles = []struct{ Partition, Prefix, Host string }{
	{"aws-cn", "cn-", "console.amazonaws.cn"},
	{"aws-us-gov", "us-gov-", "console.amazonaws-us-gov.com"},
}

// Console is the host of the console for a region; for one that is not known yet, that of most regions.
func Console(region string) string {
	for _, other := range Consoles {
		if strings.HasPrefix(region, other.Prefix) {
			return other.Host
		}
	}
	return "console.aws.amazon.com"
}
