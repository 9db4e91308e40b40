package front

import (
	"bytes"
	"log"
	"net/http"
	"testing"
)

// A release that has ended is a 502 for who asks, and nothing in the midst of what a rehearsal says.
func TestWithoutAReleaseAFrontAnswersQuietly(t *testing.T) {
	var said bytes.Buffer
	defer log.SetOutput(log.Writer())
	log.SetOutput(&said)
	f, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := f.Lead("http://127.0.0.1:1"); err != nil {
		t.Fatal(err)
	}
	response, err := http.Get(f.URL)
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusBadGateway || said.Len() > 0 {
		t.Errorf("answers %s and says %q", response.Status, said.String())
	}
}
