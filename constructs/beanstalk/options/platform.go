package options

import (
	"regexp"
	"strings"
	"time"

	"beanstalkline/internal/prop"
)

// platforms is what AWS says of its platform branches.
type platforms struct {
	Date string `json:"date"`
	// Systems are operating systems of which every branch is retired.
	Systems []struct {
		Name    string `json:"name"`
		Retires string `json:"retires"`
	} `json:"systems"`
	// Branches are the branches that AWS lists or recently retired, of each family the newest first.
	Branches []Branch `json:"branches"`
}

// Branch is a platform branch of Elastic Beanstalk.
type Branch struct {
	// Name is the branch's name, such as "Go 1 running on 64bit Amazon Linux 2023".
	Name string `json:"name"`
	// Family is the language or the kind of platform, such as "go".
	Family string `json:"family"`
	// Retires is the day on which AWS retires the branch, as in "2006-01-02". Empty if none is announced.
	Retires string `json:"retires,omitempty"`
}

// Branches returns the platform branches that AWS lists or recently retired, of each family the
// newest first.
func Branches() []Branch { return append([]Branch(nil), load().Platforms.Branches...) }

// platform is what an environment runs on, as far as its properties say.
type platform struct {
	field, text string // the property and its value
	branch      string // "Go 1 running on 64bit Amazon Linux 2023"; empty if not known
	system      string // "64bit Amazon Linux 2023"
	version     string // empty unless one is given
	family      string // "go"; empty if not known
	custom      bool   // somebody's own platform
}

var (
	platformVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*$`)
	solutionStack   = regexp.MustCompile(`^(.+?) v([0-9][0-9.]*) running (.+)$`)
	datedSystem     = regexp.MustCompile(`^(64bit Amazon Linux) 20[0-9]{2}\.[0-9]{2}$`)
	tomcatStack     = regexp.MustCompile(`^(Tomcat [0-9.]+) (Corretto [0-9]+)$`)
)

// families tells the family of a branch that is not in the list by the words in its name.
var families = []struct{ word, family string }{
	{"IIS", "windows"}, {"Windows", "windows"}, {"Tomcat", "tomcat"}, {"Corretto", "java"}, {"Java", "java"},
	{"Node.js", "nodejs"}, {"Python", "python"}, {"PHP", "php"}, {"Ruby", "ruby"}, {".NET", "dotnet-core"},
	{"ECS", "ecs"}, {"Docker", "docker"}, {"Go ", "go"},
}

func platformOf(env Environment) platform {
	if env.Branch != "" {
		return platform{field: "Platform", text: env.Branch, branch: env.Branch}.complete()
	}
	p := platform{field: "PlatformArn", text: env.PlatformArn}
	if env.PlatformArn == "" {
		p = platform{field: "SolutionStackName", text: env.SolutionStackName}
		if parts := solutionStack.FindStringSubmatch(p.text); parts != nil {
			name := tomcatStack.ReplaceAllString(parts[3], "$1 with $2")
			p.branch, p.version = name+" running on "+parts[1], parts[2]
		}
	} else if head, name, ok := strings.Cut(p.text, ":platform/"); ok {
		// The account's field is empty for AWS's own platforms; what comes before may hold tokens.
		p.custom = !strings.HasSuffix(head, ":")
		if i := strings.LastIndex(name, "/"); i >= 0 && platformVersion.MatchString(name[i+1:]) {
			name, p.version = name[:i], name[i+1:]
		}
		if !strings.Contains(name, "${") {
			p.branch = name
		}
	}
	return p.complete()
}

// complete fills in what the name of the branch tells.
func (p platform) complete() platform {
	if p.custom || p.branch == "" {
		return p
	}
	_, p.system, _ = strings.Cut(p.branch, " running on ")
	p.system = datedSystem.ReplaceAllString(p.system, "$1")
	for _, f := range families {
		if strings.Contains(p.branch, f.word) {
			p.family = f.family
			break
		}
	}
	return p
}

// listed returns the branch's entry, or that of its operating system, and whether there is one.
func (p platform) listed() (Branch, bool) {
	all := load().Platforms
	for _, b := range all.Branches {
		if b.Name == p.branch {
			return b, true
		}
	}
	for _, system := range all.Systems {
		if p.system == system.Name {
			return Branch{Name: p.branch, Family: p.family, Retires: system.Retires}, true
		}
	}
	return Branch{}, false
}

// platformRules judge the platform that the environment's properties name.
var platformRules = []rule{
	{Rule: Rule{ID: "platform-named-twice", Severity: SeverityError,
		Summary: "An environment names its platform once, by PlatformArn or by SolutionStackName.",
		Doc:     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticbeanstalk-environment.html"}, check: platformTwice},
	{Rule: Rule{ID: "platform-beside-template", Severity: SeverityError,
		Summary: "An environment that uses a saved configuration has its platform from there, and no SolutionStackName.",
		Doc:     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticbeanstalk-environment.html"}, check: platformBesideTemplate},
	{Rule: Rule{ID: "platform-arn-form", Severity: SeverityError,
		Summary: "PlatformArn is an ARN.", Doc: guide + "platforms-versions.html"}, check: platformArnForm},
	{Rule: Rule{ID: "platform-version-pinned", Severity: SeverityWarning,
		Summary: "A platform ARN names no version: a pinned one undoes managed updates with every deployment.",
		Doc:     guide + "using-features.platform.upgrade.html"}, check: platformPinned},
	{Rule: Rule{ID: "platform-solution-stack", Severity: SeverityWarning,
		Summary: "An environment names its platform by PlatformArn: a change of SolutionStackName replaces the environment.",
		Doc:     "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-elasticbeanstalk-environment.html"}, check: platformStack},
	{Rule: Rule{ID: "platform-unknown", Severity: SeverityWarning,
		Summary: "A platform branch is one that AWS lists.", Doc: guide + "concepts.platforms.html"}, check: platformUnknown},
	{Rule: Rule{ID: "platform-retired", Severity: SeverityError,
		Summary: "A platform branch is not retired.", Doc: guide + "platforms-schedule.html"}, check: platformRetired},
	{Rule: Rule{ID: "platform-retiring", Severity: SeverityWarning,
		Summary: "A platform branch does not retire within 180 days.", Doc: guide + "platforms-schedule.html"}, check: platformRetiring},
}

func platformTwice(v *view, r *reporter) {
	if v.env.PlatformArn != "" && v.env.SolutionStackName != "" {
		r.environment("SolutionStackName", v.env.SolutionStackName,
			"SolutionStackName must be empty when PlatformArn is set, got "+prop.Quote(v.env.SolutionStackName), "remove SolutionStackName")
	}
}

// besideTemplate says that an environment gets a saved configuration and a solution stack. The set of a
// saved configuration, which may be made from another one, is partial.
func (v *view) besideTemplate() bool {
	return v.env.SolutionStackName != "" && v.env.HasTemplate && !v.env.Partial
}

func platformBesideTemplate(v *view, r *reporter) {
	if v.besideTemplate() {
		r.environment("SolutionStackName", v.env.SolutionStackName,
			"SolutionStackName must be empty when TemplateName is set, got "+prop.Quote(v.env.SolutionStackName), "remove one of the two")
	}
}

func platformArnForm(v *view, r *reporter) {
	if arn := v.env.PlatformArn; arn != "" && !strings.HasPrefix(arn, "arn:") && !strings.Contains(arn, "${") {
		r.environment("PlatformArn", arn, "PlatformArn must be an ARN, got "+prop.Quote(arn),
			`write it as in "arn:aws:elasticbeanstalk:eu-west-1::platform/Go 1 running on 64bit Amazon Linux 2023"`)
	}
}

func platformPinned(v *view, r *reporter) {
	p := v.platform
	if left, _, retires := v.retirement(); retires && left <= 0 {
		return // what matters then is another branch
	}
	if p.field == "PlatformArn" && p.version != "" && !p.custom {
		r.environment(p.field, p.text, "PlatformArn must name no version, got "+prop.Quote(p.version), p.rename(p.branch)+" and let managed updates choose")
	}
}

func platformStack(v *view, r *reporter) {
	if v.env.SolutionStackName == "" || v.env.PlatformArn != "" || v.besideTemplate() {
		return
	}
	fix := "name the platform's branch in PlatformArn"
	if left, _, retires := v.retirement(); retires && left <= 0 {
		fix = v.platform.successor()
	} else if v.platform.branch != "" {
		fix = v.platform.rename(v.platform.branch)
	}
	r.environment("SolutionStackName", v.env.SolutionStackName,
		"SolutionStackName must be empty, since changing it replaces the environment, got "+prop.Quote(v.env.SolutionStackName), fix)
}

func platformUnknown(v *view, r *reporter) {
	p := v.platform
	if _, ok := p.listed(); ok || p.custom || p.branch == "" || p.family == "windows" {
		return // Windows branches are not in the list
	}
	all := load().Platforms
	var names []string
	for _, b := range all.Branches {
		if b.Retires == "" || b.Retires > all.Date {
			names = append(names, b.Name)
		}
	}
	fix := p.successor()
	if near, _, ok := nearest(p.branch, names); ok {
		fix = p.rename(near)
	}
	r.environment(p.field, p.text, p.field+" must name a platform branch that AWS lists, got "+prop.Quote(p.branch), fix)
}

func platformRetired(v *view, r *reporter) {
	if left, day, ok := v.retirement(); ok && left <= 0 {
		r.environment(v.platform.field, v.platform.text,
			v.platform.field+" must name a platform branch that is not retired, got "+prop.Quote(v.platform.branch)+", retired on "+day, v.platform.successor())
	}
}

func platformRetiring(v *view, r *reporter) {
	if left, day, ok := v.retirement(); ok && left > 0 && left <= 180*24*time.Hour {
		r.environment(v.platform.field, v.platform.text,
			v.platform.field+" must name a platform branch that stays, got "+prop.Quote(v.platform.branch)+", which retires on "+day, v.platform.successor())
	}
}

// retirement returns how long until the platform retires and on which day, if it does and if the clock is known.
func (v *view) retirement() (time.Duration, string, bool) {
	b, ok := v.platform.listed()
	if !ok || b.Retires == "" || v.env.Now.IsZero() {
		return 0, "", false
	}
	day, err := time.Parse(time.DateOnly, b.Retires)
	return day.Sub(v.env.Now), b.Retires, err == nil
}

// rename says how to name a branch instead.
func (p platform) rename(branch string) string {
	switch p.field {
	case "Platform":
		return "write " + prop.Quote(branch)
	case "PlatformArn":
		return "end it with " + prop.Quote("platform/"+branch)
	}
	return "write PlatformArn that ends with " + prop.Quote("platform/"+branch)
}

// successor suggests the newest branch of the family.
func (p platform) successor() string {
	for _, b := range load().Platforms.Branches {
		if b.Family == p.family && b.Retires == "" {
			return p.rename(b.Name)
		}
	}
	return "name a branch that AWS still lists"
}
