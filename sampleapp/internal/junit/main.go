// Junit turns the output of "go test -json" on its standard input into the JUnit XML file named by its argument, which
// CodeBuild shows as a test report. It prints what failed and a line per package, and fails when a test did.
package main

import (
	"bufio"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

type report struct {
	XMLName xml.Name `xml:"testsuites"`
	Suites  []*suite `xml:"testsuite"`
}

// suite holds the tests of a Go package.
type suite struct {
	Name     string     `xml:"name,attr"`
	Tests    int        `xml:"tests,attr"`
	Failures int        `xml:"failures,attr"`
	Skipped  int        `xml:"skipped,attr"`
	Time     float64    `xml:"time,attr"`
	Cases    []testCase `xml:"testcase"`
}

type testCase struct {
	Class   string  `xml:"classname,attr"`
	Name    string  `xml:"name,attr"`
	Time    float64 `xml:"time,attr"`
	Failure *string `xml:"failure,omitempty"`
	Skipped *string `xml:"skipped,omitempty"`
}

// event is a line of "go test -json"; "go doc test2json" describes it.
type event struct {
	Action, Package, Test, Output string
	ImportPath, FailedBuild       string // of a package that does not compile
	Elapsed                       float64
}

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "junit:", err)
		os.Exit(1)
	}
}

func run() error {
	if len(os.Args) != 2 {
		return errors.New("usage: go test -json ./... | go run ./internal/junit <file>")
	}
	result, testing := read(os.Stdin, os.Stdout)
	text, err := xml.MarshalIndent(result, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(os.Args[1]), 0o755); err != nil {
		return err
	}
	return errors.Join(testing, os.WriteFile(os.Args[1], append([]byte(xml.Header), text...), 0o644))
}

// read makes a report of events and copies to output what a person wants to see. Its error says that tests failed, or
// that there were none; the report is good either way.
func read(events io.Reader, output io.Writer) (report, error) {
	var result report
	suites := map[string]*suite{}
	printed := map[string]string{} // by package and test, or by failed build
	failed := false
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var e event
		if err := json.Unmarshal(lines.Bytes(), &e); err != nil {
			return result, fmt.Errorf("not a line of go test -json: %s", lines.Text())
		}
		key := e.Package + e.ImportPath + " " + e.Test
		switch e.Action {
		case "output", "build-output":
			printed[key] += e.Output
			continue
		case "pass", "fail", "skip":
		default:
			continue
		}

		s := suites[e.Package]
		if s == nil {
			s = &suite{Name: e.Package}
			suites[e.Package] = s
			result.Suites = append(result.Suites, s)
		}
		failed = failed || e.Action == "fail"
		if e.Test == "" {
			s.Time = e.Elapsed
			printed[key] = printed[e.FailedBuild+" "] + printed[key]
			if e.Action != "fail" || s.Failures > 0 {
				fmt.Fprint(output, printed[key])
				continue
			}
			e.Test = "(package)" // it did not compile, or failed outside its tests
		}
		c := testCase{Class: e.Package, Name: e.Test, Time: e.Elapsed}
		text := printed[key]
		s.Tests++
		switch e.Action {
		case "fail":
			s.Failures++
			c.Failure = &text
			fmt.Fprint(output, text)
		case "skip":
			s.Skipped++
			c.Skipped = &text
		}
		s.Cases = append(s.Cases, c)
	}
	switch {
	case lines.Err() != nil:
		return result, lines.Err()
	case len(suites) == 0:
		return result, errors.New("no tests were run")
	case failed:
		return result, errors.New("tests failed")
	}
	return result, nil
}
