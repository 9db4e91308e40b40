package beanstalk

import (
	"strconv"
	"strings"

	"beanstalkline/internal/prop"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
)

// quietHealth lets enhanced health ignore the errors of clients: scanners ask every public address for what it does not
// have, and a rolling deployment waits for a health that is Ok (AWS page "Configuring enhanced health rules for an
// environment"). It publishes no metric, since each is charged.
const quietHealth = `{"Version":1,"Rules":{"Environment":{"Application":{"ApplicationRequests4xx":{"Enabled":false}}}}}`

// commonTables are the option settings that every web environment has.
func (r *resolved) commonTables() []table {
	p := &r.props
	loadBalanced := strconv.FormatBool(r.group != nil)
	deleteLogs := strconv.FormatBool(p.RemovalPolicy == awscdk.RemovalPolicy_DESTROY)
	monitoring, batch := "5 minute", "100"
	if r.group != nil {
		monitoring, batch = "1 minute", "30"
	}
	const command, updates = "aws:elasticbeanstalk:command", "aws:elasticbeanstalk:managedactions"
	if r.said(command, "BatchSizeType", "") == "Fixed" {
		batch = "1"
	}
	enhanced := !strings.EqualFold(r.said("aws:elasticbeanstalk:healthreporting:system", "SystemType", "enhanced"), "basic")
	managed := enhanced && !strings.EqualFold(r.said(updates, "ManagedActionsEnabled", "true"), "false")
	architecture := map[awsec2.InstanceArchitecture]string{
		awsec2.InstanceArchitecture_X86_64: "x86_64", awsec2.InstanceArchitecture_ARM_64: "arm64",
	}
	var givenTypes, associate *string
	if p.InstanceTypes != nil {
		givenTypes = &r.types
	}
	if p.AssociatePublicIpAddress != nil {
		associate = new(strconv.FormatBool(*p.AssociatePublicIpAddress))
	}
	retention := row{name: "RetentionInDays", otherwise: "90", field: "LogRetentionDays", given: number(p.LogRetentionDays)}
	health := []row{{name: "HealthStreamingEnabled", otherwise: strconv.FormatBool(enhanced)}}
	if enhanced {
		health = append(health, retention, row{name: "DeleteOnTerminate", otherwise: deleteLogs})
	}
	system := []row{
		{name: "EnhancedHealthAuthEnabled", otherwise: "true"},
		{name: "HealthCheckSuccessThreshold", otherwise: "Ok"},
		{name: "SystemType", otherwise: "enhanced"},
	}
	if enhanced {
		system = append(system, row{name: "ConfigDocument", otherwise: quietHealth})
	}
	tables := []table{
		{environmentNamespace, []row{{name: "ServiceRole", reference: true}}},
		{"aws:autoscaling:launchconfiguration", []row{
			{name: "DisableDefaultEC2SecurityGroup", otherwise: "true"},
			{name: "DisableIMDSv1", otherwise: "true"},
			{name: "IamInstanceProfile", reference: true},
			{name: "LaunchTemplateTagPropagationEnabled", otherwise: "true"},
			{name: "MonitoringInterval", otherwise: monitoring},
			{name: "RootVolumeSize", otherwise: "16"},
			{name: "RootVolumeType", otherwise: "gp3"},
			{name: "SecurityGroups", reference: true},
		}},
		{"aws:autoscaling:asg", []row{
			{name: "Availability Zones", otherwise: "Any"},
			{name: "Cooldown", otherwise: "360"},
		}},
		{"aws:ec2:instances", []row{
			{name: "InstanceTypes", otherwise: r.types, field: "InstanceTypes", given: givenTypes},
			{name: "SupportedArchitectures", otherwise: architecture[r.architecture], field: "Architecture", given: text(architecture[p.Architecture])},
		}},
		{"aws:ec2:vpc", []row{
			{name: "AssociatePublicIpAddress", field: "AssociatePublicIpAddress", given: associate, reference: associate == nil},
			{name: "Subnets", reference: true},
			{name: "VPCId", reference: true},
		}},
		{command, []row{
			{name: "BatchSize", otherwise: batch},
			{name: "BatchSizeType", otherwise: "Percentage"},
			{name: "DeploymentPolicy", otherwise: string(r.policy), field: "DeploymentPolicy", given: text(string(p.DeploymentPolicy))},
			{name: "IgnoreHealthCheck", otherwise: "false"},
			{name: "Timeout", otherwise: "600"},
		}},
		{"aws:elasticbeanstalk:healthreporting:system", system},
		{updates, []row{
			{name: "ManagedActionsEnabled", otherwise: strconv.FormatBool(managed)},
			{name: "PreferredStartTime", otherwise: "Sun:10:00", field: "PreferredStartTime", given: p.PreferredStartTime},
			{name: "ServiceRoleForManagedUpdates", reference: true},
		}},
		{updates + ":platformupdate", []row{
			{name: "InstanceRefreshEnabled", otherwise: strconv.FormatBool(managed && r.group != nil)},
			{name: "UpdateLevel", otherwise: "minor"},
		}},
		{"aws:elasticbeanstalk:cloudwatch:logs", []row{{name: "DeleteOnTerminate", otherwise: deleteLogs}, retention, {name: "StreamLogs", otherwise: "true"}}},
		{"aws:elasticbeanstalk:cloudwatch:logs:health", health},
		{"aws:elasticbeanstalk:hostmanager", []row{{name: "LogPublicationControl", otherwise: loadBalanced}}},
	}
	if r.policy == DeploymentPolicyTrafficSplitting {
		tables = append(tables, table{"aws:elasticbeanstalk:trafficsplitting", []row{
			{name: "EvaluationTime", otherwise: "5"}, {name: "NewVersionPercent", otherwise: "10"},
		}})
	}
	return tables
}

func (r *resolved) resolvePolicy(problems *prop.Problems) {
	p := &r.props
	for _, policy := range deploymentPolicies {
		if strings.EqualFold(string(policy), string(p.DeploymentPolicy)) && policy != p.DeploymentPolicy {
			problems.MustBe("DeploymentPolicy", "one of the constants of DeploymentPolicy", p.DeploymentPolicy, "write "+prop.Quote(string(policy)))
			p.DeploymentPolicy = ""
		}
	}
	if prop.Unresolved(string(p.DeploymentPolicy)) {
		problems.MustBe("DeploymentPolicy", "known at synthesis", string(p.DeploymentPolicy))
		p.DeploymentPolicy = ""
	}
	switch {
	case p.DeploymentPolicy == "" && r.group == nil:
		r.policy = DeploymentPolicyAllAtOnce
	case p.DeploymentPolicy == "":
		r.policy = DeploymentPolicyRollingWithAdditionalBatch
	case r.group == nil && p.DeploymentPolicy != DeploymentPolicyAllAtOnce && p.DeploymentPolicy != DeploymentPolicyImmutable:
		problems.MustBe("DeploymentPolicy", `"AllAtOnce" or "Immutable" for a single instance`, p.DeploymentPolicy, `write "AllAtOnce", or set Capacity to &beanstalk.AutoScalingGroup{}`)
		p.DeploymentPolicy, r.policy = "", DeploymentPolicyAllAtOnce
	default:
		r.policy = p.DeploymentPolicy
	}
}
