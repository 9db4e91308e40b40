// Package verdict says what a change does to a stage that runs: from CloudFormation's update behaviour, from what Elastic
// Beanstalk does with an option, and from what becomes of data.
package verdict

import "fmt"

// A Level is how much a change does. Each includes those before it.
type Level int

// The levels.
const (
	Nothing Level = iota
	NoInterruption
	ServersRestart
	InstancesReplaced
	EnvironmentReplaced
	DataLost
)

var levels = []string{
	"nothing", "no interruption", "application servers restart", "instances are replaced",
	"the environment and its address are replaced", "data is lost",
}

// String is the level in words.
func (l Level) String() string { return levels[l] }

// MarshalText is the level in words.
func (l Level) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads a level in words.
func (l *Level) UnmarshalText(text []byte) error {
	for i, name := range levels {
		if name == string(text) {
			*l = Level(i)
			return nil
		}
	}
	return fmt.Errorf("a level must be one of %q, got %q", levels, text)
}

// A Finding is what one change does.
type Finding struct {
	Level Level `json:"level"`
	// Unknown says that the change may do more than Level, and that nobody has said what.
	Unknown bool `json:"unknown,omitempty"`
	// Resource is the construct's path, ID the logical id, Type the type of the resource.
	Resource string `json:"resource"`
	ID       string `json:"id,omitempty"`
	Type     string `json:"type,omitempty"`
	// Text is one sentence without the resource, such as "is replaced".
	Text string `json:"text"`
	// Source is where the verdict comes from.
	Source string `json:"source,omitempty"`
}

// Sum is the greatest level of findings, and how many of them may do more.
func Sum(findings []Finding) (level Level, unknown int) {
	for _, f := range findings {
		level = max(level, f.Level)
		if f.Unknown {
			unknown++
		}
	}
	return level, unknown
}
