// Beanstalk-check finds in CloudFormation templates, in JSON or YAML, what a deployment would fail on later: wrong option
// settings of Elastic Beanstalk, wrong definitions of CodePipeline pipelines that deploy to it, and wrong build specifications
// that the projects of CodeBuild in these pipelines have themselves. It needs no AWS account and no network.
//
// Usage:
//
//	beanstalk-check [flags] template ...
//	beanstalk-check -explain rule
//	beanstalk-check -rules
//
// A template is a file of up to 20 MB, "-" for the standard input, or a folder, in which every *.template.json,
// *.template.yaml, *.template.yml and *.template is read: cdk.out is one. In a folder, files that are no templates of
// CloudFormation are passed over, and the folders node_modules, .git and asset.* are not entered. For example:
//
//	go run ./cmd/beanstalk-check cdk.out
//	go run ./cmd/beanstalk-check -format sarif infra/*.yaml > beanstalk.sarif
//	curl -s https://example.com/template.yaml | go run ./cmd/beanstalk-check -
//	go run ./cmd/beanstalk-check -explain min-size-above-max-size
//
// It exits with 0 if no template has an error, with 1 if one has, and with 2 if it cannot tell, because of its
// arguments or because a file is not a template or not in the form that CloudFormation demands, such as with a key twice;
// what it found in the other files is printed anyway. With warnings alone it exits with 0, unless -strict is given.
//
// Retirement dates of platforms are compared with the clock. Values of intrinsic functions are never judged, nor are
// resources that Fn::ForEach makes, of which a note tells. What a template holds is printed quoted and cut, and nothing in
// it can forge a line of the output.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

func main() {
	os.Exit(run(os.Args[1:], os.Stdin, os.Stdout, os.Stderr, time.Now()))
}

const usage = `usage: beanstalk-check [flags] template ...
       beanstalk-check -explain rule
       beanstalk-check -rules

A template is a CloudFormation file, a folder of *.template.json and the like, or - for the standard input. Judged are
Beanstalk's resources, pipelines that deploy to them, and the build specifications that these have in the template. The
exit code is 0 without errors, 1 with some (or, if -strict is given, with warnings), and 2 if an argument is wrong or a
file is no template.

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
	explain := flags.String("explain", "", "print what a `rule` demands, with what fails and what passes")
	listed := flags.Bool("rules", false, "print all rules, with their severity and on what they are based")
	err := flags.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		flags.SetOutput(stdout)
		flags.PrintDefaults()
		return 0
	}

	if err == nil && *listed {
		for _, r := range allRules() {
			fmt.Fprintf(stdout, "%s (%s, %s): %s\n", r.ID, r.Severity, r.Basis, r.Summary)
		}
		return 0
	}
	if err == nil && *explain != "" {
		var text string
		if text, err = explained(*explain); err == nil {
			fmt.Fprint(stdout, text)
			return 0
		}
	}
	checker := rules.Checker{Now: now, SecurityHub: *securityHub, Region: *region, Ignore: list(*ignore)}
	if err == nil {
		err = checkArguments(flags.Args(), *format, checker.Ignore)
	}
	if err != nil {
		fmt.Fprintf(stderr, "beanstalk-check: %s\n", printable(err.Error(), 1000))
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
		fmt.Fprintf(stderr, "beanstalk-check: %s\n", printable(err.Error(), 5000))
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
	where := []string{count(result.resources, "Beanstalk resource")}
	if result.pipelines > 0 {
		where = append(where, count(result.pipelines, "pipeline"))
	}
	if result.builds > 0 {
		where = append(where, count(result.builds, "build specification"))
	}
	fmt.Fprintf(stderr, "%s and %s in %s\n", count(failures, "error"), count(warnings, "warning"), prop.List(where, "and"))
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
		if !slices.ContainsFunc(allRules(), func(r rules.Rule) bool { return r.ID == id }) {
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
