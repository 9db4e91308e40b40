package codebuild

import (
	"os"
	"strings"
	"testing"
)

func TestReports(t *testing.T) {
	spec := parseForTest(t, "version: 0.2\nphases: {build: {commands: [ls]}}\n"+
		"reports: {tests: {files: ['*.xml'], base-directory: out}}")
	for name, test := range map[string]struct{ content, want, wantErr string }{
		"passed":  {`<testsuites><testsuite><testcase/><testcase/></testsuite></testsuites>`, "2 tests passed", ""},
		"failed":  {`<testsuite><testcase/><testcase><failure/></testcase></testsuite>`, "", "1 of 2 tests failed"},
		"no XML":  {`ok`, "", "reports/tests"},
		"missing": {"", "", "no matching artifact paths"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.Mkdir(dir+"/out", 0o755); err != nil {
				t.Fatal(err)
			}
			if test.content != "" {
				if err := os.WriteFile(dir+"/out/a.xml", []byte(test.content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			got, err := readReports(spec.Reports, dir)
			if got != test.want ||
				test.wantErr == "" && err != nil ||
				test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("got %q, %v; want %q, %q", got, err, test.want, test.wantErr)
			}
		})
	}
}
