package codebuild

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestJUnitOfAnyFramework(t *testing.T) {
	for name, test := range map[string]struct{ content, passed, failures string }{
		"suites": {
			`<testsuites><testsuite><testcase/><testcase/></testsuite></testsuites>`, "2 tests passed", "0 of 2 tests failed",
		},
		"suites in suites": {
			`<testsuites><testsuite name="a"><testsuite name="b"><testcase name="x"/></testsuite><testcase name="y"/></testsuite></testsuites>`,
			"2 tests passed", "0 of 2 tests failed",
		},
		"attributes only": {
			`<testsuites><testsuite name="api" tests="5" failures="1" errors="1" skipped="1"/></testsuites>`,
			"2 tests passed, 1 skipped", "2 of 5 tests failed: in api",
		},
		"attributes of the root only": {`<testsuites tests="3" failures="0"/>`, "3 tests passed", "0 of 3 tests failed"},
		"gotestsum": {
			`<?xml version="1.0" encoding="UTF-8"?><testsuites tests="2" failures="1"><testsuite tests="2" failures="1" name="shop">` +
				`<testcase classname="shop" name="TestPage"/><testcase classname="shop" name="TestHealth"><failure message="Failed"/>` +
				`</testcase></testsuite></testsuites>`,
			"1 test passed", "1 of 2 tests failed: shop: TestHealth",
		},
		"pytest": {
			`<?xml version="1.0" encoding="utf-8"?><testsuites><testsuite name="pytest" errors="1" failures="0" skipped="1" tests="3">` +
				`<testcase classname="test_app" name="test_page"/><testcase classname="test_app" name="test_db"><error message="no"/></testcase>` +
				`<testcase classname="test_app" name="test_slow"><skipped type="pytest.skip"/></testcase></testsuite></testsuites>`,
			"1 test passed, 1 skipped", "1 of 3 tests failed: test_app: test_db",
		},
		"jest-junit": {
			`<testsuites name="jest tests" tests="1" failures="1"><testsuite name="health" tests="1" failures="1">` +
				`<testcase classname="health answers" name="health answers"><failure>x</failure></testcase></testsuite></testsuites>`,
			"0 tests passed", "1 of 1 tests failed: health answers",
		},
		"Surefire, in another encoding": {
			`<?xml version="1.0" encoding="ISO-8859-1"?><testsuite name="com.shop.PageTest" tests="2" errors="0" failures="0">` +
				"<testcase name=\"gr\xfc\xdft\" classname=\"com.shop.PageTest\"/>" +
				`<testcase name="again" classname="com.shop.PageTest"><flakyFailure/><rerunFailure/></testcase></testsuite>`,
			"2 tests passed", "0 of 2 tests failed",
		},
		"a mark at its beginning": {"\xef\xbb\xbf<testsuite><testcase/></testsuite>", "1 test passed", "0 of 1 tests failed"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := readJUnit([]byte(test.content))
			if err != nil || got.String() != test.passed || got.failures() != test.failures {
				t.Errorf("got %q and %q, %v", got, got.failures(), err)
			}
		})
	}
}

func TestReports(t *testing.T) {
	for name, test := range map[string]struct{ files, spec, want, note string }{
		"several files":     {"a.xml b.xml", "{tests: {files: ['*.xml'], base-directory: out}}", "2 tests passed", ""},
		"no report at all":  {"", "{}", "no test report", ""},
		"a report missing":  {"", "{tests: {files: ['*.xml'], base-directory: out}}", "no test report", "there is no report tests"},
		"a folder missing":  {"", "{tests: {files: ['*.xml'], base-directory: gone}}", "no test report", "there is no report tests"},
		"another format":    {"a.xml", "{tests: {files: ['**/*'], file-format: CUCUMBERJSON}}", "no test report", "in CUCUMBERJSON"},
		"no JUnit":          {"page", "{tests: {files: ['**/*']}}", "no test report", "is no JUnit report"},
		"an empty report":   {"empty", "{tests: {files: ['**/*']}}", "no tests in the report", ""},
		"a part is missing": {"a.xml", "{a: {files: ['**/a.xml']}, b: {files: ['b.xml']}}", "1 test passed", "there is no report b"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			contents := map[string]string{"page": "<html/>", "empty": "<testsuites/>"}
			if err := os.Mkdir(filepath.Join(dir, "out"), 0o755); err != nil {
				t.Fatal(err)
			}
			for _, file := range strings.Fields(test.files) {
				content, other := contents[file]
				if !other {
					content = "<testsuite><testcase/></testsuite>"
				}
				if err := os.WriteFile(filepath.Join(dir, "out", file), []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			spec := parseForTest(t, "version: 0.2\nphases: {build: {commands: [ls]}}\nreports: "+test.spec)
			counted, notes := readReports(spec.Reports, dir)
			said := strings.Join(notes, "; ")
			if got := tell(counted, notes, spec); got != test.want || !strings.Contains(said, test.note) || test.note == "" && said != "" {
				t.Errorf("got %q and %q", got, said)
			}
		})
	}
}

func TestOnlyTheFirstFewFailuresAreNamed(t *testing.T) {
	c := count{tests: 9, failed: 7, names: strings.Split("a b c d e f g", " ")}
	if got, want := c.failures(), "7 of 9 tests failed: a, b, c, d, e and 2 more"; got != want {
		t.Errorf("got %q", got)
	}
}
