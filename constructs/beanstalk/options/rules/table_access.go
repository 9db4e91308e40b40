package rules

import (
	"net/netip"
	"strings"

	"beanstalkline/internal/prop"
)

// accessRules judge who can reach the instances, and what they show of themselves.
var accessRules = []rule{
	{Rule: Rule{ID: "ssh-source", Severity: SeverityError,
		Summary: "The source in SSHSourceRestriction is a range of addresses or a security group; EC2 refuses others.",
		Doc:     optionsPage}, scope: standardTiers, check: sshSource},
	{Rule: Rule{ID: "ssh-open", Severity: SeverityWarning,
		Summary: "SSHSourceRestriction does not open a port to everywhere.",
		Doc:     guide + "using-features.managing.ec2.html"}, scope: standardTiers, check: sshOpen},
	{Rule: Rule{ID: "metadata-version-1", Severity: SeverityWarning,
		Summary: "DisableIMDSv1 is not false: version 1 of the instance metadata service gives the instance's credentials " +
			"to whoever can make the app send a request.",
		Doc: guide + "environments-cfg-ec2-imds.html"}, scope: standardTiers, check: metadataVersion},
}

// sshRange returns the option SSHSourceRestriction and the range of addresses in it, if there is one; wrong means that
// it has the look of a range and is none.
func (v *view) sshRange() (x value, from netip.Prefix, wrong bool) {
	x = v.get(nsLaunch, "SSHSourceRestriction")
	parts := strings.Split(x.text, ",")
	source := strings.TrimSpace(parts[len(parts)-1])
	if !x.set || !x.known || !strings.ContainsAny(source, "./:") {
		return x, from, false
	}
	from, err := netip.ParsePrefix(source)
	account, _, ofAccount := strings.Cut(source, "/") // 123456789012/group
	return x, from, err != nil && !(ofAccount && len(account) == 12 && !strings.Contains(account, "."))
}

func sshSource(v *view, r *reporter) {
	if x, _, wrong := v.sshRange(); wrong {
		r.problem(x, "must end with a range of addresses or a security group, got "+prop.Quote(x.text),
			`write it as in "tcp, 22, 22, 192.0.2.0/24"; otherwise EC2 refuses the rule`)
	}
}

func sshOpen(v *view, r *reporter) {
	if x, from, _ := v.sshRange(); from.IsValid() && from.Bits() == 0 && !x.misapplied() {
		r.problem(x, "must not open a port to everywhere, got "+prop.Quote(x.text),
			"write the addresses that need it, or remove EC2KeyName and use Session Manager")
	}
}

func metadataVersion(v *view, r *reporter) {
	if x := v.get(nsLaunch, "DisableIMDSv1"); x.set && x.is("false") {
		r.problem(x, "must not be false, since version 1 gives the instance's credentials away",
			`write "true"; AWS's SDKs have used version 2 for years`)
	}
}
