package codebuild

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"beanstalkline/rehearsal/archive"
	"beanstalkline/rehearsal/printable"
)

type reportFiles struct {
	Files         texts  `yaml:"files"`
	BaseDirectory string `yaml:"base-directory"`
	DiscardPaths  yesNo  `yaml:"discard-paths"`
	FileFormat    string `yaml:"file-format"`
}

// readReports reads the test reports that a specification promises, after a build that ran in dir. What cannot be counted
// is a note.
func readReports(reports map[string]reportFiles, dir string) (c count, notes []string) {
	for _, name := range slices.Sorted(maps.Keys(reports)) {
		report := reports[name]
		if format := report.FileFormat; format != "" && format != "JUNITXML" {
			notes = append(notes, fmt.Sprintf("the report %s is in %s, whose tests are not counted here", name, format))
			continue
		}
		base := filepath.Join(dir, filepath.FromSlash(report.BaseDirectory))
		files, _, err := archive.Match(base, report.Files, nil)
		if err != nil || len(files) == 0 {
			notes = append(notes, fmt.Sprintf("there is no report %s: nothing matches %s", name, strings.Join(report.Files, ", ")))
			continue
		}
		for _, file := range files {
			content, err := os.ReadFile(filepath.Join(base, filepath.FromSlash(file)))
			if err != nil {
				notes = append(notes, fmt.Sprintf("the report %s cannot be read: %v", name, err))
				continue
			}
			found, err := readJUnit(content)
			if err != nil {
				notes = append(notes, fmt.Sprintf("the report %s: %s is no JUnit report: %v", name, file, err))
				continue
			}
			for i, name := range found.names {
				found.names[i] = strings.ReplaceAll(name, dir+"/", "")
			}
			c.add(found)
		}
	}
	return c, notes
}

// String says what was counted, in a few words.
func (c count) String() string {
	text := printable.Count(c.tests-c.failed-c.skipped, "test") + " passed"
	if c.skipped > 0 {
		text += fmt.Sprintf(", %d skipped", c.skipped)
	}
	return text
}

// failures names the tests that failed, the first few of them.
func (c count) failures() string {
	text := fmt.Sprintf("%d of %d tests failed", c.failed, c.tests)
	if len(c.names) == 0 {
		return text
	}
	text += ": " + strings.Join(c.names[:min(5, len(c.names))], ", ")
	if more := len(c.names) - 5; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}
