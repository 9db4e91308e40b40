package codebuild

import (
	"encoding/xml"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"beanstalkline/rehearsal/archive"
)

type reportFiles struct {
	Files         texts  `yaml:"files"`
	BaseDirectory string `yaml:"base-directory"`
	DiscardPaths  yesNo  `yaml:"discard-paths"`
	FileFormat    string `yaml:"file-format"`
}

// junit is what a JUnit report counts.
type junit struct {
	Cases []struct {
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
	} `xml:"testcase"`
	Suites []junit `xml:"testsuite"`
}

func (j junit) count() (tests, failures int) {
	for _, c := range j.Cases {
		if c.Failure != nil || c.Error != nil {
			failures++
		}
	}
	tests = len(j.Cases)
	for _, suite := range j.Suites {
		t, f := suite.count()
		tests, failures = tests+t, failures+f
	}
	return tests, failures
}

// readReports reads the test reports that a specification promises, after a build that ran in dir.
func readReports(reports map[string]reportFiles, dir string) (string, error) {
	tests, failures := 0, 0
	for _, name := range slices.Sorted(maps.Keys(reports)) {
		report := reports[name]
		base := filepath.Join(dir, report.BaseDirectory)
		files, err := archive.Match(base, report.Files, nil)
		if err != nil {
			return "", fmt.Errorf("reports/%s: %w", name, err)
		}
		if report.FileFormat != "" && report.FileFormat != "JUNITXML" {
			continue
		}
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(base, file))
			if err != nil {
				return "", err
			}
			var parsed junit
			if err := xml.Unmarshal(content, &parsed); err != nil {
				return "", fmt.Errorf("reports/%s: %s: %w", name, file, err)
			}
			t, f := parsed.count()
			tests, failures = tests+t, failures+f
		}
	}
	if failures > 0 {
		return "", fmt.Errorf("%d of %d tests failed, but the build went on", failures, tests)
	}
	return fmt.Sprintf("%d tests passed", tests), nil
}
