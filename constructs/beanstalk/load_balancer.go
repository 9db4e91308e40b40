package beanstalk

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"

	"beanstalkline/internal/prop"
)

// LoadBalancing is what stands between visitors and instances: [DedicatedLoadBalancer] or [SharedLoadBalancer].
type LoadBalancing interface{ loadBalancer() }

// DedicatedLoadBalancer is an Application Load Balancer that Elastic Beanstalk makes for one environment. All fields
// are optional.
type DedicatedLoadBalancer struct {
	// CertificateArn is the ARN of a certificate in AWS Certificate Manager, in the environment's region. It turns on
	// HTTPS on port 443 and turns off plain HTTP, unless RedirectHttp is true. To turn HTTPS off again, set
	// ListenerEnabled of aws:elbv2:listener:443 to false through Options, because Elastic Beanstalk keeps what a template
	// stops mentioning. Defaults to one that is made for a Domain with a HostedZoneId, and otherwise to plain HTTP on port
	// 80.
	// The first one, with HTTPS_REDIRECT: application servers restart. What another ARN, or none, does to connections is
	// unknown.
	CertificateArn *string
	// RedirectHttp listens on port 80 too, and sends visitors who come by HTTP to HTTPS. Elastic Beanstalk's load balancer
	// cannot do that itself (AWS page "Configuring HTTP to HTTPS redirection"): nginx on the instances does, by files of
	// the app. They are told by the environment property HTTPS_REDIRECT, and the sample app has them in .platform: an app
	// without them answers on port 80 in plain text. True is refused where there is no certificate, and where no nginx is
	// in the way: with another InstancePort or ProxyServer, on Windows and on ECS. With Docker Compose the app's own proxy
	// has to redirect. To end it set false: instances go on redirecting, to a port that is closed, if a template stops
	// mentioning it together with the certificate. Defaults to true with a Domain, where that is possible, and to false
	// without one.
	RedirectHttp *bool
	// HealthCheckPath is the path that the load balancer requests from the instances, 1 to 1024 characters that begin
	// with "/". A new environment runs the platform's sample app, which on platforms other than Go, Node.js and Python
	// may know no path but "/". Defaults to "/".
	// What a change does beyond new requests is unknown.
	HealthCheckPath *string
	// Subnets are where the load balancer runs, at least two, in different zones, each of a /27 or larger with eight free
	// addresses (Elastic Load Balancing, "Subnets for your load balancer"). Defaults to the public subnets.
	Subnets *awsec2.SubnetSelection
	// Internal keeps the load balancer's addresses private. Elastic Beanstalk replaces the load balancer when it changes.
	// Defaults to whether Subnets are private; required where Subnets names subnets that the VPC does not list.
	Internal *bool
	// SecurityGroups are the load balancer's groups, which then decide who may visit. They must be in the VPC. The rule
	// that lets them reach the instances is added. Defaults to a group that admits AllowFrom.
	SecurityGroups *[]awsec2.ISecurityGroup
	// AccessLogs is the bucket for access logs, which must let Elastic Load Balancing write to load-balancer/AWSLogs/
	// and be encrypted with Amazon S3's own keys. Defaults to a bucket that keeps them for LogRetentionDays.
	AccessLogs awss3.IBucket
}

func (*DedicatedLoadBalancer) loadBalancer() {}

// resolveLoadBalancer returns the load balancer, of either kind; neither for a single instance.
func resolveLoadBalancer(
	problems *prop.Problems, given LoadBalancing, group *AutoScalingGroup,
) (dedicated *DedicatedLoadBalancer, shared *SharedLoadBalancer) {
	const allowed = "&beanstalk.DedicatedLoadBalancer{} or &beanstalk.SharedLoadBalancer{}"
	if given != nil && prop.IsNil(given) {
		problems.MustBe("LoadBalancer", allowed, nil, "leave it out for the default")
		given = nil
	}
	if group == nil {
		if given != nil {
			problems.Say("LoadBalancer", "set Capacity to &beanstalk.AutoScalingGroup{}, or leave LoadBalancer out",
				"must be left out with a single instance, which has none")
		}
		return nil, nil
	}
	switch balancer := given.(type) {
	case nil:
	case *DedicatedLoadBalancer:
		balancer.validate(problems)
		return balancer, nil
	case *SharedLoadBalancer:
		return nil, balancer.resolve(problems)
	default:
		problems.MustBe("LoadBalancer", allowed, prop.Words(fmt.Sprintf("a %T", given)))
	}
	return &DedicatedLoadBalancer{}, nil
}

func (b *DedicatedLoadBalancer) validate(problems *prop.Problems) {
	problems.Arn("LoadBalancer.CertificateArn", b.CertificateArn, "acm", "certificate/", certificateExample)
	validateGroups(problems, "LoadBalancer.SecurityGroups", b.SecurityGroups)
	if b.AccessLogs != nil {
		problems.Required("LoadBalancer.AccessLogs", b.AccessLogs, "leave it out for a bucket of its own")
	}
	validateHealthCheckPath(problems, b.HealthCheckPath)
}
