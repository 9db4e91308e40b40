// Beanstalk-check finds wrong Elastic Beanstalk option settings in CloudFormation templates, in JSON or YAML, before a
// deployment does. It needs no AWS account and no network.
//
// Usage:
//
//	beanstalk-check [flags] template ...
//	beanstalk-check -explain rule
//
// A template is a file, "-" for the standard input, or a directory, in which every *.template.json, *.template.yaml,
// *.template.yml and *.template is read: cdk.out is one. For example:
//
//	go run ./cmd/beanstalk-check cdk.out
//	go run ./cmd/beanstalk-check -format sarif infra/*.yaml > beanstalk.sarif
//	curl -s https://example.com/template.yaml | go run ./cmd/beanstalk-check -
//	go run ./cmd/beanstalk-check -explain min-size-above-max-size
//
// It exits with 0 if no template has an error, with 1 if one has, and with 2 if it cannot tell, because of its
// arguments or because a file is not a template; what it found in the other files is printed anyway. With warnings
// alone it exits with 0, unless -strict is given.
//
// Retirement dates of platforms are compared with the clock. Resources that Fn::ForEach makes are not judged; a note
// says so.
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

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/constructs/beanstalk/options/template"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now()))
}

const usage = `usage: beanstalk-check [flags] template ...
       beanstalk-check -explain rule

A template is a CloudFormation file, a directory of *.template.json and the like, or - for the standard input.

`

// run is the command: its arguments, its streams and the day that retirement dates are compared with.
func run(args []string, stdin io.Reader, stdout, stderr io.Writer, now time.Time) int {
	flags := flag.NewFlagSet("beanstalk-check", flag.ContinueOnError)
	flags.SetOutput(io.Discard)
	format := flags.String("format", "text", "`form` of the output: text, json or sarif")
	strict := flags.Bool("strict", false, "exit with 1 on warnings too")
	securityHub := flags.Bool("security-hub", true, "check the controls ElasticBeanstalk.1 to .3 of AWS Security Hub")
	ignore := flags.String("ignore", "", "`rules` to leave out, by id, separated by commas")
	region := flags.String("region", "", "the `region` that the templates are deployed to, with which platforms and certificates are compared")
	explain := flags.String("explain", "", "print what a `rule` demands, with a set that fails and one that passes")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	}

	if err == nil && *explain != "" {
		var text string
		if text, err = rules.Explain(*explain); err == nil {
			fmt.Fprint(stdout, text)
			return 0
		}
	}
	checker := rules.Checker{Now: now, SecurityHub: *securityHub, Region: *region, Ignore: list(*ignore)}
	if err == nil {
		err = checkArguments(flags.Args(), *format, checker.Ignore)
	}
	if err != nil {
		fmt.Fprintf(stderr, "beanstalk-check: %v\n", err)
		return 2
	}
	result := check(flags.Args(), stdin, checker)
	if err := reporters[*format](stdout, result.findings); err != nil {
		result.failed = append(result.failed, err)
	}
	for _, note := range result.notes {
		fmt.Fprintf(stderr, "beanstalk-check: note: %s\n", note)
	}
	for _, err := range result.failed {
		fmt.Fprintf(stderr, "beanstalk-check: %v\n", err)
	}
	if len(result.failed) > 0 {
		return 2
	}

	failures, warnings := 0, 0
	for _, f := range result.findings {
		if f.Severity == rules.SeverityError {
			failures++
		} else {
			warnings++
		}
	}
	fmt.Fprintf(stderr, "%s and %s in %s\n", count(failures, "error"), count(warnings, "warning"), count(result.resources, "Beanstalk resource"))
	if failures > 0 || *strict && warnings > 0 {
		return 1
	}
	return 0
}

func checkArguments(names []string, format string, ignore []string) error {
	if _, ok := reporters[format]; !ok {
		return fmt.Errorf("-format must be text, json or sarif, got %s", format)
	}
	for _, id := range ignore {
		if _, ok := rules.Lookup(id); !ok {
			return fmt.Errorf("-ignore must name rules, got %s: each problem ends with its rule in brackets", id)
		}
	}
	if len(names) == 0 {
		return errors.New("a template must be named, got none; see beanstalk-check -help")
	}
	for _, name := range names {
		if strings.HasPrefix(name, "-") && name != "-" {
			return fmt.Errorf("flags must come before the templates, got %s", name)
		}
	}
	return nil
}

// list splits a list with commas or spaces between its items.
func list(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
}

// result is the outcome of checking templates.
type result struct {
	findings  []finding // file by file and from top to bottom
	resources int       // how many were checked
	notes     []string  // what was not checked
	failed    []error   // what could not be read
}

// check checks the named templates.
func check(names []string, stdin io.Reader, checker rules.Checker) result {
	all := result{findings: []finding{}}
	for _, name := range names {
		files, err := expand(name)
		if err != nil {
			all.failed = append(all.failed, err)
		}
		for _, file := range files {
			if err := all.checkFile(file, stdin, checker); err != nil {
				all.failed = append(all.failed, err)
			}
		}
	}
	return all
}

func (all *result) checkFile(file string, stdin io.Reader, checker rules.Checker) error {
	data, err := read(file, stdin)
	if err != nil {
		return err
	}
	document, err := parse(data)
	if err != nil {
		return fmt.Errorf("%s is not a template: %w", file, err)
	}
	root, _ := document.values[document.root].(map[string]any)
	if _, ok := root["Resources"].(map[string]any); !ok {
		return fmt.Errorf("%s is not a template: it has no Resources", file)
	}
	for _, loop := range template.Loops(root) {
		all.notes = append(all.notes, fmt.Sprintf("%s: the Beanstalk resources that %s makes are not judged", file, loop))
	}
	var inFile []finding
	for _, r := range template.Find(root) {
		all.resources++
		for _, p := range checker.Check(r.Environment, r.Settings) {
			path := r.Path(p)
			at := document.find(append([]string{"Resources", r.LogicalID}, path...)...)
			inFile = append(inFile, finding{
				File: file, Line: at.Line, Column: at.Column,
				Resource: r.LogicalID, Type: r.Type, Path: strings.Join(path, "/"), Problem: p,
			})
		}
	}
	slices.SortStableFunc(inFile, func(a, b finding) int { return a.Line - b.Line })
	all.findings = append(all.findings, inFile...)
	return nil
}

// expand replaces a directory with the templates in it.
func expand(name string) ([]string, error) {
	if info, err := os.Stat(name); name == "-" || err != nil || !info.IsDir() {
		return []string{name}, nil
	}
	var files []string
	err := filepath.WalkDir(name, func(path string, entry fs.DirEntry, err error) error {
		for _, suffix := range []string{".template.json", ".template.yaml", ".template.yml", ".template"} {
			if err == nil && !entry.IsDir() && strings.HasSuffix(path, suffix) {
				files = append(files, path)
			}
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("%s has no *.template.json, *.template.yaml, *.template.yml or *.template", name)
	}
	return files, err
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
