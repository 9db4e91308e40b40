package options

import "beanstalkline/internal/prop"

const (
	managedPage     = guide + "environment-platform-update-managed.html"
	securityHubPage = "https://docs.aws.amazon.com/securityhub/latest/userguide/elasticbeanstalk-controls.html"
)

// healthRules judge health reporting, managed updates and the roles that they take.
var healthRules = []rule{
	{Rule: Rule{ID: "managed-actions-incomplete", Severity: SeverityError,
		Summary: "ManagedActionsEnabled comes with PreferredStartTime, UpdateLevel, enhanced health and a service role.", Doc: managedPage}, scope: standardTiers, check: managedActions},
	{Rule: Rule{ID: "instance-refresh-without-managed-actions", Severity: SeverityError,
		Summary: "InstanceRefreshEnabled comes with ManagedActionsEnabled.", Doc: managedPage}, scope: standardTiers, check: instanceRefresh},
	{Rule: Rule{ID: "instance-profile-missing", Severity: SeverityWarning,
		Summary: "IamInstanceProfile is set: the default profile is no longer made by itself, and without one no environment starts.",
		Doc:     guide + "iam-instanceprofile.html"}, scope: standardTiers, check: instanceProfile},
	{Rule: Rule{ID: "service-role-missing", Severity: SeverityWarning,
		Summary: "ServiceRole is set for enhanced health.", Doc: guide + "iam-servicerole.html"}, scope: standardTiers, check: serviceRole},
	{Rule: Rule{ID: "security-hub-enhanced-health", Severity: SeverityWarning,
		Summary: "Health reporting is enhanced (Security Hub ElasticBeanstalk.1). Asked only if Environment.SecurityHub is set.", Doc: securityHubPage}, scope: standardTiers, check: securityHubHealth},
	{Rule: Rule{ID: "security-hub-managed-updates", Severity: SeverityWarning,
		Summary: "Managed platform updates are on (Security Hub ElasticBeanstalk.2). Asked only if Environment.SecurityHub is set.", Doc: securityHubPage}, scope: standardTiers, check: securityHubUpdates},
	{Rule: Rule{ID: "security-hub-log-streaming", Severity: SeverityWarning,
		Summary: "Logs are streamed to CloudWatch (Security Hub ElasticBeanstalk.3). Asked only if Environment.SecurityHub is set.", Doc: securityHubPage}, scope: standardTiers, check: securityHubLogs},
}

func managedActions(v *view, r *reporter) {
	enabled := v.get(nsManagedActions, "ManagedActionsEnabled")
	if !enabled.is("true") {
		return
	}
	var missing []string
	if v.get(nsManagedActions, "PreferredStartTime").missing() {
		missing = append(missing, "PreferredStartTime")
	}
	if v.get(nsPlatformUpdate, "UpdateLevel").missing() {
		missing = append(missing, "UpdateLevel")
	}
	if v.get(nsHealth, "SystemType").isNot("enhanced") {
		missing = append(missing, "SystemType enhanced")
	}
	if v.get(nsEnvironment, "ServiceRole").missing() && v.get(nsManagedActions, "ServiceRoleForManagedUpdates").missing() {
		missing = append(missing, "ServiceRole")
	}
	if len(missing) > 0 {
		r.problem(enabled.setting, enabled.label()+" must come with PreferredStartTime, UpdateLevel, SystemType enhanced and ServiceRole, got no "+prop.List(missing, "or"),
			"set "+prop.List(missing, "and"))
	}
}

func instanceRefresh(v *view, r *reporter) {
	refresh, enabled := v.get(nsPlatformUpdate, "InstanceRefreshEnabled"), v.get(nsManagedActions, "ManagedActionsEnabled")
	if refresh.is("true") && enabled.isNot("true") {
		r.problem(refresh.setting, refresh.label()+" must come with "+enabled.labelled()+" true, got "+enabled.given(), "remove it, or set "+nsManagedActions+" ManagedActionsEnabled to true")
	}
}

func instanceProfile(v *view, r *reporter) {
	profile := v.get(nsLaunch, "IamInstanceProfile")
	if !profile.missing() {
		return
	}
	s := profile.setting
	if s == nil {
		s = absent(nsLaunch, "IamInstanceProfile")
	}
	r.problem(s, s.label()+" must be the name or the ARN of an instance profile, got nothing", "set it to a profile with the policies of the tier")
}

// absent stands for an option that should be in the set and is not.
func absent(namespace, name string) *setting {
	s := &setting{Setting: Setting{Namespace: namespace, Name: name}}
	if ns := load().namespace(namespace); ns != nil {
		s.option = ns.option(name)
	}
	return s
}

func serviceRole(v *view, r *reporter) {
	health := v.get(nsHealth, "SystemType")
	if health.is("enhanced") && v.get(nsEnvironment, "ServiceRole").missing() {
		r.problem(health.setting, health.label()+" must come with ServiceRole when it is enhanced, got nothing", "set "+nsEnvironment+" ServiceRole")
	}
}

func securityHubHealth(v *view, r *reporter) {
	v.demand(r, nsHealth, "SystemType", "enhanced")
}

func securityHubUpdates(v *view, r *reporter) {
	v.demand(r, nsManagedActions, "ManagedActionsEnabled", "true")
}

func securityHubLogs(v *view, r *reporter) {
	v.demand(r, nsLogs, "StreamLogs", "true")
}

// demand reports an option that has not the value that Security Hub looks for.
func (v *view) demand(r *reporter, namespace, name, want string) {
	given := v.get(namespace, name)
	if !v.env.SecurityHub || v.tier == "" || !given.isNot(want) {
		return
	}
	s := given.setting
	if s == nil {
		s = absent(namespace, name)
	}
	r.problem(s, s.label()+" must be "+prop.Quote(want)+" for Security Hub, got "+given.given(), "write "+prop.Quote(want))
}
