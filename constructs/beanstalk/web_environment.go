package beanstalk

import (
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awss3"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// WebEnvironment is an Elastic Beanstalk environment of the web server tier.
type WebEnvironment struct {
	constructs.Construct
	Environment
	// LoadBalancerConnections are those of the load balancer; nil if there is none.
	LoadBalancerConnections awsec2.Connections
	// LoadBalancer is the load balancer that the environment shares with others; nil without one.
	LoadBalancer *LoadBalancer
	// AccessLogs is the bucket of the access logs of a dedicated load balancer; nil without one or without logs.
	AccessLogs awss3.IBucket
	// Certificate is the one that is made for the Domain; nil without one, and where another is given.
	Certificate awscertificatemanager.ICertificate
	// Record leads the Domain to the environment; nil without a HostedZoneId.
	Record awsroute53.CfnRecordSet
	url    *string
	visit  Visit
}

var (
	_ IEnvironment        = (*WebEnvironment)(nil)
	_ awsec2.IConnectable = (*WebEnvironment)(nil)
	_ awsiam.IGrantable   = (*WebEnvironment)(nil)
)

// NewWebEnvironment defines
//   - the environment, with a complete, sorted and checked set of option settings
//   - the role of its instances, with the managed policy for the web tier, what Session Manager needs, and without what
//     would reach other applications of the account (SECURITY.md); and the profile
//   - security groups for the load balancer and the instances, in place of those that Elastic Beanstalk would make
//   - an encrypted bucket for the access logs, where there is a load balancer
//   - the certificate and the record of a Domain
//   - a policy with which the instances read exactly their secrets and pull from their image's repository, if any
//
// The environment waits for everything it needs on its first boot: routes and endpoints of the VPC, rules of the
// security groups, policies of the roles and of the log bucket. It panics with every problem at once, both those that
// Validate finds and those of the subnets.
func NewWebEnvironment(scope constructs.Construct, id *string, props *WebEnvironmentProps) *WebEnvironment {
	var problems prop.Problems
	r, warnings := resolve(&problems, props)
	instances, balancer := selectSubnets(&problems, r)
	warnings = append(warnings, validateTree(&problems, scope, r)...)
	validateRecord(&problems, scope, r.props.Domain)
	validateNames(&problems, scope, &r.props)
	r.validateVpc(&problems, scope, instances, balancer)
	cdk.Reject("NewWebEnvironment", scope, id, problems.Err())

	e := &WebEnvironment{Environment: Environment{
		Application: r.props.Application, InstanceRole: r.props.InstanceRole, ServiceRole: r.props.ServiceRole,
		architecture: r.architecture, cnamePrefix: r.props.CnamePrefix,
	}}
	cdk.Define("NewWebEnvironment", e, scope, id)
	e.visit = r.visited(balancer)

	e.defineRoles(e, "AWSElasticBeanstalkWebTier")
	groups := newSecurityGroups(e, r)
	e.connections, e.LoadBalancerConnections = groups.instances, groups.loadBalancer
	needs := append([]constructs.IDependable{r.props.Vpc, e.ServiceRole, e.InstanceRole, e.InstanceProfile}, groups.needs...)

	serviceRole := *e.ServiceRole.RoleName()
	references := map[option]string{
		{"aws:autoscaling:launchconfiguration", "IamInstanceProfile"}:           *e.InstanceProfile.InstanceProfileName(),
		{"aws:autoscaling:launchconfiguration", "SecurityGroups"}:               cdk.Joined(groupIDs(groups.instances)),
		{"aws:ec2:vpc", "VPCId"}:                                                *r.props.Vpc.VpcId(),
		{"aws:ec2:vpc", "Subnets"}:                                              instances.joined(),
		{"aws:ec2:vpc", "AssociatePublicIpAddress"}:                             strconv.FormatBool(instances.public),
		{environmentNamespace, "ServiceRole"}:                                   serviceRole,
		{"aws:elasticbeanstalk:managedactions", "ServiceRoleForManagedUpdates"}: serviceRole,
	}
	shape := "SingleInstance"
	if r.balancer != nil {
		shape = "DedicatedLoadBalancer"
		references[option{"aws:ec2:vpc", "ELBScheme"}] = schemeOf(!balancer.public)
		references[option{"aws:ec2:vpc", "ELBSubnets"}] = balancer.joined()
		ids := groupIDs(groups.loadBalancer)
		references[option{"aws:elbv2:loadbalancer", "SecurityGroups"}] = cdk.Joined(ids)
		references[option{"aws:elbv2:loadbalancer", "ManagedSecurityGroup"}] = *ids[0]
		if e.AccessLogs = accessLogs(e, r); e.AccessLogs != nil {
			references[option{"aws:elbv2:loadbalancer", "AccessLogsS3Bucket"}] = *e.AccessLogs.BucketName()
			needs = append(needs, e.AccessLogs)
		}
	}
	if r.shared != nil {
		shape = r.shared.shape()
		e.LoadBalancer = r.shared.LoadBalancer
		references[option{"aws:elbv2:loadbalancer", "SharedLoadBalancer"}] = *e.LoadBalancer.Resource.LoadBalancerArn()
		references[option{"aws:elbv2:loadbalancer", "SecurityGroups"}] = cdk.Joined(groupIDs(groups.loadBalancer))
		r.shared.join(e)
		r.warnOfRules(e)
	}
	shape += map[awsec2.InstanceArchitecture]string{
		awsec2.InstanceArchitecture_X86_64: "X8664", awsec2.InstanceArchitecture_ARM_64: "Arm64",
	}[r.architecture]
	domain := r.props.Domain
	if domain != nil && e.cnamePrefix == nil {
		e.cnamePrefix = jsii.String(prefixFor(*domain.Name, e, shape))
	}
	if r.makesCertificate() {
		e.Certificate = newCertificate(e, domain)
		references[option{httpsListener, "SSLCertificateArns"}] = *e.Certificate.CertificateArn()
	}
	r.reference(references)
	access, told := e.grantAccess(e, r)
	needs = append(needs, access...)
	name := r.props.EnvironmentName
	if prefix := r.props.EnvironmentNamePrefix; prefix != nil {
		name = nameFor(*prefix, e, shape, e.cnamePrefix, e.Application)
	}
	e.define(e, core{
		environmentName: name, description: r.props.Description,
		tier: "WebServer", tierType: "Standard", platform: r.platform,
		settings: r.settings, references: references, needs: needs, shape: shape,
		named: r.props.EnvironmentName != nil || r.props.CnamePrefix != nil,
	})
	if domain != nil {
		e.url, e.Record = r.url(), newRecord(e, domain, &e.Environment)
	}
	if r.props.EnvironmentName != nil || e.cnamePrefix != nil || e.Record != nil {
		claim(e, claimant{e, e.Resource, domain})
	}
	warn(e, append(warnings, told...))
	r.warnOfEndpoints(e, instances)
	return e
}

// validateRecord finds another environment of the app that defines the same record.
func validateRecord(problems *prop.Problems, scope constructs.Construct, domain *Domain) {
	if domain == nil || problems.Within("Domain") || domain.HostedZoneId == nil || prop.IsNil(scope) {
		return
	}
	_ = cdk.Try(func() {
		for _, other := range claimed(scope) {
			if other.domain.sharesRecord(domain) && other.stands() {
				problems.MustBe("Domain.Name", "another than that of "+prop.Quote(*other.construct.Node().Path())+", since both would define its record",
					*domain.Name, "give each environment a Domain of its own")
			}
		}
	})
}

// Url is the address that visitors open, https://NAME or http://NAME of the Domain; nil without one. It refers to nothing.
func (e *WebEnvironment) Url() *string { return e.url }

// Visit is how to ask the environment, such as for a smoke test after a deployment.
func (e *WebEnvironment) Visit() Visit { return e.visit }
