package beanstalk

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/regioninfo"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// validateAlias finds a region of which the CDK does not know the zone that an alias to an environment names.
func (r *resolved) validateAlias(problems *prop.Problems, scope constructs.Construct) {
	if d := r.props.Domain; d == nil || d.HostedZoneId == nil || problems.Of("Domain.HostedZoneId") {
		return
	}
	region := awscdk.Stack_Of(scope).Region()
	if prop.Unresolved(*region) {
		return
	}
	zone := regioninfo.Fact_Find(region, regioninfo.FactName_EBS_ENV_ENDPOINT_HOSTED_ZONE_ID())
	if prop.Or(zone, "") == "" {
		problems.MustBe("Domain.HostedZoneId", "left out in a region of which the CDK does not know the zone of environments", *region,
			"make the record that an output then names")
	}
}

// prefixFor is the CNAME prefix of an environment with a domain. It contains what cannot be changed once the environment
// exists, so that a new environment in its place has another one, and its place in the app: prefixes are unique in a region.
func prefixFor(domain string, scope constructs.Construct, shape string) string {
	place := *awscdk.Names_UniqueResourceName(scope, &awscdk.UniqueResourceNameOptions{})
	return withDigest(strings.ReplaceAll(domain, ".", "-"), longestPrefix, digest(5, domain, place, shape))
}

// newCertificate defines a certificate for the domain, which its hosted zone validates.
func newCertificate(scope constructs.Construct, domain *Domain) awscertificatemanager.Certificate {
	zone := awsroute53.HostedZone_FromHostedZoneId(scope, jsii.String("HostedZone"), domain.HostedZoneId)
	return awscertificatemanager.NewCertificate(scope, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName: domain.Name,
		Validation: awscertificatemanager.CertificateValidation_FromDns(zone),
	})
}

// newRecord leads the domain to the environment; without a hosted zone it returns nil, and an output says which record to
// make. The record goes before the environment does: until then anybody else may take the prefix that it leads to (AWS
// page "Terminate an Elastic Beanstalk environment").
func newRecord(scope constructs.Construct, domain *Domain, e *Environment) awsroute53.CfnRecordSet {
	if domain.HostedZoneId == nil {
		awscdk.NewCfnOutput(scope, jsii.String("DnsRecord"), &awscdk.CfnOutputProps{
			Description: jsii.String("The DNS record to make: name, type and value"),
			Value:       jsii.String(*domain.Name + " CNAME " + *e.DomainName()),
		})
		return nil
	}
	zone := regioninfo.FactName_EBS_ENV_ENDPOINT_HOSTED_ZONE_ID()
	record := awsroute53.NewCfnRecordSet(scope, jsii.String("Record"), &awsroute53.CfnRecordSetProps{
		Name:         domain.Name,
		HostedZoneId: domain.HostedZoneId,
		Type:         jsii.String("A"),
		AliasTarget: &awsroute53.CfnRecordSet_AliasTargetProperty{
			DnsName:      e.DomainName(),
			HostedZoneId: awscdk.Stack_Of(scope).RegionalFact(zone, nil),
		},
	})
	record.Node().AddDependency(e.Resource)
	return record
}
