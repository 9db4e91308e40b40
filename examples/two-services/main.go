// Two-services is a shop and its back office on one load balancer of the app's own, behind a web ACL. Each has a host
// of its own, and both share a certificate.
package main

import (
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsroute53targets"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
	"beanstalkline/constructs/nodejs"
)

func main() {
	nodejs.Start()
	defer nodejs.Stop()

	app := awscdk.NewApp(nil)
	stack := awscdk.NewStack(app, jsii.String("ServicesStack"), nil)
	zone := awsroute53.HostedZone_FromHostedZoneAttributes(stack, jsii.String("Zone"), &awsroute53.HostedZoneAttributes{
		HostedZoneId: jsii.String("Z0123456789ABCDEFGHIJ"), ZoneName: jsii.String("example.com"),
	})
	certificate := awscertificatemanager.NewCertificate(stack, jsii.String("Certificate"), &awscertificatemanager.CertificateProps{
		DomainName:              jsii.String("shop.example.com"),
		SubjectAlternativeNames: jsii.Strings("office.example.com"),
		Validation:              awscertificatemanager.CertificateValidation_FromDns(zone),
	})
	vpc := network.NewNetwork(stack, jsii.String("Network"), nil).Vpc
	balancer := beanstalk.NewLoadBalancer(stack, jsii.String("LoadBalancer"), &beanstalk.LoadBalancerProps{
		Vpc:                vpc,
		CertificateArns:    &[]*string{certificate.CertificateArn()},
		WebAclArn:          jsii.String("arn:aws:wafv2:us-east-1:111122223333:regional/webacl/web/a1b2c3d4-5678-90ab-cdef-111122223333"),
		DeletionProtection: jsii.Bool(false), // true, which is the default, for an address to keep
	})

	application := beanstalk.NewApplication(stack, jsii.String("Application"), nil)
	for i, id := range []string{"Shop", "Office"} {
		host := strings.ToLower(id) + ".example.com"
		beanstalk.NewWebEnvironment(stack, &id, &beanstalk.WebEnvironmentProps{
			Application: application,
			Vpc:         vpc,
			LoadBalancer: &beanstalk.SharedLoadBalancer{
				LoadBalancer: balancer, Hosts: jsii.Strings(host), Priority: jsii.Number(i + 1),
			},
		})
		awsroute53.NewARecord(stack, jsii.String(id+"Record"), &awsroute53.ARecordProps{
			Zone: zone, RecordName: &host,
			Target: awsroute53.RecordTarget_FromAlias(awsroute53targets.NewLoadBalancerTarget(balancer.Resource, nil)),
		})
	}

	app.Synth(nil)
}
