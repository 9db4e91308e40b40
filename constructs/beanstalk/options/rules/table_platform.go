package rules

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// platformRules judge the platform that the environment's properties name.
var platformRules = []rule{
	{Rule: Rule{ID: "platform-named-twice", Severity: SeverityError,
		Summary: "An environment names its platform once, by PlatformArn or by SolutionStackName.",
		Doc:     resourcePage}, check: platformTwice},
	{Rule: Rule{ID: "platform-beside-template", Severity: SeverityError,
		Summary: "An environment that uses a saved configuration takes its platform from there, and has no SolutionStackName.",
		Doc:     resourcePage}, check: platformBesideTemplate},
	{Rule: Rule{ID: "platform-arn-form", Severity: SeverityError,
		Summary: "PlatformArn is an ARN.", Doc: guide + "platforms-versions.html"}, check: platformArnForm},
	{Rule: Rule{ID: "solution-stack-form", Severity: SeverityError, Basis: BasisReport,
		Summary: "SolutionStackName is the name of a solution stack, with its version, neither an ARN nor a branch: AWS " +
			"answers \"No Solution Stack named\".",
		Doc: guide + "concepts.platforms.html"}, check: stackForm},
	{Rule: Rule{ID: "platform-other-region", Severity: SeverityError, Basis: BasisDeployed,
		Summary: "PlatformArn is of the region that the environment is deployed to, where that is known.",
		Doc:     guide + "platforms-versions.html"}, check: platformRegion},
	{Rule: Rule{ID: "platform-version-pinned", Severity: SeverityWarning,
		Summary: "A platform ARN names no version: a pinned one undoes managed updates with every deployment.",
		Doc:     guide + "using-features.platform.upgrade.html"}, check: platformPinned},
	{Rule: Rule{ID: "platform-solution-stack", Severity: SeverityWarning,
		Summary: "An environment names its platform by PlatformArn: a change of SolutionStackName replaces the environment.",
		Doc:     resourcePage}, check: platformStack},
	{Rule: Rule{ID: "platform-unknown", Severity: SeverityWarning,
		Summary: "A platform branch is one that AWS lists.", Doc: guide + "concepts.platforms.html"}, check: platformUnknown},
	{Rule: Rule{ID: "platform-retired", Severity: SeverityError,
		Summary: "A platform branch is not retired.", Doc: retirementPage}, check: platformRetired},
	{Rule: Rule{ID: "platform-retiring", Severity: SeverityWarning,
		Summary: "A platform branch does not retire within 180 days.", Doc: retirementPage}, check: platformRetiring},
}

func platformTwice(v *view, r *reporter) {
	if v.env.PlatformArn != "" && v.env.SolutionStackName != "" {
		r.environment("SolutionStackName", v.env.SolutionStackName,
			"must be empty when PlatformArn is set, got "+prop.Quote(v.env.SolutionStackName), "remove SolutionStackName")
	}
}

// besideTemplate reports whether an environment gets a saved configuration and a solution stack. The set of a saved
// configuration, which may be based on another one, is partial.
func (v *view) besideTemplate() bool {
	return v.env.SolutionStackName != "" && v.env.HasTemplate && !v.env.Partial
}

func platformBesideTemplate(v *view, r *reporter) {
	if v.besideTemplate() {
		r.environment("SolutionStackName", v.env.SolutionStackName,
			"must be empty when TemplateName is set, got "+prop.Quote(v.env.SolutionStackName), "remove one of the two")
	}
}

func platformArnForm(v *view, r *reporter) {
	if arn := v.env.PlatformArn; arn != "" && !strings.HasPrefix(arn, "arn:") && !strings.Contains(arn, "${") {
		r.environment("PlatformArn", arn, "must be an ARN, got "+prop.Quote(arn), asArn(arn))
	}
}

// asArn says how to name the platform that a text most likely stands for.
func asArn(given string) string {
	example := "Go 1 running on 64bit Amazon Linux 2023"
	if system, language, stack := strings.Cut(given, " running "); stack && !strings.HasPrefix(language, "on ") {
		given = language + " running on " + system
	}
	if near, ok := options.SuggestBranch(given); ok {
		example = near.Name
	}
	return "write it as in " + prop.Quote("arn:aws:elasticbeanstalk:eu-west-1::platform/"+example)
}

// stackName is the form of every solution stack that AWS still has: the oldest ones, without a version, are gone.
var stackName = regexp.MustCompile(`^(32|64)bit .+ v[0-9][0-9.]* running .+$`)

// wrongStack reports whether the solution stack's name is none.
func (v *view) wrongStack() bool {
	name := v.env.SolutionStackName
	return name != "" && !stackName.MatchString(name) && !strings.Contains(name, "${")
}

func stackForm(v *view, r *reporter) {
	given := v.env.SolutionStackName
	if !v.wrongStack() || v.env.PlatformArn != "" || v.besideTemplate() {
		return
	}
	fix := "set PlatformArn instead; " + asArn(given)
	if strings.HasPrefix(given, "arn:") {
		fix = "set it as PlatformArn"
	}
	r.environment("SolutionStackName", given, "must be the name of a solution stack, with its version, got "+prop.Quote(given), fix)
}

func platformRegion(v *view, r *reporter) {
	given := cmp.Or(v.env.PlatformArn, v.env.Branch)
	parts := strings.SplitN(given, ":", 5)
	if v.region == "" || len(parts) < 5 || parts[3] == "" || parts[3] == v.region || strings.Contains(parts[3], "$") {
		return
	}
	r.environment(v.platform.field, given, "must be of region "+prop.Quote(v.region)+", got "+prop.Quote(parts[3]),
		"write "+prop.Quote(strings.Replace(given, ":"+parts[3]+":", ":"+v.region+":", 1)))
}

func platformPinned(v *view, r *reporter) {
	p := v.platform
	if left, retires := p.retirement(v.now); retires && left <= 0 {
		return // what matters then is another branch
	}
	for _, arn := range v.secrets() {
		if v.tooOld(arn).version != "" {
			return // the version has a problem that is worse
		}
	}
	if p.field != "SolutionStackName" && p.version != "" && !p.custom {
		r.environment(p.field, p.text, "must name no version, got "+prop.Quote(p.version),
			p.rename(p.Name)+" and let managed updates choose")
	}
}

func platformStack(v *view, r *reporter) {
	if v.env.SolutionStackName == "" || v.env.PlatformArn != "" || v.besideTemplate() || v.wrongStack() {
		return
	}
	fix := "name the platform's branch in PlatformArn"
	if left, retires := v.platform.retirement(v.now); retires && left <= 0 {
		fix = v.platform.successor()
	} else if v.platform.Name != "" {
		fix = v.platform.rename(v.platform.Name)
	}
	r.environment("SolutionStackName", v.env.SolutionStackName,
		"must be empty, since changing it replaces the environment, got "+prop.Quote(v.env.SolutionStackName), fix)
}

func platformUnknown(v *view, r *reporter) {
	p := v.platform
	if p.listed || p.custom || p.Name == "" || p.Family == "windows" {
		return // Windows branches are not in the list
	}
	fix := p.successor()
	if near, ok := options.SuggestBranch(p.Name); ok {
		fix = p.rename(near.Name)
	}
	r.environment(p.field, p.text, "must name a platform branch that AWS lists, got "+prop.Quote(p.Name), fix)
}

func platformRetired(v *view, r *reporter) {
	p := v.platform
	if left, ok := p.retirement(v.now); ok && left <= 0 {
		r.environment(p.field, p.text, "must name a platform branch that is not retired, got "+
			prop.Quote(p.Name)+", retired on "+p.Retires, p.successor())
	}
}

func platformRetiring(v *view, r *reporter) {
	p := v.platform
	if left, ok := p.retirement(v.now); ok && left > 0 && left <= 180*24*time.Hour {
		r.environment(p.field, p.text, "must name a platform branch that stays, got "+
			prop.Quote(p.Name)+", which retires on "+p.Retires, p.successor())
	}
}
