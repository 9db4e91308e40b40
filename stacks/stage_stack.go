package stacks

import (
	"cmp"
	"errors"
	"time"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscertificatemanager"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodebuild"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awselasticbeanstalk"
	"github.com/aws/aws-cdk-go/awscdk/v2/awslogs"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/delivery"
	"beanstalkline/constructs/network"
)

// StageStack is all of a stage: DevStack, TestStack, StagingStack, ProdStack.
type StageStack struct {
	// Stack is what the CDK CLI deploys.
	Stack awscdk.Stack
	// Network is the VPC with what belongs to it.
	Network *network.Network
	// Application holds the versions that the pipeline deploys.
	Application *beanstalk.Application
	// Environment runs the app.
	Environment *beanstalk.WebEnvironment
	// Pipeline deploys every push to the environment.
	Pipeline *delivery.Pipeline
}

// NewStageStack defines a stage: its network, its environment, and the pipeline that deploys every push to it. The
// source is only looked at by a stage without a connection of its own; now is the day by which the retirement of the
// platform is judged. All problems of the stage come back together.
func NewStageStack(scope constructs.Construct, stage Stage, source *SourceStack, now time.Time) (*StageStack, error) {
	stack := newStack(scope, stage.Name+"Stack", &awscdk.StackProps{
		Description:           jsii.Sprintf("The %s stage: network, Elastic Beanstalk environment and pipeline", stage.Name),
		Env:                   environment(stage.Account, stage.Region),
		TerminationProtection: jsii.Bool(stage.TerminationProtection),
		Tags:                  &map[string]*string{"stage": jsii.String(stage.Name)},
	})
	s := &StageStack{Stack: stack}
	var problems []error
	// A construct with wrong values is replaced by one without any, which nobody deploys, so that the problems of the
	// constructs after it are found in the same run.
	if err := Catch(func() error {
		s.Network = network.NewNetwork(stack, jsii.String("Network"), stage.networkProps())
		return nil
	}); err != nil {
		problems = append(problems, err)
		s.Network = network.NewNetwork(stack, jsii.String("DefaultNetwork"), nil)
	}
	s.Application = beanstalk.NewApplication(stack, jsii.String("Application"), &beanstalk.ApplicationProps{
		DeleteSourceBundles: jsii.Bool(!stage.RetainData),
	})
	if err := Catch(func() error {
		s.Environment = beanstalk.NewWebEnvironment(stack, jsii.String("Environment"), stage.environmentProps(s, now))
		return nil
	}); err != nil {
		problems = append(problems, err)
		s.Environment = beanstalk.NewWebEnvironment(stack, jsii.String("DefaultEnvironment"), &beanstalk.WebEnvironmentProps{
			Application:     s.Application,
			Vpc:             s.Network.Vpc,
			EnvironmentType: beanstalk.EnvironmentTypeSingleInstance,
		})
	}
	problems = append(problems, Catch(func() error {
		s.Pipeline = delivery.NewPipeline(stack, jsii.String("Pipeline"), stage.pipelineProps(s.Environment, source))
		return nil
	}))
	if err := errors.Join(problems...); err != nil {
		return nil, err
	}

	// No output names the environment's address: reading it fails a deployment whose app is not healthy yet.
	awscdk.NewCfnOutput(stack, jsii.String("EnvironmentName"), &awscdk.CfnOutputProps{
		Description: jsii.String("The Elastic Beanstalk environment"),
		Value:       s.Environment.EnvironmentName(),
	})
	awscdk.NewCfnOutput(stack, jsii.String("PipelineName"), &awscdk.CfnOutputProps{
		Description: jsii.String("The pipeline that deploys to it"),
		Value:       s.Pipeline.Pipeline.PipelineName(),
	})
	return s, nil
}

func (s Stage) networkProps() *network.NetworkProps {
	return &network.NetworkProps{
		Cidr:             text(s.Cidr),
		MaxAzs:           number(s.MaxAzs),
		PrivateSubnets:   jsii.Bool(s.PrivateSubnets),
		NatGateways:      jsii.Number(s.NatGateways),
		FlowLogs:         jsii.Bool(s.FlowLogs),
		FlowLogRetention: s.logRetention(),
		RemovalPolicy:    s.removalPolicy(),
	}
}

func (s Stage) environmentProps(stack *StageStack, now time.Time) *beanstalk.WebEnvironmentProps {
	props := &beanstalk.WebEnvironmentProps{
		Application:        stack.Application,
		Vpc:                stack.Network.Vpc,
		Platform:           beanstalk.Platform(s.Platform),
		EnvironmentType:    beanstalk.EnvironmentType(s.EnvironmentType),
		MinSize:            number(s.MinSize),
		MaxSize:            number(s.MaxSize),
		DeploymentPolicy:   beanstalk.DeploymentPolicy(s.DeploymentPolicy),
		HealthCheckPath:    text(s.HealthCheckPath),
		PreferredStartTime: text(s.PreferredStartTime),
		LogRetentionDays:   number(s.LogRetentionDays),
		RemovalPolicy:      s.removalPolicy(),
		Now:                now,
	}
	if s.Scaling != (Scaling{}) {
		props.Scaling = &beanstalk.ScalingTrigger{
			Metric:         beanstalk.ScalingMetric(s.Scaling.Metric),
			LowerThreshold: number(s.Scaling.LowerThreshold),
			UpperThreshold: number(s.Scaling.UpperThreshold),
		}
	}
	if s.CertificateArn != "" {
		props.Certificate = awscertificatemanager.Certificate_FromCertificateArn(stack.Stack, jsii.String("Certificate"), &s.CertificateArn)
	}
	if s.InstanceTypes != nil {
		types := []awsec2.InstanceType{}
		for _, name := range s.InstanceTypes {
			types = append(types, awsec2.NewInstanceType(&name))
		}
		props.InstanceTypes = &types
	}
	if s.AllowFrom != nil {
		props.AllowFrom = jsii.Strings(s.AllowFrom...)
	}
	variables := map[string]*string{}
	for name, value := range s.EnvironmentVariables {
		variables[name] = &value
	}
	props.EnvironmentVariables = &variables
	settings := []*awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{}
	for _, o := range s.Options {
		settings = append(settings, &awselasticbeanstalk.CfnEnvironment_OptionSettingProperty{
			Namespace: &o.Namespace, OptionName: &o.Name, ResourceName: text(o.ResourceName), Value: &o.Value,
		})
	}
	props.Options = &settings
	return props
}

func (s Stage) pipelineProps(environment *beanstalk.WebEnvironment, source *SourceStack) *delivery.PipelineProps {
	props := &delivery.PipelineProps{
		Deployments: &[]*delivery.Deployment{{
			Environment:       environment,
			Name:              &s.Name,
			Approval:          &s.Approval,
			RollbackOnFailure: &s.RollbackOnFailure,
		}},
		LogRetention:  s.logRetention(),
		RemovalPolicy: s.removalPolicy(),
	}
	if s.ConnectionArn != "" {
		props.Source = delivery.ConnectionSource(&s.ConnectionArn, &s.Repository, &s.Branch)
	} else {
		props.Source = source.Repository.Source(&s.Branch)
	}
	if s.BuildSpec != "" {
		props.BuildSpec = awscodebuild.BuildSpec_FromSourceFilename(&s.BuildSpec)
	}
	return props
}

// logRetention is how long CloudWatch keeps the logs of network and builds, in the CDK's words; any other number of days
// is refused by the environment.
func (s Stage) logRetention() awslogs.RetentionDays {
	return map[int]awslogs.RetentionDays{
		1: awslogs.RetentionDays_ONE_DAY, 3: awslogs.RetentionDays_THREE_DAYS, 5: awslogs.RetentionDays_FIVE_DAYS,
		7: awslogs.RetentionDays_ONE_WEEK, 14: awslogs.RetentionDays_TWO_WEEKS, 30: awslogs.RetentionDays_ONE_MONTH,
		60: awslogs.RetentionDays_TWO_MONTHS, 90: awslogs.RetentionDays_THREE_MONTHS, 120: awslogs.RetentionDays_FOUR_MONTHS,
		150: awslogs.RetentionDays_FIVE_MONTHS, 180: awslogs.RetentionDays_SIX_MONTHS, 365: awslogs.RetentionDays_ONE_YEAR,
		400: awslogs.RetentionDays_THIRTEEN_MONTHS, 545: awslogs.RetentionDays_EIGHTEEN_MONTHS, 731: awslogs.RetentionDays_TWO_YEARS,
		1827: awslogs.RetentionDays_FIVE_YEARS, 3653: awslogs.RetentionDays_TEN_YEARS,
	}[cmp.Or(s.LogRetentionDays, 90)]
}

func (s Stage) removalPolicy() awscdk.RemovalPolicy {
	if s.RetainData {
		return awscdk.RemovalPolicy_RETAIN
	}
	return awscdk.RemovalPolicy_DESTROY
}

// text and number leave out what a stage does not say, so that the construct's default holds.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func number[N int | float64](n N) *float64 {
	if n == 0 {
		return nil
	}
	return jsii.Number(n)
}
