package definition

import (
	"embed"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed cases/*.txt sound.json
var files embed.FS

// Case is a definition that a rule refuses and the nearest one that passes every rule. The cases of a topic are in the
// file cases/TOPIC.txt, whose form cases/README.md describes.
type Case struct {
	// Topic is the table of the rule, and Rule its id.
	Topic, Rule string
	// Fails and Passes are what is changed in the definition of sound.json.
	Fails, Passes []string
	// Says is the one problem: severity, message and fix.
	Says string
}

// Changed returns the definition of sound.json with some changes, each a line such as
// "Stages[1].Name = "Build"", and the Region in which it is deployed, if one says so.
func Changed(lines []string) (properties map[string]any, region string, err error) {
	data, err := files.ReadFile("sound.json")
	if err != nil {
		return nil, "", err
	}
	if err := json.Unmarshal(data, &properties); err != nil {
		return nil, "", err
	}
	for _, line := range lines {
		path, text, ok := strings.Cut(line, " = ")
		var value any
		if err := json.Unmarshal([]byte(repeat(text)), &value); err != nil || !ok {
			return nil, "", fmt.Errorf("%q must be a change: path = JSON", line)
		}
		if path == "deployed in" {
			region = fmt.Sprint(value)
		} else if name, more := strings.CutSuffix(path, " +"); more {
			list, _ := properties[name].([]any)
			items, _ := value.([]any)
			properties[name] = slices.Concat(list, items)
		} else if path != "nothing" {
			set(properties, strings.FieldsFunc(path, func(r rune) bool { return strings.ContainsRune(".[]", r) }), value)
		}
	}
	return properties, region, nil
}

var repeated = regexp.MustCompile(`\((\d+) times (.+?)\)`)

// repeat writes out "(3 times x)", for what is too long to read. "%" stands for the number of the time.
func repeat(text string) string {
	return repeated.ReplaceAllStringFunc(text, func(match string) string {
		parts := repeated.FindStringSubmatch(match)
		n, _ := strconv.Atoi(parts[1]) // digits
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(parts[2], "%", strconv.Itoa(i)))
		}
		return strings.ReplaceAll(b.String(), "}{", "},{")
	})
}

// set changes what is at a path, and makes what is missing on the way. Null removes it. A list takes one item more.
func set(in any, path []string, value any) any {
	if len(path) == 0 {
		return value
	}
	if i, err := strconv.Atoi(path[0]); err == nil {
		list, _ := in.([]any)
		if list = slices.Clone(list); i == len(list) {
			list = append(list, nil)
		}
		list[i] = set(list[i], path[1:], value)
		return slices.DeleteFunc(list, func(item any) bool { return item == nil })
	}
	fields, _ := in.(map[string]any)
	if fields == nil {
		fields = map[string]any{}
	}
	if fields[path[0]] = set(fields[path[0]], path[1:], value); fields[path[0]] == nil {
		delete(fields, path[0])
	}
	return fields
}

// Cases returns the cases of a rule, in their order. Every rule has at least one.
func Cases(rule string) []Case {
	return slices.DeleteFunc(slices.Clone(allCases()), func(c Case) bool { return c.Rule != rule })
}

// allCases reads the embedded files once. It can fail only if one of the repository's own files is broken, which the
// tests of this package would show.
var allCases = sync.OnceValue(func() []Case {
	entries, err := files.ReadDir("cases")
	if err != nil {
		panic(err)
	}
	var all []Case
	for _, entry := range entries {
		text, err := files.ReadFile("cases/" + entry.Name())
		if err != nil {
			panic(err)
		}
		all = append(all, readCases(strings.TrimSuffix(entry.Name(), ".txt"), string(text))...)
	}
	return all
})

// readCases reads a file of cases.
func readCases(topic, text string) []Case {
	var all []Case
	key := ""
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		if rule, ok := strings.CutPrefix(line, "== "); ok {
			all = append(all, Case{Topic: topic, Rule: rule})
		}
		if len(all) == 0 || len(line) < 7 || strings.HasPrefix(line, "=") || strings.HasPrefix(line, "#") {
			continue
		}
		if next := strings.TrimSpace(line[:7]); next != "" {
			key = next
		}
		switch c := &all[len(all)-1]; key {
		case "fails":
			c.Fails = append(c.Fails, line[7:])
		case "passes":
			c.Passes = append(c.Passes, line[7:])
		case "says":
			c.Says = strings.TrimPrefix(c.Says+" "+line[7:], " ")
		}
	}
	return all
}
