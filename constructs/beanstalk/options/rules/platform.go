package rules

import (
	"regexp"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// platform is what an environment runs on, as far as its properties show.
type platform struct {
	options.Branch        // without a name if it is not known
	listed         bool   // AWS lists or listed the branch
	field, text    string // the property and its value
	version        string // empty unless one is given
	custom         bool   // somebody's own platform
}

var platformVersion = regexp.MustCompile(`^[0-9]+(\.[0-9]+)*$`)

func platformOf(env Environment) platform {
	var p platform
	switch {
	case strings.HasPrefix(env.Branch, "arn:"):
		p = platform{field: "Platform", text: env.Branch}
		p.readArn()
	case env.Branch != "":
		p = platform{field: "Platform", text: env.Branch}
		p.Name = env.Branch
	case env.PlatformArn != "":
		p = platform{field: "PlatformArn", text: env.PlatformArn}
		p.readArn()
	default:
		p = platform{field: "SolutionStackName", text: env.SolutionStackName}
		p.Name, p.version, _ = options.SplitStack(p.text)
	}
	if p.Name != "" && !p.custom {
		p.Branch, p.listed = options.LookupBranch(p.Name)
	}
	return p
}

// readArn reads the branch and the version that the platform's ARN ends with.
func (p *platform) readArn() {
	head, name, ok := strings.Cut(p.text, ":platform/")
	if !ok {
		return
	}
	// The account's field is empty for AWS's own platforms; what comes before may hold tokens.
	p.custom = !strings.HasSuffix(head, ":")
	if i := strings.LastIndex(name, "/"); i >= 0 && platformVersion.MatchString(name[i+1:]) {
		name, p.version = name[:i], name[i+1:]
	}
	if !strings.Contains(name, "${") {
		p.Name = name
	}
}

// retirement returns how long it is until the platform retires, if it does and if the clock is known.
func (p platform) retirement(now time.Time) (left time.Duration, ok bool) {
	if !p.listed || p.Retires == "" || now.IsZero() {
		return 0, false
	}
	at, err := time.Parse(time.DateOnly, p.Retires)
	return at.Sub(now), err == nil
}

// rename says how to name a branch instead.
func (p platform) rename(branch string) string {
	switch p.field {
	case "Platform":
		return "write " + prop.Quote(branch)
	case "PlatformArn":
		return "end it with " + prop.Quote("platform/"+branch)
	}
	return "set PlatformArn to an ARN that ends with " + prop.Quote("platform/"+branch)
}

// withoutVersion says how to leave the version to Elastic Beanstalk.
func (p platform) withoutVersion() string {
	if p.field == "PlatformArn" {
		return "end PlatformArn with " + prop.Quote("platform/"+p.Name) + ", without a version"
	}
	return p.rename(p.Name)
}

// successor suggests the newest branch of the family.
func (p platform) successor() string {
	if newest, ok := options.Newest(p.Family); ok {
		return p.rename(newest.Name)
	}
	return "name a branch that AWS still lists"
}
