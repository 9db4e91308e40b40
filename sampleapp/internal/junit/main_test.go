package main

import (
	"encoding/xml"
	"io"
	"strings"
	"testing"
)

func TestReadCountsWhatHappened(t *testing.T) {
	result, err := read(strings.NewReader(`
{"Action":"start","Package":"app"}
{"Action":"run","Package":"app","Test":"TestGood"}
{"Action":"pass","Package":"app","Test":"TestGood","Elapsed":0.5}
{"Action":"output","Package":"app","Test":"TestBad","Output":"got <1>\n"}
{"Action":"fail","Package":"app","Test":"TestBad","Elapsed":0.25}
{"Action":"output","Package":"app","Test":"TestLater","Output":"not yet\n"}
{"Action":"skip","Package":"app","Test":"TestLater"}
{"Action":"fail","Package":"app","Elapsed":1}
`[1:]), io.Discard)
	if err == nil || err.Error() != "tests failed" {
		t.Errorf("got error %v", err)
	}
	got, err := xml.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	want := `<testsuites><testsuite name="app" tests="3" failures="1" skipped="1" time="1">` +
		`<testcase classname="app" name="TestGood" time="0.5"></testcase>` +
		`<testcase classname="app" name="TestBad" time="0.25"><failure>got &lt;1&gt;&#xA;</failure></testcase>` +
		`<testcase classname="app" name="TestLater" time="0"><skipped>not yet&#xA;</skipped></testcase>` +
		`</testsuite></testsuites>`
	if string(got) != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestReadReportsAPackageThatDoesNotCompile(t *testing.T) {
	var output strings.Builder
	result, err := read(strings.NewReader(`
{"ImportPath":"app [app.test]","Action":"build-output","Output":"main.go:3: undefined: x\n"}
{"ImportPath":"app [app.test]","Action":"build-fail"}
{"Action":"output","Package":"app","Output":"FAIL app [build failed]\n"}
{"Action":"fail","Package":"app","FailedBuild":"app [app.test]"}
`[1:]), &output)
	if err == nil || result.Suites[0].Failures != 1 {
		t.Errorf("got error %v and %+v", err, result.Suites[0])
	}
	if !strings.Contains(output.String(), "undefined: x") {
		t.Errorf("got output %q", output.String())
	}
}

func TestReadFailsWithoutTests(t *testing.T) {
	if _, err := read(strings.NewReader(""), io.Discard); err == nil {
		t.Error("got no error")
	}
}
