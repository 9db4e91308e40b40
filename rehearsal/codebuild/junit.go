package codebuild

import (
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
)

// A count is what test reports say.
type count struct {
	tests, failed, skipped int
	names                  []string // of those that failed
}

func (c *count) add(other count) {
	c.tests, c.failed, c.skipped = c.tests+other.tests, c.failed+other.failed, c.skipped+other.skipped
	c.names = append(c.names, other.names...)
}

// junit is a suite of a report in JUnit form, or a suite of suites, as any framework writes it.
type junit struct {
	XMLName  xml.Name
	Name     string `xml:"name,attr"`
	Tests    string `xml:"tests,attr"`
	Failures string `xml:"failures,attr"`
	Errors   string `xml:"errors,attr"`
	Skipped  string `xml:"skipped,attr"`
	Disabled string `xml:"disabled,attr"`
	Cases    []struct {
		Name    string    `xml:"name,attr"`
		Class   string    `xml:"classname,attr"`
		Status  string    `xml:"status,attr"`
		Failure *struct{} `xml:"failure"`
		Error   *struct{} `xml:"error"`
		Skipped *struct{} `xml:"skipped"`
	} `xml:"testcase"`
	Suites []junit `xml:"testsuite"`
}

// count counts the cases, or, where a suite lists none, believes its attributes.
func (j junit) count() count {
	var c count
	for _, test := range j.Cases {
		c.tests++
		switch {
		case test.Failure != nil || test.Error != nil:
			c.failed++
			c.names = append(c.names, nameOf(test.Class, test.Name))
		case test.Skipped != nil || test.Status == "notrun":
			c.skipped++
		}
	}
	for _, suite := range j.Suites {
		c.add(suite.count())
	}
	if c.tests == 0 {
		c.tests = number(j.Tests)
		c.failed = number(j.Failures) + number(j.Errors)
		c.skipped = number(j.Skipped) + number(j.Disabled)
		if c.failed > 0 && j.Name != "" {
			c.names = append(c.names, "in "+j.Name)
		}
	}
	return c
}

func number(attribute string) int {
	n, _ := strconv.Atoi(strings.TrimSpace(attribute))
	return n
}

// nameOf is what tells a test apart: its name, after its class unless the name has that already.
func nameOf(class, name string) string {
	if class == "" || class == "test" || strings.HasPrefix(name, class) || class == name {
		return name
	}
	if name == "" {
		return class
	}
	return class + ": " + name
}

// readJUnit counts what a report says.
func readJUnit(content []byte) (count, error) {
	decoder := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(content, []byte("\xef\xbb\xbf"))))
	decoder.Strict = false
	decoder.CharsetReader = func(_ string, input io.Reader) (io.Reader, error) { return latin1{input}, nil }
	var parsed junit
	if err := decoder.Decode(&parsed); err != nil {
		return count{}, err
	}
	if name := parsed.XMLName.Local; name != "testsuites" && name != "testsuite" {
		return count{}, xml.UnmarshalError("begins with " + name + " instead of testsuites or testsuite")
	}
	return parsed.count(), nil
}

// latin1 reads any other encoding well enough to count: what is not ASCII becomes a question mark.
type latin1 struct{ io.Reader }

func (l latin1) Read(p []byte) (int, error) {
	n, err := l.Reader.Read(p)
	for i, b := range p[:n] {
		if b >= 0x80 {
			p[i] = '?'
		}
	}
	return n, err
}
