package beanstalk

import (
	"fmt"
	"slices"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsec2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// validateTree finds what only the construct tree shows: what was never made, where things are, and what tokens stand for.
func validateTree(problems *prop.Problems, scope constructs.Construct, r *resolved) (warnings []rules.Problem) {
	p := &r.props
	if prop.IsNil(scope) {
		return nil
	}
	if !problems.Of("Application") {
		cdk.Made(problems, "Application", p.Application, func() *string {
			if own, is := p.Application.(*Application); !is || !sameStack(scope, own) {
				cdk.Near(problems, "Application", scope, p.Application.Env())
			}
			return p.Application.ApplicationName()
		})
	}
	cdk.Made(problems, "Vpc", p.Vpc, func() *string { return p.Vpc.VpcId() })
	cdk.Made(problems, "InstanceRole", p.InstanceRole, func() *string { return p.InstanceRole.RoleName() })
	cdk.Made(problems, "ServiceRole", p.ServiceRole, func() *string { return p.ServiceRole.RoleName() })
	groups := func(field string, list *[]awsec2.ISecurityGroup) {
		for i, group := range prop.Or(list, nil) {
			cdk.Made(problems, fmt.Sprintf("%s[%d]", field, i), group, func() *string { return group.SecurityGroupId() })
		}
	}
	groups("SecurityGroups", p.SecurityGroups)
	if r.namesRegion() {
		_ = cdk.Try(func() { r.validateRegion(problems, *awscdk.Stack_Of(scope).Region()) })
	}
	if r.balancer != nil {
		groups("LoadBalancer.SecurityGroups", r.balancer.SecurityGroups)
		cdk.Made(problems, "LoadBalancer.AccessLogs", r.balancer.AccessLogs, func() *string { return r.balancer.AccessLogs.BucketName() })
	}
	if r.shared != nil {
		r.validateNeighbors(problems, scope)
	}
	_ = cdk.Try(func() { r.validateAlias(problems, scope) })
	r.validateAccess(problems, scope)
	return r.validateReferences(problems, scope)
}

// validateReferences finds tokens that stand for a secret, where CloudFormation would write the secret itself.
func (r *resolved) validateReferences(problems *prop.Problems, scope constructs.Construct) (warnings []rules.Problem) {
	var references options.Settings
	for _, setting := range r.settings.All() {
		if !setting.Unresolved || setting.Value == "" {
			continue
		}
		if text := cdk.Resolved(scope, setting.Value); strings.Contains(text, "{{resolve:") {
			setting.Value = text
			references.Add(setting)
		}
	}
	for _, found := range (rules.Checker{}).Check(rules.Environment{Partial: true}, references) {
		found.Fix = inProps(found.Fix)
		switch found.Rule {
		case "secret-resolved-in-plain-option":
			warnings = append(warnings, found)
		case "secure-string-reference", "secret-name":
			problems.Add(&prop.Problem{Field: found.Field, Message: found.Message, Fix: found.Fix})
		}
	}
	return warnings
}

// namesRegion reports whether an ARN may be of another region than the stack, whose region costs a call to the CDK.
func (r *resolved) namesRegion() bool {
	return r.platform.isArn() || slices.ContainsFunc(r.settings.All(), func(s options.Setting) bool {
		return !s.Unresolved && strings.HasPrefix(s.Value, "arn:")
	})
}

// validateRegion compares the regions of the platform, of certificates and of what else has one with that of the stack.
func (r *resolved) validateRegion(problems *prop.Problems, region string) {
	if prop.Unresolved(region) {
		return
	}
	if r.platform.isArn() && !prop.Unresolved(string(r.platform)) {
		r.platform.validateRegion(problems, region)
	}
	for _, found := range (rules.Checker{Region: region}).Check(rules.Environment{}, r.settings) {
		if found.Rule == "arn-of-other-region" && !problems.Of(found.Field) {
			problems.Add(&prop.Problem{Field: found.Field, Message: found.Message, Fix: found.Fix})
		}
	}
}

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
// NewWebEnvironment adds what only the construct tree knows, such as the zones of subnets.
func (p *WebEnvironmentProps) Validate() error {
	var problems prop.Problems
	resolve(&problems, p)
	return problems.Err()
}

// resolve fills in the defaults and finds every problem that the values have.
func resolve(problems *prop.Problems, props *WebEnvironmentProps) (*resolved, []rules.Problem) {
	r := &resolved{props: prop.Or(props, WebEnvironmentProps{})}
	p := &r.props
	if problems.Required("Application", p.Application, "use one made by NewApplication or ApplicationFromName") {
		if made, is := p.Application.(*Application); is && made.Resource == nil {
			problems.Say("Application", "", "must be made by NewApplication, got an &Application{} that is not")
		}
	}
	problems.Required("Vpc", p.Vpc, "use one made by network.NewNetwork, or any other")
	problems.Matches("EnvironmentName", p.EnvironmentName, environmentName, environmentNameForm)
	problems.Matches("EnvironmentNamePrefix", p.EnvironmentNamePrefix, namePrefix, namePrefixForm)
	switch prefix := p.EnvironmentNamePrefix; {
	case prefix != nil && prop.Unresolved(*prefix):
		problems.MustBe("EnvironmentNamePrefix", "known at synthesis", *prefix)
		p.EnvironmentNamePrefix = nil
	case prefix != nil && p.EnvironmentName != nil:
		problems.Say("EnvironmentNamePrefix", "leave one of them out", "must be left out beside EnvironmentName, which is the whole name")
	}
	problems.Matches("CnamePrefix", p.CnamePrefix, cnamePrefix, cnamePrefixForm)
	problems.Description("Description", p.Description, 0, 200)
	problems.RemovalPolicy("RemovalPolicy", string(p.RemovalPolicy))
	if t := p.PreferredStartTime; t != nil && *t == "" {
		problems.MustBe("PreferredStartTime", `a day and a time in UTC, such as "Sun:10:00"`, "", "leave it out for the default")
		p.PreferredStartTime = nil
	}
	if problems.LogRetention("LogRetentionDays", p.LogRetentionDays); problems.Of("LogRetentionDays") {
		p.LogRetentionDays = nil
	}
	for _, role := range []struct {
		field string
		value awsiam.IRole
	}{{"InstanceRole", p.InstanceRole}, {"ServiceRole", p.ServiceRole}} {
		if role.value != nil {
			problems.Required(role.field, role.value, "leave it out for a role of its own")
		}
	}
	r.platform = resolvePlatform(problems, p.Platform, r.platformOtherwise())
	r.group = resolveCapacity(problems, p.Capacity)
	r.hours = resolveWorkingHours(problems, p.WorkingHours, r.group)
	r.balancer, r.shared = resolveLoadBalancer(problems, p.LoadBalancer, r.group)
	r.resolveInstances(problems)
	r.resolvePolicy(problems)
	if p.Domain != nil {
		p.Domain = new(*p.Domain) // whoever gave it may change it for the next environment
	}
	p.Domain.validate(problems)
	r.validateHTTPS(problems)
	validateSelection(problems, "InstanceSubnets", p.InstanceSubnets)
	if r.balancer != nil {
		validateSelection(problems, "LoadBalancer.Subnets", r.balancer.Subnets)
	}
	validateGroups(problems, "SecurityGroups", p.SecurityGroups)

	for _, t := range slices.Concat(r.commonTables(), r.capacityTables(), r.loadBalancerTables(), r.sharedTables()) {
		add(&r.settings, t, "")
	}
	if r.group != nil {
		for i, action := range r.group.Schedule {
			t := table{"aws:autoscaling:scheduledaction", action.scheduleRows(fmt.Sprintf("Capacity.Schedule[%d]", i))}
			if !problems.Of(fmt.Sprintf("Capacity.Schedule[%d].Name", i)) {
				add(&r.settings, t, action.Name)
			}
		}
	}
	for _, action := range r.hours {
		add(&r.settings, p.WorkingHours.table(action), action.Name)
	}
	add(&r.settings, table{variablesNamespace, variableRows(problems, p.EnvironmentVariables)}, "")
	r.addSecrets(problems)
	override(problems, &r.settings, p.Options, r.shared != nil)
	r.publishMetrics(problems)
	if r.shared == nil {
		r.entrance().validate(problems)
	} else if p.AllowFrom != nil {
		problems.Say("AllowFrom", "give it to NewLoadBalancer", "must be left out behind a load balancer of the app's own")
	}
	if groups := p.SecurityGroups; groups != nil && len(*groups) == 5 && r.off("aws:autoscaling:launchconfiguration", "DisableDefaultEC2SecurityGroup") {
		problems.MustBe("SecurityGroups", "at most four beside the one that Elastic Beanstalk adds, since an instance has five", prop.Words("5"),
			"leave DisableDefaultEC2SecurityGroup at true")
	}
	for _, setting := range r.settings.All() {
		if setting.Unresolved && setting.Name == "Port" && strings.HasPrefix(setting.Namespace, processPrefix) {
			problems.Say(setting.Origin.Field, "", "must be known at synthesis, where the security groups are opened for it, got a token")
		}
	}
	environment := rules.Environment{LoadBalance: "set Capacity to &beanstalk.AutoScalingGroup{}"}
	if !prop.Unresolved(string(r.platform)) {
		environment.Branch = string(r.platform)
	}
	for _, ignored := range rules.WithoutEffect(environment, r.settings) {
		if ignored.Origin.Kind == options.OriginDefault { // which an explicit choice has made pointless
			r.settings.Remove(ignored)
		}
	}
	warnings := check(problems, rules.Checker{Now: p.Now}, environment, r.settings)
	return r, append(warnings, r.unmodelled()...)
}
