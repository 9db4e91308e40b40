package main

import (
	"errors"
	"flag"
	"reflect"
	"strings"
	"testing"

	"beanstalkline/rehearsal/scenarios"
)

func TestParse(t *testing.T) {
	for line, want := range map[string]options{
		"":                          {stages: []string{"Dev"}},
		"--all":                     {all: true},
		"-all --keep":               {all: true, keep: true},
		"Dev Prod":                  {stages: []string{"Dev", "Prod"}},
		"--keep Dev":                {keep: true, stages: []string{"Dev"}},
		"Dev --keep":                {keep: true, stages: []string{"Dev"}},
		"Dev --port 5000 Prod":      {port: 5000, stages: []string{"Dev", "Prod"}},
		"--port=5000":               {port: 5000, stages: []string{"Dev"}},
		"--record run.jsonl --all":  {record: "run.jsonl", all: true},
		"Dev --watch --from HEAD~1": {watch: true, keep: true, from: "HEAD~1", stages: []string{"Dev"}},
		"--keep -- Dev --all":       {keep: true, stages: []string{"Dev", "--all"}},
		"--scenario approved":       {scenarios: []string{"approved"}, stages: []string{"Release"}},
		"--scenario rejected --keep --scenario approved --scenario=rejected": {
			scenarios: []string{"approved", "rejected"}, stages: []string{"Release"}, keep: true,
		},
		"--scenario all --scenario approved": {scenarios: scenarios.Names(), stages: []string{"Release", "Web"}},
		"--scenario filtered-paths":          {scenarios: []string{"filtered-paths"}, stages: []string{"Web"}},
	} {
		if got, err := parse(strings.Fields(line)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%q: got %+v, %v, want %+v", line, got, err, want)
		}
	}
}

func TestAWrongCommandLineIsOneSentenceWithTheFix(t *testing.T) {
	for line, want := range map[string]string{
		"--kep":            "there is no flag --kep: did you mean --keep?",
		"Dev --ALL":        "there is no flag --ALL: did you mean --all?",
		"-x":               "there is no flag --x: --help lists those there are",
		"--all Dev Prod":   "--all means every stage: leave it out, or leave out Dev Prod",
		"Dev --all":        "--all means every stage: leave it out, or leave out Dev",
		"--port":           "--port needs a value; --help says which",
		"--from=":          "--from needs a value; --help says which",
		"--port x":         `--port must be a number from 1 to 65535, got "x"`,
		"--port 0":         `--port must be a number from 1 to 65535, got "0"`,
		"Dev --port=70000": `--port must be a number from 1 to 65535, got "70000"`,
		"--port=--9":       `--port must be a number from 1 to 65535, got "--9"`,
		"--keep=maybe":     "--keep takes no value",

		"--scenario":                          "--scenario needs a value; --help says which",
		"--scenario refused":                  `there is no scenario "refused": write ` + strings.Join(scenarios.Names(), ", ") + " or all",
		"--scenario=":                         `there is no scenario "": write ` + strings.Join(scenarios.Names(), ", ") + " or all",
		"--scenario all Dev Prod":             "--scenario plays on a release of its own: leave out Dev Prod",
		"--all --scenario approved":           "--scenario plays on a release of its own: leave out --all",
		"--scenario approved --from HEAD":     "--scenario plays on a release of its own: leave out --from",
		"--scenario approved --watch":         "--scenario plays on a release of its own: leave out --watch",
		"--scenario approved --app sampleapp": "--scenario plays on a release of its own: leave out --app",
	} {
		_, err := parse(strings.Fields(line))
		if m, ok := err.(mistake); !ok || string(m) != want {
			t.Errorf("%q: got %v, want %s", line, err, want)
		}
	}
}

func TestHelp(t *testing.T) {
	for _, line := range []string{"--help", "-h", "Dev --help"} {
		if _, err := parse(strings.Fields(line)); !errors.Is(err, flag.ErrHelp) {
			t.Errorf("%s: got %v", line, err)
		}
	}
	for _, want := range []string{
		"  --all            rehearse every stage\n", "  --port PORT      port of the local AWS", "  --record FILE    write", "exit status",
		"  rejected         somebody rejects",
	} {
		if !strings.Contains(help(), want) {
			t.Errorf("want %q in\n%s", want, help())
		}
	}
	for line := range strings.Lines(help()) {
		if len(line) > 81 {
			t.Errorf("wider than a terminal: %s", line)
		}
	}
}
