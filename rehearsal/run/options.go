package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/rehearsal/printable"
	"beanstalkline/rehearsal/scenarios"
)

// options are what the command line says.
type options struct {
	all, keep, watch bool
	from, app        string
	port             int
	record           string
	stages           []string
	scenarios        []string // by name, each once, in the order in which they are played
}

// A mistake is an error of whoever wrote the command line.
type mistake string

func (m mistake) Error() string { return string(m) }

// define gives a set the flags of the command line, which set fields of o.
func (o *options) define(set *flag.FlagSet) {
	set.BoolVar(&o.all, "all", false, "rehearse every stage")
	set.BoolVar(&o.keep, "keep", false, "leave the local AWS and the apps running, with everything deployed")
	set.BoolVar(&o.watch, "watch", false, "as --keep, and build and deploy again whatever changes in the app or the stages")
	set.StringVar(&o.from, "from", "", "deploy the commit `ref` and a release first, and the working tree over it")
	set.StringVar(&o.app, "app", "", "`folder` of the app, for stages whose source comes through a connection; if relative, "+
		"to the repository's topmost folder")
	set.Func("port", "`port` of the local AWS, 1 to 65535; a free one if not given", func(value string) (err error) {
		if o.port, err = strconv.Atoi(value); err != nil || o.port < 1 || o.port > 65535 {
			return mistake(fmt.Sprintf("--port must be a number from 1 to 65535, got %q", short(value)))
		}
		return nil
	})
	set.Func("scenario", "play a `name` of those below, or all, on a release of its own; may be repeated", o.addScenario)
	set.StringVar(&o.record, "record", "", "write what happens to a `file`, of which board/picture makes a picture")
}

// parse reads the command line. Flags may stand before, between and after the names of stages.
func parse(args []string) (o options, err error) {
	set := flag.NewFlagSet("", flag.ContinueOnError)
	set.SetOutput(io.Discard)
	o.define(set)
	for len(args) > 0 {
		if err := set.Parse(args); err != nil {
			return o, explain(err, set)
		}
		rest := set.Args()
		if read := len(args) - len(rest); read > 0 && args[read-1] == "--" {
			o.stages = append(o.stages, rest...)
			break
		}
		if len(rest) == 0 {
			break
		}
		o.stages, args = append(o.stages, rest[0]), rest[1:]
	}
	set.Visit(func(f *flag.Flag) {
		if text, is := f.Value.(flag.Getter); is && text.Get() == "" { // as from an unset variable
			err = mistake("--" + f.Name + " needs a value; --help says which")
		}
	})
	if err != nil {
		return o, err
	}
	o.keep = o.keep || o.watch
	if o.scenarios != nil {
		return o.onScenarios()
	}
	if o.all && len(o.stages) > 0 {
		return o, mistake(fmt.Sprintf("--all means every stage: leave it out, or leave out %s", short(strings.Join(o.stages, " "))))
	}
	if !o.all && len(o.stages) == 0 {
		o.stages = []string{"Dev"}
	}
	return o, nil
}

// addScenario reads one value of the flag --scenario.
func (o *options) addScenario(value string) error {
	names := scenarios.Names()
	wanted := []string{value}
	if value == "all" {
		wanted = names
	} else if !slices.Contains(names, value) {
		return mistake(fmt.Sprintf("there is no scenario %q: write %s or all", short(value), strings.Join(names, ", ")))
	}
	all := append(slices.Clone(o.scenarios), wanted...)
	o.scenarios = slices.DeleteFunc(names, func(name string) bool { return !slices.Contains(all, name) })
	return nil
}

// onScenarios makes sure that nothing else is asked for: scenarios have a release of their own.
func (o options) onScenarios() (options, error) {
	for _, other := range []struct {
		given bool
		text  string
	}{
		{o.all, "--all"}, {o.watch, "--watch"}, {o.from != "", "--from"}, {o.app != "", "--app"},
		{len(o.stages) > 0, short(strings.Join(o.stages, " "))},
	} {
		if other.given {
			return o, mistake("--scenario plays on a release of its own: leave out " + other.text)
		}
	}
	for _, name := range o.scenarios {
		scenario, _ := scenarios.Named(name)
		if stage := scenario.Stage(); !slices.Contains(o.stages, stage) {
			o.stages = append(o.stages, stage)
		}
	}
	return o, nil
}

// explain says what is wrong with a command line, and how to put it right.
func explain(err error, set *flag.FlagSet) error {
	said := err.Error()
	given := "--" + short(strings.TrimLeft(said[strings.LastIndex(said, " ")+1:], "-"))
	switch {
	case errors.Is(err, flag.ErrHelp):
		return err
	case strings.HasPrefix(said, "flag needs an argument"):
		return mistake(given + " needs a value; --help says which")
	case strings.HasPrefix(said, "flag provided but not defined"):
		var names []string
		set.VisitAll(func(f *flag.Flag) { names = append(names, "--"+f.Name) })
		if near := nearest(given, names); near != "" {
			return mistake(fmt.Sprintf("there is no flag %s: did you mean %s?", given, near))
		}
		return mistake(fmt.Sprintf("there is no flag %s: --help lists those there are", given))
	case strings.HasPrefix(said, "invalid boolean value"):
		name := strings.TrimSuffix(said, ": parse error")
		return mistake("--" + name[strings.LastIndex(name, "-")+1:] + " takes no value")
	}
	_, said, _ = strings.Cut(said, " for flag -") // a value that was refused above
	_, said, _ = strings.Cut(said, ": ")
	return mistake(said)
}

// help is what --help says.
func help() string {
	var text strings.Builder
	text.WriteString(`Rehearses the delivery line on this machine, without an AWS account: deploys the
stages to a local AWS, takes a commit through their pipelines, and asks the apps
that these deploy.

usage: go run -C rehearsal . [flag ...] [stage ...]

Without a stage, Dev is rehearsed. Flags may also follow the stages.

`)
	set := flag.NewFlagSet("", flag.ContinueOnError)
	new(options).define(set)
	set.VisitAll(func(f *flag.Flag) {
		value, usage := flag.UnquoteUsage(f)
		name := "--" + f.Name + " " + strings.ToUpper(value)
		for _, line := range printable.Wrap(usage, 60) {
			fmt.Fprintf(&text, "  %-17s%s\n", name, line)
			name = ""
		}
	})
	text.WriteString("  --help           say this\n\nThe scenarios:\n\n")
	for _, scenario := range scenarios.All {
		for i, line := range printable.Wrap(scenario.About, 60) {
			fmt.Fprintf(&text, "  %-17s%s\n", []string{scenario.Name, ""}[min(i, 1)], line)
		}
	}
	text.WriteString(`

The exit status is 0 if everything went as it should, 1 if something failed or
was interrupted, and 2 if the command line is wrong; "go run" itself then ends
with 1.
`)
	return text.String()
}
