package beanstalk_test

import (
	"fmt"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/network"
)

// Two services on one address: the load balancer in one stack, each service in another.
func ExampleNewLoadBalancer() {
	app := awscdk.NewApp(nil)
	stage := awscdk.NewStage(app, jsii.String("Prod"), nil)
	front := awscdk.NewStack(stage, jsii.String("Front"), nil)
	vpc := network.NewNetwork(front, jsii.String("Network"), nil).Vpc
	balancer := beanstalk.NewLoadBalancer(front, jsii.String("LoadBalancer"), &beanstalk.LoadBalancerProps{
		Vpc:             vpc,
		CertificateArns: jsii.Strings("arn:aws:acm:eu-central-1:111122223333:certificate/0a1b"),
	})
	for i, service := range []string{"shop", "api"} {
		stack := awscdk.NewStack(stage, &service, nil)
		environment := beanstalk.NewWebEnvironment(stack, jsii.String("Web"), &beanstalk.WebEnvironmentProps{
			Application: beanstalk.NewApplication(stack, jsii.String("Application"), nil),
			Vpc:         vpc,
			LoadBalancer: &beanstalk.SharedLoadBalancer{
				LoadBalancer: balancer,
				Hosts:        jsii.Strings(service + ".example.com"),
				Priority:     jsii.Number(float64(i + 1)),
			},
		})
		hosts, _ := environment.Settings.Get("aws:elbv2:listenerrule:hosts", "HostHeaders")
		fmt.Println(hosts.Value)
	}
	stage.Synth(nil)
	// Output:
	// shop.example.com
	// api.example.com
}
