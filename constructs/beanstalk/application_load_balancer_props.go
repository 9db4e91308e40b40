package beanstalk

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// LoadBalancerProps are the properties of a [LoadBalancer]. Vpc is required.
//
// A change of Internal makes a new load balancer with another address, and one of Internal, or from no certificate to
// the first one, makes new environments behind it. While those are in another stack, CloudFormation refuses the change of
// Internal, because they import the load balancer's ARN: take them off it in a deployment of its own first.
type LoadBalancerProps struct {
	// Vpc is where the load balancer runs, the same as that of the environments behind it. Required.
	Vpc awsec2.IVpc
	// CertificateArns are the ARNs of certificates in AWS Certificate Manager, in the load balancer's region, for the
	// names of all services behind it: the first is for clients that name no host, and at most 25 more can follow (Elastic
	// Load Balancing, "Quotas for your Application Load Balancers"). They turn on HTTPS on port 443, with TLS 1.3 or 1.2,
	// and port 80 then answers with a redirect to it. Defaults to none: plain HTTP on port 80, which anybody on the way can
	// read and change.
	CertificateArns *[]*string

	// Subnets are where the load balancer runs, at least two, in different zones, each of a /27 or larger with eight free
	// addresses (Elastic Load Balancing, "Subnets for your load balancer"). Defaults to the public subnets.
	Subnets *awsec2.SubnetSelection
	// Internal keeps the load balancer's addresses private. Defaults to whether Subnets are private; required where Subnets
	// names subnets that the VPC does not list.
	Internal *bool
	// AllowFrom are the visitors who reach port 80 and, with a certificate, 443, as in [WebEnvironmentProps]. An empty list
	// admits nobody. Defaults to any IPv4 address.
	AllowFrom *[]*string
	// SecurityGroups are the load balancer's groups, at most 5, which then decide who may visit. They must be in the VPC. The
	// rules that let them reach instances are added by the environments. Defaults to a group that admits AllowFrom.
	SecurityGroups *[]awsec2.ISecurityGroup

	// WebAclArn is the ARN of a web ACL of AWS WAF, of scope REGIONAL and in the load balancer's region. AWS WAF is charged
	// by web ACL, rule and request. Defaults to none.
	WebAclArn *string
	// IdleTimeoutSeconds is how long a connection may be silent, 1 to 4000 seconds (Elastic Load Balancing, "Edit
	// attributes for your Application Load Balancer"). Defaults to 60.
	IdleTimeoutSeconds *float64

	// AccessLogs is the bucket for access logs, which must let Elastic Load Balancing write to load-balancer/AWSLogs/
	// and be encrypted with Amazon S3's own keys. Defaults to a bucket that keeps them for LogRetentionDays.
	AccessLogs awss3.IBucket
	// LogRetentionDays is how long access logs are kept, in days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545,
	// 731, 1827 or 3653. Defaults to 90.
	LogRetentionDays *float64
	// DeletionProtection keeps AWS from deleting the load balancer, and with it the address that DNS records of others may
	// name: the deletion of its stack then fails at it, and so does the cleanup after a first deployment that failed. Turn
	// it off in a deployment of its own first. Defaults to true, and to false with RemovalPolicy DESTROY.
	DeletionProtection *bool
	// RemovalPolicy says what becomes of the access logs when the load balancer is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not those of a creation that failed, and DESTROY deletes them. Defaults to
	// RETAIN.
	RemovalPolicy awscdk.RemovalPolicy
}

// mostCertificates are the default certificate and the quota of others.
const mostCertificates = 1 + 25

const certificateExample = "arn:aws:acm:eu-central-1:111122223333:certificate/ID"

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
// NewLoadBalancer adds what only the construct tree knows, such as the zones of subnets.
func (p *LoadBalancerProps) Validate() error {
	var problems prop.Problems
	p.validate(&problems)
	return problems.Err()
}

func (p *LoadBalancerProps) validate(problems *prop.Problems) {
	if p == nil {
		p = &LoadBalancerProps{}
	}
	problems.Required("Vpc", p.Vpc, "use one made by network.NewNetwork, or any other")
	p.validateCertificates(problems)
	validateSelection(problems, "Subnets", p.Subnets)
	validateGroups(problems, "SecurityGroups", p.SecurityGroups)
	p.entrance().validate(problems)
	const webAcl = "arn:aws:wafv2:eu-central-1:111122223333:regional/webacl/NAME/ID"
	if acl := p.WebAclArn; acl != nil && strings.Contains(*acl, ":global/webacl/") {
		problems.MustBe("WebAclArn", "that of a web ACL of scope REGIONAL", *acl, "one of scope CLOUDFRONT is for Amazon CloudFront only")
	} else {
		problems.Arn("WebAclArn", acl, "wafv2", "regional/webacl/", webAcl)
	}
	problems.Whole("IdleTimeoutSeconds", p.IdleTimeoutSeconds, 1, 4000)
	if p.AccessLogs != nil {
		problems.Required("AccessLogs", p.AccessLogs, "leave it out for a bucket of its own")
	}
	problems.LogRetention("LogRetentionDays", p.LogRetentionDays)
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
}

func (p *LoadBalancerProps) validateCertificates(problems *prop.Problems) {
	given := prop.Or(p.CertificateArns, nil)
	if n := len(given); n > mostCertificates {
		problems.MustBe("CertificateArns", fmt.Sprintf("at most %d, unless the quota is raised", mostCertificates), prop.Words(strconv.Itoa(n)),
			"use certificates for several names, or add more to HttpsListener")
		return
	}
	if p.CertificateArns != nil && len(given) == 0 {
		problems.MustBe("CertificateArns", "left out for plain HTTP, or name one or more", prop.Words("an empty list"))
	}
	first := map[string]int{}
	for i, arn := range given {
		field := fmt.Sprintf("CertificateArns[%d]", i)
		if !problems.Required(field, arn, "remove it") {
			continue
		}
		if prop.ListToken(*arn) {
			problems.Say(field, "name each in an element of its own", "must be one ARN, got a token for a list")
			continue
		}
		problems.Arn(field, arn, "acm", "certificate/", certificateExample)
		if earlier, repeated := first[*arn]; repeated && !problems.Of(field) {
			problems.MustBe(field, fmt.Sprintf("different from CertificateArns[%d]", earlier), *arn)
		}
		first[*arn] = i
	}
}

// validateTree finds what only the construct tree shows: what was never made, and where things are.
func (p *LoadBalancerProps) validateTree(problems *prop.Problems, scope constructs.Construct) {
	if prop.IsNil(scope) {
		return
	}
	cdk.Made(problems, "Vpc", p.Vpc, func() *string { return p.Vpc.VpcId() })
	for i, group := range prop.Or(p.SecurityGroups, nil) {
		cdk.Made(problems, fmt.Sprintf("SecurityGroups[%d]", i), group, func() *string { return group.SecurityGroupId() })
	}
	cdk.Made(problems, "AccessLogs", p.AccessLogs, func() *string { return p.AccessLogs.BucketName() })
	region := ""
	_ = cdk.Try(func() { region = *awscdk.Stack_Of(scope).Region() })
	near := func(field string, arn *string) {
		if region == "" || arn == nil || prop.Unresolved(region) || prop.Unresolved(*arn) || problems.Of(field) {
			return
		}
		if there := strings.Split(*arn, ":")[3]; there != region {
			problems.MustBe(field, "of region "+prop.Quote(region), there, "name one of the same region")
		}
	}
	for i, arn := range prop.Or(p.CertificateArns, nil) {
		near(fmt.Sprintf("CertificateArns[%d]", i), arn)
	}
	near("WebAclArn", p.WebAclArn)
}

// validateVpc finds what is known of the VPC and the subnets and cannot work.
func (p *LoadBalancerProps) validateVpc(problems *prop.Problems, scope constructs.Construct, found subnets) {
	if prop.IsNil(scope) {
		return
	}
	_ = cdk.Try(func() { validateVpcRegion(problems, scope, p.Vpc) })
	if !problems.Within("Subnets") {
		validateZones(problems, "Subnets", found)
		validatePublic(problems, "Subnets", found, p.Internal)
	}
}

func (p *LoadBalancerProps) secure() bool { return p.CertificateArns != nil }

// entrance is what visitors reach: the ports of both listeners.
func (p *LoadBalancerProps) entrance() entrance {
	e := entrance{allowFrom: p.AllowFrom, ports: []int{80}, groups: "SecurityGroups"}
	if p.secure() {
		e.ports = []int{80, 443}
	}
	if p.SecurityGroups != nil {
		e.given = "SecurityGroups"
	}
	return e
}
