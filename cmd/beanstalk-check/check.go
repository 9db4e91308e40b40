package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
	"beanstalkline/constructs/delivery/buildspec"
	"beanstalkline/constructs/delivery/definition"
	"beanstalkline/internal/prop"
)

// finding is a problem and where it is.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Resource string `json:"resource"`
	Type     string `json:"type"`
	Path     string `json:"path"`
	rules.Problem
}

// result is the outcome of checking templates.
type result struct {
	findings                     []finding // file by file and from top to bottom
	resources, pipelines, builds int       // how many were checked
	notes                        []string  // what was not checked
	failed                       []error   // what could not be read
}

// check checks the named templates.
func check(names []string, stdin io.Reader, checker rules.Checker) result {
	all := result{findings: []finding{}}
	for _, name := range names {
		files, failed := expand(name)
		all.failed = append(all.failed, failed...)
		templates := 0
		for _, file := range files {
			err := all.checkFile(file, stdin, checker)
			if !errors.Is(err, errNoTemplate) {
				templates++
			}
			if err != nil && !(file.found && errors.Is(err, errNoTemplate)) {
				all.failed = append(all.failed, err)
			}
		}
		if len(failed) == 0 && templates == 0 && (len(files) == 0 || files[0].found) {
			all.failed = append(all.failed, fmt.Errorf("%s has no template of CloudFormation, *%s", shown(name), strings.Join(suffixes, ", *")))
		}
	}
	return all
}

// errNoTemplate is the error for a file that is of another kind; in a folder that is no mistake.
var errNoTemplate = errors.New("it has no Resources")

func (all *result) checkFile(file source, stdin io.Reader, checker rules.Checker) error {
	data, err := read(file.name, stdin)
	if err != nil {
		return err
	}
	document, err := parse(data)
	if err != nil && file.found && !bytes.Contains(data, []byte("AWS::")) {
		err = errNoTemplate
	}
	if err != nil {
		return fmt.Errorf("%s is not a template: %w", shown(file.name), err)
	}
	root, _ := document.value.(map[string]any)
	if err := document.checkResources(root); err != nil {
		return fmt.Errorf("%s is not a template: %w", shown(file.name), err)
	}
	for _, loop := range template.Loops(root, definition.IsDeploying) {
		all.notes = append(all.notes, fmt.Sprintf("%s: the resources that %s makes are not judged", shown(file.name), printable(loop, 100)))
	}
	var inFile []finding
	add := func(id, kind string, path []string, p rules.Problem) {
		at := document.find(append([]string{"Resources", id}, path...)...)
		// A name as long as the file, repeated in every finding, would fill the disk.
		for _, text := range []*string{&p.Value, &p.Namespace, &p.Name, &p.ResourceName, &p.Field} {
			*text = cut(*text, 100)
		}
		inFile = append(inFile, finding{
			File: file.name, Line: at.Line, Column: at.Column,
			Resource: cut(id, 255), Type: kind, Path: cut(strings.Join(path, "/"), 255), Problem: p,
		})
	}
	for _, r := range template.Find(root) {
		all.resources++
		for _, p := range checker.Check(r.Environment, r.Settings) {
			add(r.LogicalID, r.Type, r.Path(p), p)
		}
	}
	for _, r := range definition.Find(root) {
		all.pipelines++
		for _, p := range (definition.Checker{Region: checker.Region, Ignore: checker.Ignore}).Check(r.Properties) {
			add(r.LogicalID, definition.Type, append([]string{"Properties"}, p.Path...), p.Problem)
		}
	}
	for _, r := range buildspec.Find(root, definition.IsDeploying) {
		all.builds++
		for _, p := range buildspec.Check(r.Specification, r.Context) {
			if !slices.Contains(checker.Ignore, p.Rule) {
				add(r.LogicalID, buildspec.Type, []string{"Properties", "Source", "BuildSpec"}, p.Problem)
			}
		}
	}
	slices.SortStableFunc(inFile, func(a, b finding) int { return a.Line - b.Line })
	all.findings = append(all.findings, inFile...)
	return nil
}

// checkResources finds resources that are not of the form that CloudFormation demands, and so would not be judged.
func (d *document) checkResources(root map[string]any) error {
	resources, is := root["Resources"].(map[string]any)
	if !is && root["Resources"] == nil {
		return errNoTemplate
	}
	if !is {
		return d.mustBeMap(root["Resources"], "Resources", "Resources")
	}
	for _, id := range d.inOrder("Resources") {
		if strings.HasPrefix(id, "Fn::") {
			continue // a loop or a macro makes the resources
		}
		resource, is := resources[id].(map[string]any)
		if !is {
			return d.mustBeMap(resources[id], "resource "+prop.Quote(id), "Resources", id)
		}
		if properties := resource["Properties"]; properties != nil {
			if _, is := properties.(map[string]any); !is {
				return d.mustBeMap(properties, "Properties of resource "+prop.Quote(id), "Resources", id, "Properties")
			}
		}
	}
	return nil
}

// inOrder are the keys of a mapping, as they are written.
func (d *document) inOrder(key string) []string {
	mapping := d.root.Content[d.placesIn(d.root)[key]+1]
	for mapping.Kind == yaml.AliasNode {
		mapping = mapping.Alias
	}
	var keys []string
	for i := 0; i+1 < len(mapping.Content); i += 2 {
		keys = append(keys, mapping.Content[i].Value)
	}
	return keys
}

// mustBeMap says that something is no map.
func (d *document) mustBeMap(value any, what string, path ...string) error {
	got := "text"
	switch value.(type) {
	case nil:
		got = "nothing"
	case []any:
		got = "a list"
	}
	return fmt.Errorf("line %d: %s must be a map, got %s", d.find(path...).Line, what, got)
}
