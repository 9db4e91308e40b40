package network_test

import (
	"reflect"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/network"
	"beanstalkline/internal/cdktest"
)

func TestWrongValues(t *testing.T) {
	cdktest.TestWrongValues(t, map[string]cdktest.Subject{
		"Network":     wrongNetwork(),
		"ExistingVpc": wrongExistingVpc(),
	})
}

func wrongNetwork() cdktest.Subject {
	return cdktest.WrongValues[network.NetworkProps]{
		Props: func(constructs.Construct) *network.NetworkProps {
			return &network.NetworkProps{RemovalPolicy: awscdk.RemovalPolicy_RETAIN}
		},
		Validate: (*network.NetworkProps).Validate,
		Define: func(scope constructs.Construct, props *network.NetworkProps) {
			network.NewNetwork(scope, jsii.String("Subject"), props)
		},
		Instances: map[reflect.Type][]any{reflect.TypeFor[awsec2.IVpc](): {(*ownVpc)(nil)}},
		Accepted: map[string]string{
			"RemovalPolicy with nothing in it": "the default",
			"NatGateways with zero":            "endpoints take the place of NAT gateways",
			"Endpoints with an empty list":     "the default, none",
		},
	}
}
