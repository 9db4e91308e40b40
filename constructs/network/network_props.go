package network

import (
	"fmt"
	"math"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"

	"beanstalkline/internal/prop"
)

const defaultMaxAzs = 2

// NetworkProps are the properties of a [Network]. All are optional.
//
// Zones, private subnets and NAT gateways can be added to a deployed network, and removed: each subnet has a range of
// its own from the start. Another Cidr is another network: CloudFormation would have to replace the VPC and everything
// in it, which Elastic Beanstalk does not allow, so deploy a new stage instead.
type NetworkProps struct {
	// Vpc is an existing VPC to use as it is. It excludes VpcAttributes, Cidr, MaxAzs, AvailabilityZones, PrivateSubnets,
	// NatGateways and Endpoints. Defaults to a VPC of its own.
	Vpc awsec2.IVpc

	// VpcAttributes are an existing VPC in words, where there is no scope yet to import one into. Nothing is looked up. It
	// needs VpcId, AvailabilityZones and the ids of subnets, those of each kind in the order of the zones: the zones are
	// what shows that a load balancer has two. Private subnets are those with a route to a NAT gateway, isolated ones
	// those without; instances in the latter need endpoints in the VPC for what [AgentServices] lists. It excludes what
	// Vpc does. Defaults to none.
	VpcAttributes *awsec2.VpcAttributes

	// Cidr is the IPv4 range of the VPC, a /16 to a /24. It is divided into sixteen equal parts, twelve of them for
	// public and private subnets in up to six zones, whether these are there yet or not: a /16 gives subnets of a /20,
	// a /24 subnets of a /28. A load balancer needs subnets of a /27 or larger, and so a /23 or larger here (Elastic
	// Load Balancing, "Subnets for your load balancer"). For a smaller range, define a VPC and give it as Vpc.
	//
	// AWS refuses 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 and 224.0.0.0/4, advises against 172.17.0.0/16, which Docker
	// and some of its services use, and recommends the private ranges of RFC 1918 (VPC user guide, "VPC CIDR blocks").
	// Behind a public range, its owner cannot be reached. Defaults to 10.0.0.0/16.
	// A change replaces the VPC and its subnets: instances are replaced, and what becomes of the rest is unknown.
	Cidr *string

	// MaxAzs is the number of Availability Zones to span, from 1 to 6: the first ones that Fn::GetAZs returns in the
	// region of the deployment. Most regions have three; more than most accounts have are refused where the region is
	// known. A load balancer needs two. Defaults to 2.
	//
	// The zones are never looked up, so the template is the same everywhere, with or without credentials. Where the
	// first ones do not fit, name others in AvailabilityZones.
	// A change: instances are replaced; what becomes of the load balancer is unknown.
	MaxAzs *float64

	// AvailabilityZones are the names of the zones to span, such as us-east-1b, one to six, instead of the first MaxAzs
	// ones. Name them where those would not do:
	//   - one zone of us-east-1, use1-az3 by its id, has no t3 and no other current instance types;
	//   - most accounts have only two of the zones of us-west-1, and three of those of ap-northeast-1;
	//   - where the account has default subnets, Fn::GetAZs returns only zones that have one.
	//
	// Which zones an account has, `aws ec2 describe-availability-zones` tells. Add a zone at the end: each place in
	// the list has its own ranges, and a subnet cannot move to another zone. Defaults to none.
	// A change: instances are replaced; what becomes of the load balancer is unknown.
	AvailabilityZones *[]*string

	// PrivateSubnets adds to each zone a private subnet for the instances, which leaves the public one to load
	// balancers and NAT gateways. Defaults to true.
	// A change: instances are replaced.
	PrivateSubnets *bool

	// NatGateways is the number of NAT gateways through which private subnets reach the internet, from 0 to the number
	// of zones. Each is charged per hour and per gigabyte, and takes an Elastic IP address, of which an account has
	// five per region by default. Defaults to one per zone with private subnets, and to 0 without.
	//
	// With 0, private subnets have no route to the internet. They get interface endpoints for Elastic Beanstalk and its
	// enhanced health, CloudFormation, CloudWatch Logs and Session Manager: six, each charged per hour and zone, which
	// is more than a NAT gateway costs. Anything else that the application calls needs an endpoint of its own, in
	// Endpoints.
	// A change: no interruption to the instances, but what another way out does to open connections is unknown.
	NatGateways *float64

	// Endpoints are further services that instances reach without the internet, by the end of their endpoints' names, such
	// as "secretsmanager", "sqs" or "ecr.api" (AWS PrivateLink guide, "AWS services that integrate with AWS PrivateLink").
	// Each is an interface endpoint, charged 0.01 USD an hour in each zone in us-east-1, which is 14.60 a month for two,
	// and by the gigabyte; but "dynamodb" is a gateway endpoint and free, and Amazon S3 has one anyway. A stage without NAT
	// gateways adds what its environment's secrets and image need. With NAT gateways they are not needed, but keep
	// traffic off them. Defaults to none.
	Endpoints *[]*string

	// FlowLogs records the accepted and rejected traffic of the VPC in a log group. Defaults to true for a VPC of its
	// own, and to false for an existing one.
	// A change: no interruption.
	FlowLogs *bool

	// FlowLogRetentionDays is how long flow logs are kept. In days: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365,
	// 400, 545, 731, 1827 or 3653. Defaults to 90.
	// Fewer days: data is lost. More: no interruption.
	FlowLogRetentionDays *float64

	// RemovalPolicy says what becomes of the flow logs when the stack is deleted: RETAIN keeps them,
	// RETAIN_ON_UPDATE_OR_DELETE does too, but not those of a creation that failed, and DESTROY deletes them. Defaults
	// to RETAIN.
	// A change: no interruption; it matters when the stack is deleted.
	RemovalPolicy awscdk.RemovalPolicy
}

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js, and asks
// the CDK only about tokens.
func (p *NetworkProps) Validate() error { return p.ValidateIn("") }

// ValidateIn is Validate for a network in a region, such as "eu-central-1", whose zones are known. An empty one stands
// for a region that only the deployment knows.
func (p *NetworkProps) ValidateIn(region string) error {
	if p == nil {
		return nil
	}
	var problems prop.Problems
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
	problems.LogRetention("FlowLogRetentionDays", p.FlowLogRetentionDays)
	if p.Vpc == nil && p.VpcAttributes != nil || p.Vpc != nil && problems.Required("Vpc", p.Vpc, "leave it out for a VPC of its own") {
		p.validateExisting(&problems, region)
		return problems.Err()
	}
	validateServices(&problems, prop.Or(p.Endpoints, nil))

	zones := p.validateZones(&problems, region)
	switch gateways := prop.Or(p.NatGateways, 0); {
	case gateways == 0:
	case !p.private():
		problems.MustBe("NatGateways", "0 without private subnets, which are all they serve", gateways)
	case prop.Unresolved(gateways) || !(gateways > 0 && gateways <= zones && gateways == math.Trunc(gateways)):
		problems.MustBe("NatGateways", "a whole number from 0 to "+prop.Plain(zones)+", one per zone, known at synthesis", gateways)
	}
	if p.Cidr != nil {
		validateCidr(&problems, *p.Cidr)
	}
	return problems.Err()
}

func (p *NetworkProps) private() bool { return prop.Or(p.PrivateSubnets, true) }

// zones is how many zones valid properties span.
func (p *NetworkProps) zones() int {
	if p.AvailabilityZones != nil {
		return len(*p.AvailabilityZones)
	}
	return int(prop.Or(p.MaxAzs, defaultMaxAzs))
}

// natGateways is how many NAT gateways valid properties give.
func (p *NetworkProps) natGateways() int {
	if !p.private() {
		return 0
	}
	return int(prop.Or(p.NatGateways, float64(p.zones())))
}

// validateZones returns how many zones the rest is judged with, which is the widest network where that is not known.
func (p *NetworkProps) validateZones(problems *prop.Problems, region string) float64 {
	if p.AvailabilityZones != nil {
		if p.MaxAzs != nil {
			problems.Say("MaxAzs", "remove one of the two", "must be left out with AvailabilityZones, which are all that are spanned")
		}
		validateZoneNames(problems, "AvailabilityZones", *p.AvailabilityZones, region)
		if n := len(*p.AvailabilityZones); n >= 1 && n <= mostZones {
			return float64(n)
		}
		return mostZones
	}
	zones := prop.Or(p.MaxAzs, defaultMaxAzs)
	known := p.MaxAzs == nil || !prop.Unresolved(zones)
	if !known || !(zones >= 1 && zones <= mostZones && zones == math.Trunc(zones)) {
		problems.MustBe("MaxAzs", "a whole number from 1 to 6, known at synthesis", zones)
		return mostZones
	}
	if most := zonesOf(region); zones > most {
		problems.MustBe("MaxAzs", fmt.Sprintf("at most %s, as many zones as most accounts have in %s", prop.Plain(most), region), zones,
			"if yours has more, name them in AvailabilityZones")
	}
	return zones
}

// existing reports whether the properties name a VPC that is there already.
func (p *NetworkProps) existing() bool { return p.Vpc != nil || p.VpcAttributes != nil }

// validateExisting finds what would change a VPC that is there already.
func (p *NetworkProps) validateExisting(problems *prop.Problems, region string) {
	with := "Vpc"
	switch {
	case p.Vpc == nil:
		with = "VpcAttributes"
		validateAttributes(problems, p.VpcAttributes, region)
	case p.VpcAttributes != nil:
		problems.Say("VpcAttributes", "remove one of the two", "must be left out with Vpc, which is used as it is")
	}
	fields := []struct {
		name string
		set  bool
	}{
		{"Cidr", p.Cidr != nil},
		{"MaxAzs", p.MaxAzs != nil},
		{"AvailabilityZones", p.AvailabilityZones != nil},
		{"PrivateSubnets", p.PrivateSubnets != nil},
		{"NatGateways", p.NatGateways != nil},
	}
	for _, field := range fields {
		if field.set {
			problems.Say(field.name, "remove one of the two", "must be left out with %s, which is used as it is", with)
		}
	}
	if len(prop.Or(p.Endpoints, nil)) > 0 {
		problems.Say("Endpoints", "call AddInterfaceEndpoint of the VPC, unless it has them", "must be left out with %s, which is used as it is", with)
	}
}
