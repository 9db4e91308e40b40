package rules

import "beanstalkline/internal/prop"

// healthRules judge health reporting, managed updates and the roles that they need.
var healthRules = []rule{
	{Rule: Rule{ID: "managed-actions-incomplete", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "ManagedActionsEnabled comes with PreferredStartTime, UpdateLevel, enhanced health and a service role; where only " +
			"SystemType is not set, that is a warning, since platforms differ in the default.",
		Doc: managedPage}, scope: standardTiers, check: managedActions},
	{Rule: Rule{ID: "instance-refresh-without-managed-actions", Severity: SeverityWarning,
		Summary: "InstanceRefreshEnabled comes with ManagedActionsEnabled; alone it does nothing.", Doc: managedPage},
		scope: standardTiers, check: instanceRefresh},
	{Rule: Rule{ID: "health-streaming-without-enhanced-health", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "HealthStreamingEnabled comes with enhanced health."}, scope: standardTiers, check: healthStreaming},
	{Rule: Rule{ID: "instance-profile-missing", Severity: SeverityWarning,
		Summary: "IamInstanceProfile is set: the default profile is no longer created automatically, and no " +
			"environment starts without one.",
		Doc: guide + "iam-instanceprofile.html"}, scope: standardTiers, check: present(necessity{
		option: optionName{nsLaunch, "IamInstanceProfile"}, what: "the name or the ARN of an instance profile",
		fix: "set it to a profile with the policies of the tier",
	})},
	{Rule: Rule{ID: "service-role-missing", Severity: SeverityWarning,
		Summary: "ServiceRole is set for enhanced health.", Doc: guide + "iam-servicerole.html"},
		scope: standardTiers, check: comesWith(
			companion{option: optionName{nsHealth, "SystemType"}, value: "enhanced",
				with: optionName{nsEnvironment, "ServiceRole"}},
		)},
	{Rule: Rule{ID: "security-hub-enhanced-health", Severity: SeverityWarning,
		Summary:     "Health reporting is enhanced (Security Hub ElasticBeanstalk.1).",
		SecurityHub: true, Doc: securityHubPage}, scope: standardTiers,
		check: wants(optionName{nsHealth, "SystemType"}, "enhanced")},
	{Rule: Rule{ID: "security-hub-managed-updates", Severity: SeverityWarning,
		Summary:     "Managed platform updates are on (Security Hub ElasticBeanstalk.2).",
		SecurityHub: true, Doc: securityHubPage}, scope: standardTiers,
		check: wants(optionName{nsManagedActions, "ManagedActionsEnabled"}, "true")},
	{Rule: Rule{ID: "security-hub-log-streaming", Severity: SeverityWarning,
		Summary:     "Logs are streamed to CloudWatch (Security Hub ElasticBeanstalk.3).",
		SecurityHub: true, Doc: securityHubPage}, scope: standardTiers,
		check: wants(optionName{nsLogs, "StreamLogs"}, "true")},
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
	health := v.get(nsHealth, "SystemType")
	if health.isNot("enhanced") {
		missing = append(missing, "SystemType enhanced")
	}
	if v.get(nsEnvironment, "ServiceRole").missing() && v.get(nsManagedActions, "ServiceRoleForManagedUpdates").missing() {
		missing = append(missing, "ServiceRole")
	}
	report := r.problem
	if len(missing) == 1 && health.isNot("enhanced") && !health.set {
		report = r.warning // platforms differ in the default
	}
	if len(missing) > 0 {
		report(enabled, "must come with PreferredStartTime, UpdateLevel, SystemType enhanced and ServiceRole, got no "+
			prop.List(missing, "or"), "set "+prop.List(missing, "and"))
	}
}

func instanceRefresh(v *view, r *reporter) {
	refresh, enabled := v.get(nsPlatformUpdate, "InstanceRefreshEnabled"), v.get(nsManagedActions, "ManagedActionsEnabled")
	if refresh.is("true") && enabled.isNot("true") {
		r.problem(refresh, "must come with "+enabled.labelled()+" true, got "+enabled.given(),
			"remove it, or set "+nsManagedActions+" ManagedActionsEnabled to true")
	}
}

func healthStreaming(v *view, r *reporter) {
	streaming, health := v.get(nsHealthLogs, "HealthStreamingEnabled"), v.get(nsHealth, "SystemType")
	if !streaming.set || !streaming.is("true") || !health.isNot("enhanced") {
		return
	}
	report := r.problem
	if !health.set {
		report = r.warning // platforms differ in the default
	}
	report(streaming, "must come with "+health.labelled()+" enhanced, got "+health.given(),
		"remove it, or set "+nsHealth+" SystemType to enhanced")
}
