package platform

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"beanstalkline/rehearsal/failure"
)

func TestARuntimeThatThisMachineLacksIsOneSentence(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	kind, err := Parse("arn:aws:elasticbeanstalk:eu-west-1::platform/Node.js 22 running on 64bit Amazon Linux 2023", "")
	if err != nil {
		t.Fatal(err)
	}
	instance := Instance{Platform: kind, Dir: t.TempDir(), Work: t.TempDir()}
	_, err = instance.Deploy(t.Context())
	var missing failure.Missing
	want := "the app is not started: this machine has no Node.js, which the platform Node.js 22 has"
	if !errors.As(err, &missing) || err.Error() != want {
		t.Errorf("got %v", err)
	}
}

func TestGunicornStartsWhatWSGIPathNames(t *testing.T) {
	for path, want := range map[string]string{
		"":                         "gunicorn --bind 127.0.0.1:$PORT --workers=1 --threads=15 application:application",
		"application.py":           "gunicorn --bind 127.0.0.1:$PORT --workers=1 --threads=15 application:application",
		"shop/wsgi.py":             "gunicorn --bind 127.0.0.1:$PORT --workers=1 --threads=15 shop.wsgi:application",
		"shop.wsgi:app":            "gunicorn --bind 127.0.0.1:$PORT --workers=1 --threads=15 shop.wsgi:app",
		"gone":                     "",
		"application; rm -rf /tmp": "",
	} {
		i := Instance{Dir: t.TempDir(), Options: func(string) map[string]string { return map[string]string{"WSGIPath": path} }}
		write(t, i.Dir, "application.py", "shop/wsgi.py")
		if got, err := i.gunicorn(); got != want || (err == nil) != (want != "") {
			t.Errorf("%s: got %q, %v", path, got, err)
		}
	}
}

func write(t *testing.T, dir string, files ...string) {
	t.Helper()
	for _, file := range files {
		path := filepath.Join(dir, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
