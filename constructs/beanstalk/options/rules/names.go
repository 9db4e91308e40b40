package rules

import "beanstalkline/constructs/beanstalk/options"

// Namespaces that rules mention.
const (
	nsGroup              = "aws:autoscaling:asg"
	nsLaunch             = "aws:autoscaling:launchconfiguration"
	nsScheduledAction    = options.ScheduledAction
	nsTrigger            = "aws:autoscaling:trigger"
	nsRollingUpdate      = "aws:autoscaling:updatepolicy:rollingupdate"
	nsInstances          = "aws:ec2:instances"
	nsVpc                = "aws:ec2:vpc"
	nsVariables          = "aws:elasticbeanstalk:application:environment"
	nsSecrets            = "aws:elasticbeanstalk:application:environmentsecrets"
	nsLogs               = "aws:elasticbeanstalk:cloudwatch:logs"
	nsCommand            = "aws:elasticbeanstalk:command"
	nsContainer          = "aws:elasticbeanstalk:container:"
	nsEnvironment        = "aws:elasticbeanstalk:environment"
	nsProcess            = "aws:elasticbeanstalk:environment:process:"
	nsProxy              = "aws:elasticbeanstalk:environment:proxy"
	nsHealth             = "aws:elasticbeanstalk:healthreporting:system"
	nsHealthLogs         = "aws:elasticbeanstalk:cloudwatch:logs:health"
	nsPolicies           = "aws:elb:policies"
	nsManagedActions     = "aws:elasticbeanstalk:managedactions"
	nsPlatformUpdate     = "aws:elasticbeanstalk:managedactions:platformupdate"
	nsTopics             = "aws:elasticbeanstalk:sns:topics"
	nsQueue              = "aws:elasticbeanstalk:sqsd"
	nsActiveDirectory    = "aws:elasticbeanstalk:windows:activedirectory"
	nsClassic            = "aws:elb:"
	nsClassicHealth      = "aws:elb:healthcheck"
	nsClassicListener    = "aws:elb:listener"
	nsClassicBalancer    = "aws:elb:loadbalancer"
	nsListener           = "aws:elbv2:listener:"
	nsListenerRule       = "aws:elbv2:listenerrule:"
	nsBalancer           = "aws:elbv2:loadbalancer"
	nsDatabase           = "aws:rds:dbinstance"
	nsCluster            = "aws:elasticbeanstalk:eks"
	nsClusterEnvironment = "aws:elasticbeanstalk:eks:environment"
	nsClusterScaling     = "aws:elasticbeanstalk:eks:environment:autoscaling"
	nsClusterTrigger     = "aws:elasticbeanstalk:eks:environment:autoscaling:trigger"
	nsClusterBalancer    = "aws:elasticbeanstalk:eks:alb"
	nsClusterTelemetry   = "aws:elasticbeanstalk:eks:observability"
)

// Values that rules mention.
const (
	singleInstance = "SingleInstance"
	loadBalanced   = "LoadBalanced"
	classic        = "classic"
	application    = "application"
	network        = "network"
	none           = "none"
)

// Pages that rules are based on.
const (
	guide           = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/"
	reference       = "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
	albPage         = guide + "environments-cfg-alb.html"
	clusterPage     = guide + "command-options-general-eks.html"
	lifecyclePage   = guide + "applications-lifecycle.html"
	managedPage     = guide + "environment-platform-update-managed.html"
	nlbPage         = guide + "environments-cfg-nlb.html"
	pausePage       = guide + "environment-management-pause.html"
	policyPage      = guide + "using-features.rolling-version-deploy.html"
	resourcePage    = reference + "aws-resource-elasticbeanstalk-environment.html"
	rollingPage     = guide + "using-features.rollingupdates.html"
	schedulePage    = guide + "environments-cfg-autoscaling-scheduledactions.html"
	retirementPage  = guide + "platforms-schedule.html"
	secretsPage     = guide + "AWSHowTo.secrets.env-vars.html"
	securityHubPage = "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticbeanstalk-controls.html"
	sharedPage      = guide + "environments-cfg-alb-shared.html"
	tierPage        = reference + "aws-properties-elasticbeanstalk-environment-tier.html"
	topicsPage      = guide + "using-features.managing.sns.html"
	triggerPage     = guide + "command-options-general.html#command-options-general-autoscalingtrigger"
	volumePage      = "https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"
	variablesPage   = guide + "environments-cfg-softwaresettings.html"
)
