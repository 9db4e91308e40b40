package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// node answers every request on a port.
func node(port string) string {
	return `require("http").createServer((q, r) => r.end("ok")).listen(` + port + `, "127.0.0.1")` + "\n"
}

const buildNothing = "version: 0.2\nphases: {build: {commands: [echo built]}}\nartifacts: {files: ['**/*']}\n"

func TestAppsOfManyShapes(t *testing.T) {
	for name, test := range map[string]struct {
		on      string
		files   map[string]string
		wantErr string
		note    string
	}{
		"app.js without a package.json": {on: "Node.js 22", files: map[string]string{"app.js": node("process.env.PORT")}},
		"server.js":                     {on: "Node.js 22", files: map[string]string{"server.js": node("process.env.PORT")}},
		"a start script, and ES modules": {on: "Node.js 22", files: map[string]string{
			"package.json": `{"type": "module", "scripts": {"start": "node main.js"}}`,
			"main.js":      `import { createServer } from "http"; createServer((q, r) => r.end()).listen(process.env.PORT, "127.0.0.1")`,
		}},
		"a slow start": {on: "Node.js 22", files: map[string]string{
			"app.js": "setTimeout(() => {" + node("process.env.PORT") + "}, 3000)",
		}},
		"another port first": {on: "Node.js 22", files: map[string]string{
			"app.js": node("25131") + "setTimeout(() => {" + node("process.env.PORT") + "}, 1000)",
		}},
		"the port of the property, and not of PORT": {on: "Node.js 22", files: map[string]string{"app.js": node("25132")}},
		"a property, and a second process": {on: "Node.js 22", files: map[string]string{
			"Procfile":  "web: node web.js\nworker: sh worker.sh\n",
			"web.js":    `if (process.env.GREETING !== "hello") process.exit(1);` + node("process.env.PORT"),
			"worker.sh": "exec sleep 60\n",
		}},
		"a second process that ends": {
			on: "Node.js 22", files: map[string]string{
				"Procfile": "web: node web.js\nworker: echo gone >&2; exit 7\n",
				"web.js":   "setTimeout(() => {" + node("process.env.PORT") + "}, 1500)",
			},
			wantErr: "the process worker exited with status 7\n    worker.stdout.log:\n    gone",
		},
		"a folder of a larger repository": {on: "Node.js 22", files: map[string]string{
			"shop/server.js": node("process.env.PORT"), "docs/a.md": "",
			"buildspec.yml": "version: 0.2\nphases: {build: {commands: [cd shop, node --check server.js]}}\n" +
				"artifacts: {base-directory: shop, files: ['**/*']}\n",
		}},
		"what a build makes": {on: "Node.js 22", files: map[string]string{
			"src/app.ts": node("process.env.PORT"),
			"buildspec.yml": "version: 0.2\nphases: {build: {commands: [mkdir dist, cp src/app.ts dist/app.js]}}\n" +
				"artifacts: {base-directory: dist, files: ['**/*']}\n",
		}},
		"application.go": {on: "Go 1", files: map[string]string{
			"application.go": "package main\n\nimport (\n\t\"net/http\"\n\t\"os\"\n)\n\nfunc main() {\n" +
				"\thttp.HandleFunc(\"/\", func(http.ResponseWriter, *http.Request) {})\n" +
				"\thttp.ListenAndServe(\"127.0.0.1:\"+os.Getenv(\"PORT\"), nil)\n}\n",
		}},
		"application.go with a mistake": {
			on: "Go 1", files: map[string]string{"application.go": "package main\n\nfunc main() { x }\n"},
			wantErr: "Instance deployment failed to build your Go application (go build -o bin/application application.go: exit status 1)",
		},
		"a Buildfile": {on: "Go 1", files: map[string]string{
			"Buildfile": "make: chmod +x serve.sh\n", "Procfile": "web: ./serve.sh\n",
			"serve.sh": "#!/bin/sh\nexec node app.js\n", "app.js": node("process.env.PORT"),
		}},
		"no execute permission": {
			on: "Go 1", files: map[string]string{"Procfile": "web: ./serve.sh\n", "serve.sh": "#!/bin/sh\n"},
			wantErr: "Make the file executable",
		},
		"a Buildfile that fails": {
			on: "Go 1", files: map[string]string{"Procfile": "web: ./serve\n", "Buildfile": "make: echo no such thing; exit 4\n"},
			wantErr: "failed to build your application with the 'Buildfile' (echo no such thing; exit 4: exit status 4)\n" +
				"    eb-engine.log:\n    no such thing",
		},
		"a Procfile that is not valid": {
			on: "Python 3.13", files: map[string]string{"Procfile": "python app.py\n"}, wantErr: "line 1 of the Procfile must be",
		},
		"nothing to start, Go":      {on: "Go 1", files: map[string]string{"a.md": ""}, wantErr: "failed to generate a 'Procfile' for Go"},
		"nothing to start, Node.js": {on: "Node.js 22", files: map[string]string{"a.md": ""}, wantErr: "'app.js' or 'server.js'"},
		"nothing to start, Python": {
			on: "Python 3.13", files: map[string]string{"a.md": ""}, wantErr: "Add application.py, whose application answers",
		},
		"what npm cannot install": {
			on: "Node.js 22", files: map[string]string{
				"package.json": `{"scripts": {"start": "node app.js"}, "dependencies": {"gone": "file:./gone.tgz"}}`, "app.js": "",
			},
			wantErr: "'npm' failed to install dependencies that you defined in 'package.json'",
		},
		"a runtime of another version": {
			on: "Node.js 99", files: map[string]string{"app.js": node("process.env.PORT")},
			note: "Shop has the platform Node.js 99, and the app is rehearsed with Node.js ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			if test.files["buildspec.yml"] == "" {
				test.files["buildspec.yml"] = buildNothing
			}
			for file, content := range test.files {
				path := filepath.Join(dir, file)
				if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			variables := map[string]string{"GREETING": "hello"}
			if strings.Contains(name, "of the property") {
				variables["PORT"] = "25132"
			}
			got := rehearseWith(t, dir, test.on, 20*time.Second, variables)
			said := ""
			if got.err != nil {
				said = got.err.Error()
			}
			if (test.wantErr == "") != (said == "") || !strings.Contains(said, test.wantErr) ||
				!strings.Contains(strings.Join(got.notes, "\n"), test.note) {
				t.Errorf("got %q, %q, %s", got.answer, got.notes, said)
			}
		})
	}
}
