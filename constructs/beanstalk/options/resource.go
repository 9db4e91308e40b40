package options

// The types of Beanstalk's resources in a CloudFormation template that rules judge.
const (
	TypeEnvironment           = "AWS::ElasticBeanstalk::Environment"
	TypeConfigurationTemplate = "AWS::ElasticBeanstalk::ConfigurationTemplate"
	TypeApplication           = "AWS::ElasticBeanstalk::Application"
	TypeApplicationVersion    = "AWS::ElasticBeanstalk::ApplicationVersion"
)
