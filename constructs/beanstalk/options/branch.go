package options

import (
	"regexp"
	"strings"
)

// platforms is what AWS says about its platform branches.
type platforms struct {
	Date string `json:"date"`
	// Secrets are the first versions of the branches on Amazon Linux 2023 that fetch secrets, and that read a key of a
	// secret's JSON text, by family.
	Secrets map[string]struct {
		From         string `json:"from"`
		JSONKeysFrom string `json:"jsonKeysFrom"`
	} `json:"secrets"`
	// Systems are operating systems of which every branch is retired.
	Systems []struct {
		Name    string `json:"name"`
		Retires string `json:"retires"`
	} `json:"systems"`
	// Branches are the branches that AWS lists or recently retired, the newest of each family first.
	Branches []Branch `json:"branches"`
}

// Branch is a platform branch of Elastic Beanstalk.
type Branch struct {
	// Name is the branch's name, such as "Go 1 running on 64bit Amazon Linux 2023".
	Name string `json:"name"`
	// Family is the language or the kind of platform, such as "go". Empty if it is not known.
	Family string `json:"family"`
	// Retires is the day on which AWS retires the branch, as in "2006-01-02". Empty if none is announced.
	Retires string `json:"retires,omitempty"`
}

// System returns the branch's operating system, such as "64bit Amazon Linux 2023", or "".
func (b Branch) System() string {
	_, system, _ := strings.Cut(b.Name, " running on ")
	return datedSystem.ReplaceAllString(system, "$1")
}

// The first Amazon Linux had the month of its release in its name.
var datedSystem = regexp.MustCompile(`^(64bit Amazon Linux) 20[0-9]{2}\.[0-9]{2}$`)

var (
	solutionStack = regexp.MustCompile(`^(.+?) v([0-9][0-9.]*) running (.+)$`)
	tomcatStack   = regexp.MustCompile(`^(Tomcat [0-9.]+) (Corretto [0-9]+)$`)
)

// SplitStack returns the branch and the version that a solution stack's name stands for, such as "64bit Amazon Linux 2023
// v4.3.0 running Go 1", and whether it is one.
func SplitStack(name string) (branch, version string, ok bool) {
	parts := solutionStack.FindStringSubmatch(name)
	if parts == nil {
		return "", "", false
	}
	return tomcatStack.ReplaceAllString(parts[3], "$1 with $2") + " running on " + parts[1], parts[2], true
}

// families gives the family of a branch that is not in the list by the words in its name.
var families = []struct{ word, family string }{
	{"IIS", "windows"}, {"Windows", "windows"}, {"Tomcat", "tomcat"}, {"Corretto", "java"}, {"Java", "java"},
	{"Node.js", "nodejs"}, {"Python", "python"}, {"PHP", "php"}, {"Ruby", "ruby"}, {".NET", "dotnet-core"},
	{"ECS", "ecs"}, {"Docker", "docker"}, {"Go ", "go"},
}

func familyOf(branch string) string {
	for _, f := range families {
		if strings.Contains(branch, f.word) {
			return f.family
		}
	}
	return ""
}
