package platform

import (
	"fmt"
	"regexp"
	"strings"

	"beanstalkline/rehearsal/failure"
)

// A Platform is what Elastic Beanstalk calls a platform branch, such as Python 3.13.
type Platform struct {
	Name    string // Python 3.13
	family  string // Python
	version string // 3.13
	runtime string // the runtime that it needs, as package machine calls it
	port    int    // where its proxy expects the app, unless the property PORT says otherwise
}

// families are the platforms whose apps listen on a port, with the default of each: "Using the Elastic Beanstalk Go
// platform" and its like.
var families = []Platform{
	{family: "Go", runtime: "golang", port: 5000},
	{family: "Node.js", runtime: "nodejs", port: 8080},
	{family: "Python", runtime: "python", port: 8000},
	{family: "Corretto", runtime: "java", port: 5000},
	{family: ".NET", runtime: "dotnet", port: 5000},
}

var (
	ofARN   = regexp.MustCompile(`platform/(.+) running on 64bit Amazon Linux (\S+?)(/|$)`)
	ofStack = regexp.MustCompile(`^64bit Amazon Linux (\S+) v\S+ running (.+)$`)
)

// Parse finds the platform in what an environment says of itself: the ARN of a platform, or the name of a solution stack.
// One that a rehearsal does not have is a failure.Missing.
func Parse(arn, stack string) (Platform, error) {
	name := ""
	if found := ofARN.FindStringSubmatch(arn); found != nil {
		name = found[1]
	} else if found := ofStack.FindStringSubmatch(stack); found != nil {
		name = found[2]
	} else {
		return Platform{}, failure.Missing(fmt.Sprintf("the platform %s%s is not known here", arn, stack))
	}
	for _, p := range families {
		if strings.HasPrefix(name, p.family) {
			p.Name, p.version = name, strings.TrimSpace(strings.TrimPrefix(name, p.family))
			return p, nil
		}
	}
	return Platform{}, failure.Missing(fmt.Sprintf("apps of the platform %s are not started in a rehearsal", name))
}
