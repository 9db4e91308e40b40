package platform

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestAppStartsAndAnswers(t *testing.T) {
	for name, test := range map[string]struct {
		files   map[string]string
		wantErr string
	}{
		"a Procfile's process, made runnable by the Buildfile": {
			map[string]string{
				"Procfile":  "web: ./serve\n",
				"Buildfile": "executable: chmod +x serve\n",
				"serve":     serveWithPython,
			}, "",
		},
		"a binary in its place": {map[string]string{"bin/application": serveWithPython}, ""},
		"nothing to start":      {map[string]string{"readme": ""}, "neither a Procfile nor a binary"},
		"a Buildfile that fails": {
			map[string]string{"Procfile": "web: ./serve\n", "Buildfile": "make: false\n"}, "Buildfile",
		},
		"a process that ends": {map[string]string{"Procfile": "web: echo broken\n"}, "the app ended:\n    broken"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			for file, content := range test.files {
				if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, file)), 0o755); err != nil {
					t.Fatal(err)
				}
				mode := os.FileMode(0o644)
				if file == "bin/application" {
					mode = 0o755
				}
				if err := os.WriteFile(filepath.Join(dir, file), []byte(content), mode); err != nil {
					t.Fatal(err)
				}
			}
			app, err := Start(t.Context(), dir, filepath.Join(t.TempDir(), "log"), nil)
			if err == nil {
				defer app.Stop()
				err = app.Ask(t.Context(), "/", "hello")
			}
			if test.wantErr == "" && err != nil ||
				test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("got %v, want %q", err, test.wantErr)
			}
		})
	}
}

// serveWithPython answers every request with hello, on the port it is told.
const serveWithPython = `#!/usr/bin/env python3
import http.server, os
class Hello(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"hello")
http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Hello).serve_forever()
`

func TestAskWantsThePage(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/sick" {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	}))
	defer server.Close()
	app := &App{URL: server.URL}
	if err := app.Ask(t.Context(), "/sick", ""); err == nil || !strings.Contains(err.Error(), "503") {
		t.Errorf("got %v", err)
	}
	err := app.Ask(t.Context(), "/", "the headline")
	if err == nil || !strings.Contains(err.Error(), "without the headline") {
		t.Errorf("got %v", err)
	}
}
