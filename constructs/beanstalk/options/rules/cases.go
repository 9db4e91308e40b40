package rules

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"

	"beanstalkline/constructs/beanstalk/options"
)

//go:embed cases/*.txt
var caseFiles embed.FS

// Case is a set that a rule refuses and the nearest one that passes every rule. The cases of a topic are in the file
// cases/TOPIC.txt, whose form cases/README.md describes.
type Case struct {
	// Topic is the table of the rule, and Rule its id.
	Topic, Rule string
	// Fails is the set that the rule refuses.
	Fails Set
	// Says is the one problem of Fails: severity, message and fix.
	Says string
	// Passes is the nearest set without a problem.
	Passes Set
}

// Set is an environment with its option settings, and how it is judged.
type Set struct {
	Environment Environment
	Checker     Checker
	// Settings are the settings that matter.
	Settings []options.Setting
	// Bare means that the set is judged without what every other set has: an instance profile, or the roles of a
	// cluster.
	Bare bool
	// Facts are the lines that describe the environment, and Lines those of the settings.
	Facts, Lines []string
}

// Check judges the set.
func (s Set) Check() []Problem {
	var all options.Settings
	all.Add(s.Settings...)
	if !s.Bare {
		lines := []string{nsLaunch + " IamInstanceProfile = profile"}
		if s.Environment.Tier == options.TierCluster {
			lines = []string{
				nsCluster + " cluster-role = ?",
				nsCluster + " node-role = ?",
				nsClusterEnvironment + " observability-role = ?",
			}
		}
		for _, line := range lines {
			setting, err := readSetting(line)
			if err != nil {
				panic(err)
			}
			all.Add(setting)
		}
	}
	return s.Checker.Check(s.Environment, all)
}

// Cases returns the cases of a rule, in their order. Every rule has at least one.
func Cases(rule string) []Case {
	var all []Case
	for _, c := range allCases() {
		if c.Rule == rule {
			all = append(all, c)
		}
	}
	return all
}

// allCases reads the embedded files once. It can fail only if one of the repository's own files is broken, which the
// tests of this package would show.
var allCases = sync.OnceValue(func() []Case {
	files, err := caseFiles.ReadDir("cases")
	if err != nil {
		panic(err)
	}
	var all []Case
	for _, file := range files {
		text, err := caseFiles.ReadFile("cases/" + file.Name())
		if err != nil {
			panic(err)
		}
		cases, err := readCases(strings.TrimSuffix(file.Name(), ".txt"), string(text))
		if err != nil {
			panic(fmt.Errorf("cases/%s: %w", file.Name(), err))
		}
		all = append(all, cases...)
	}
	return all
})

// keyWidth is how far a line is indented if it continues the key of the line before.
const keyWidth = len("passes ")

// readCases reads a file of cases.
func readCases(topic, text string) ([]Case, error) {
	var all []Case
	var env Set // the environment of the sets that follow
	key := ""
	for n, line := range strings.Split(text, "\n") {
		if line = strings.TrimRight(line, " \r"); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		if rule, ok := strings.CutPrefix(line, "== "); ok {
			all, env, key = append(all, Case{Topic: topic, Rule: rule}), Set{}, ""
			continue
		}
		if len(all) == 0 || len(line) <= keyWidth {
			return nil, fmt.Errorf("line %d must belong to a case, got %q", n+1, line)
		}
		if next := strings.TrimSpace(line[:keyWidth]); next != "" {
			if key = next; key == "where" {
				env = Set{}
			}
		}
		if err := all[len(all)-1].read(&env, key, line[keyWidth:]); err != nil {
			return nil, fmt.Errorf("line %d: %w", n+1, err)
		}
	}
	return all, nil
}

// read reads one line of a case.
func (c *Case) read(env *Set, key, line string) error {
	switch key {
	case "where":
		return env.readFact(line)
	case "fails":
		return c.Fails.readLine(*env, line)
	case "passes":
		return c.Passes.readLine(*env, line)
	case "says":
		c.Says = strings.TrimPrefix(c.Says+" "+line, " ")
		return nil
	}
	return fmt.Errorf("the key must be where, fails, says or passes, got %q", key)
}

// readFact reads a line about the environment, such as "Tier = Worker".
func (s *Set) readFact(line string) error {
	name, text, _ := strings.Cut(line, " = ")
	var err error
	switch name {
	case "Tier":
		s.Environment.Tier = text
	case "PlatformArn":
		s.Environment.PlatformArn = text
	case "SolutionStackName":
		s.Environment.SolutionStackName = text
	case "Region":
		s.Checker.Region = text
	case "HasTemplate":
		s.Environment.HasTemplate = true
	case "Partial":
		s.Environment.Partial = true
	case "SecurityHub":
		s.Checker.SecurityHub = true
	case "Now":
		s.Checker.Now, err = time.Parse(time.DateOnly, text)
	case "bare":
		s.Bare = true
	case "nothing else":
		return nil
	default:
		return fmt.Errorf("%q must be a fact about an environment", line)
	}
	s.Facts = append(s.Facts, line)
	return err
}

// readLine reads a line of a set in an environment.
func (s *Set) readLine(env Set, line string) error {
	if strings.HasPrefix(line, "AWS::") {
		resource, err := readProperty(s.Environment.Resource, line)
		env.Environment.Resource, env.Lines = resource, append(s.Lines, line)
		*s = env
		return err
	}
	setting, err := readSetting(line)
	env.Settings, env.Lines = append(s.Settings, setting), append(s.Lines, line)
	*s = env
	return err
}

// readProperty reads a line "type path = JSON", where the path is of names with points between them, into a resource.
func readProperty(resource *Resource, line string) (*Resource, error) {
	left, text, ok := strings.Cut(line, " = ")
	kind, path, ok2 := strings.Cut(left, " ")
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil || !ok || !ok2 {
		return nil, fmt.Errorf("%q must be a property: type path = JSON", line)
	}
	if resource == nil {
		resource = &Resource{Type: kind, Properties: map[string]any{}}
	}
	names := strings.Split(path, ".")
	in, last := resource.Properties, len(names)-1
	for _, name := range names[:last] {
		inner, ok := in[name].(map[string]any)
		if !ok {
			inner = map[string]any{}
			in[name] = inner
		}
		in = inner
	}
	in[names[last]] = value
	return resource, nil
}

var repeated = regexp.MustCompile(`^\((\d+) times (\\?.)\)$`)

// readSetting reads a line "namespace name = value". "namespace[action] name" gives a resource name, "?" stands for a
// value that is not known before deployment, "(4096 times x)" for a long one, and "(1 times \\a)" for
// a control character.
func readSetting(line string) (options.Setting, error) {
	left, text, ok := strings.Cut(line, " =")
	namespace, name, ok2 := strings.Cut(left, " ")
	if !ok || !ok2 {
		return options.Setting{}, fmt.Errorf("%q must be a setting: namespace name = value", line)
	}
	s := options.Setting{Namespace: namespace, Name: name, Value: strings.TrimPrefix(text, " ")}
	if head, resource, ok := strings.Cut(namespace, "["); ok {
		s.Namespace, s.ResourceName = head, strings.TrimSuffix(resource, "]")
	}
	if s.Value == "?" {
		s.Value, s.Unresolved = "", true
	}
	if parts := repeated.FindStringSubmatch(s.Value); parts != nil {
		n, err := strconv.Atoi(parts[1])
		if err != nil {
			return s, err
		}
		character, err := strconv.Unquote(`"` + parts[2] + `"`)
		if err != nil {
			return s, err
		}
		s.Value = strings.Repeat(character, n)
	}
	return s, nil
}
