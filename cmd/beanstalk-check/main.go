// Beanstalk-check finds wrong Elastic Beanstalk option settings in CloudFormation templates, in JSON or
// YAML, before a deployment does. It needs no AWS account and no network.
//
// Usage:
//
//	beanstalk-check [flags] template ...
//
// A template is a file, "-" for the standard input, or a directory, in which every *.template.json,
// *.template.yaml, *.template.yml and *.template is read: cdk.out is one. For example:
//
//	go run ./cmd/beanstalk-check cdk.out
//	go run ./cmd/beanstalk-check -format sarif infra/*.yaml > beanstalk.sarif
//	curl -s https://example.com/template.yaml | go run ./cmd/beanstalk-check -
//
// It exits with 0 if no template has an error, with 1 if one has, and with 2 if it cannot tell, because of
// its arguments or because a file is not a template. Warnings alone exit with 0, unless -strict is given.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/template"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now()))
}

const usage = `usage: beanstalk-check [flags] template ...

A template is a CloudFormation file, a directory of *.template.json and the like, or - for the standard input.

`

// finding is a problem and where it is.
type finding struct {
	File     string `json:"file"`
	Line     int    `json:"line"`
	Column   int    `json:"column"`
	Resource string `json:"resource"`
	Type     string `json:"type"`
	Path     string `json:"path"`
	options.Problem
}

// run is the command: its arguments, its streams and the day that retirement dates are compared with.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now time.Time) int {
	flags := flag.NewFlagSet("beanstalk-check", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	format := flags.String("format", "text", "`form` of the output: text, json or sarif")
	strict := flags.Bool("strict", false, "exit with 1 on warnings too")
	securityHub := flags.Bool("security-hub", true, "check the controls ElasticBeanstalk.1 to .3 of AWS Security Hub")
	ignore := flags.String("ignore", "", "`rules` to leave out, by id, with commas between them")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	}

	var findings []finding
	resources := 0
	if err == nil {
		findings, resources, err = check(flags.Args(), *format, *ignore, stdin, options.Environment{Now: now, SecurityHub: *securityHub})
	}
	if err == nil {
		err = reporters[*format](stdout, findings)
	}
	if err != nil {
		fmt.Fprintf(stderr, "beanstalk-check: %v\n", err)
		return 2
	}

	failures, warnings := 0, 0
	for _, f := range findings {
		if f.Severity == options.SeverityError {
			failures++
		} else {
			warnings++
		}
	}
	fmt.Fprintf(stderr, "%s and %s in %s\n", count(failures, "error"), count(warnings, "warning"), count(resources, "Beanstalk resource"))
	if failures > 0 || *strict && warnings > 0 {
		return 1
	}
	return 0
}

// check returns what is wrong in the named templates, file by file and from top to bottom, and how many
// resources were checked. Of env it takes what holds for all of them.
func check(names []string, format, ignore string, stdin io.Reader, env options.Environment) ([]finding, int, error) {
	if _, ok := reporters[format]; !ok {
		return nil, 0, fmt.Errorf("-format must be text, json or sarif, got %s", format)
	}
	ignored := strings.FieldsFunc(ignore, func(r rune) bool { return r == ',' || r == ' ' })
	for _, id := range ignored {
		if !slices.ContainsFunc(options.Rules(), func(r options.Rule) bool { return r.ID == id }) {
			return nil, 0, fmt.Errorf("-ignore must name rules, got %s: a problem's rule stands in brackets at its end", id)
		}
	}
	files, err := expand(names)
	if err != nil {
		return nil, 0, err
	}

	findings, count := []finding{}, 0
	for _, file := range files {
		data, err := read(file, stdin)
		if err != nil {
			return nil, 0, err
		}
		document, err := parse(data)
		if err != nil {
			return nil, 0, fmt.Errorf("%s is not a template: %w", file, err)
		}
		root, _ := document.values[document.root].(map[string]any)
		if _, ok := root["Resources"].(map[string]any); !ok {
			return nil, 0, fmt.Errorf("%s is not a template: it has no Resources", file)
		}
		resources := template.Find(root)
		count += len(resources)
		var inFile []finding
		for _, r := range resources {
			r.Environment.Now, r.Environment.SecurityHub = env.Now, env.SecurityHub
			for _, p := range options.Check(r.Environment, r.Settings) {
				if slices.Contains(ignored, p.Rule) {
					continue
				}
				path := r.Path(p)
				at := document.find(append([]string{"Resources", r.LogicalID}, path...)...)
				inFile = append(inFile, finding{
					File: file, Line: at.Line, Column: at.Column,
					Resource: r.LogicalID, Type: r.Type, Path: strings.Join(path, "/"), Problem: p,
				})
			}
		}
		slices.SortStableFunc(inFile, func(a, b finding) int { return a.Line - b.Line })
		findings = append(findings, inFile...)
	}
	return findings, count, nil
}

// expand replaces directories by the templates in them.
func expand(names []string) ([]string, error) {
	if len(names) == 0 {
		return nil, errors.New("a template must be named, got none; see beanstalk-check -help")
	}
	var files []string
	for _, name := range names {
		if strings.HasPrefix(name, "-") && name != "-" {
			return nil, fmt.Errorf("flags must come before the templates, got %s", name)
		}
		if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
			files = append(files, name)
			continue
		}
		before := len(files)
		err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
			for _, suffix := range []string{".template.json", ".template.yaml", ".template.yml", ".template"} {
				if err == nil && !entry.IsDir() && strings.HasSuffix(path, suffix) {
					files = append(files, path)
				}
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		if len(files) == before {
			return nil, fmt.Errorf("%s has no *.template.json, *.template.yaml, *.template.yml or *.template", name)
		}
	}
	return files, nil
}

func read(file string, stdin io.Reader) ([]byte, error) {
	if file == "-" {
		return io.ReadAll(stdin)
	}
	return os.ReadFile(file)
}

// count writes a number of things: "no errors", "1 error", "2 errors".
func count(n int, thing string) string {
	switch n {
	case 0:
		return "no " + thing + "s"
	case 1:
		return "1 " + thing
	default:
		return fmt.Sprintf("%d %ss", n, thing)
	}
}
