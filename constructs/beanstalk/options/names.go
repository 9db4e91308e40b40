package options

// Namespaces that rules speak of.
const (
	nsGroup              = "aws:autoscaling:asg"
	nsLaunch             = "aws:autoscaling:launchconfiguration"
	nsScheduledAction    = "aws:autoscaling:scheduledaction"
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

// Tiers of an environment.
const (
	TierWebServer = "WebServer"
	TierWorker    = "Worker"
	TierCluster   = "Cluster"
)

var tiers = []string{TierWebServer, TierWorker, TierCluster}

// Values that rules speak of.
const (
	singleInstance = "SingleInstance"
	loadBalanced   = "LoadBalanced"
	classic        = "classic"
	application    = "application"
	network        = "network"
	none           = "none"
)

// guide is the address of the Elastic Beanstalk developer guide, where most rules have their page.
const guide = "https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/"
