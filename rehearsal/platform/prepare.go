package platform

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"beanstalkline/rehearsal/failure"
	"beanstalkline/rehearsal/machine"
)

// prepare installs what the app asks for, and says which processes to start.
func (i *Instance) prepare(ctx context.Context) ([]process, error) {
	install := map[string]func(context.Context) error{"Node.js": i.installNode, "Python": i.installPython}[i.Platform.family]
	if install != nil {
		if err := install(ctx); err != nil {
			return nil, err
		}
	}
	if err := i.build(ctx); err != nil {
		return nil, err
	}
	content, err := os.ReadFile(filepath.Join(i.Dir, "Procfile"))
	if os.IsNotExist(err) {
		command, err := i.withoutProcfile(ctx)
		if err == nil && strings.HasPrefix(command, "gunicorn ") {
			err = i.installGunicorn(ctx)
		}
		return []process{{"web", command}}, err
	} else if err != nil {
		return nil, err
	}
	processes, err := parseProcfile(string(content))
	if err != nil {
		return nil, i.failed("the Procfile is not valid: "+err.Error(), nil, "Mend the Procfile.")
	}
	if strings.Contains(processes[0].command, "gunicorn") {
		err = i.installGunicorn(ctx)
	}
	return processes, err
}

// build runs the commands of the Buildfile.
func (i *Instance) build(ctx context.Context) error {
	content, err := os.ReadFile(filepath.Join(i.Dir, "Buildfile"))
	if os.IsNotExist(err) {
		return nil
	} else if err != nil {
		return err
	}
	commands, err := parseLines("Buildfile", string(content))
	if err != nil {
		return i.failed("the Buildfile is not valid: "+err.Error(), nil, "Mend the Buildfile.")
	}
	for _, c := range commands {
		err := i.run(ctx, c.command, "Instance deployment failed to build your application with the 'Buildfile'", "Mend the Buildfile.")
		if err != nil {
			return err
		}
	}
	return nil
}

// withoutProcfile is what the platform starts by itself.
func (i *Instance) withoutProcfile(ctx context.Context) (string, error) {
	provide := ""
	switch i.Platform.family {
	case "Go":
		if i.exists("application.go") != "" {
			if machine.Version(ctx, "golang") == "" {
				return "", failure.Missing("the app is not started: this machine has no Go to build application.go with")
			}
			err := i.run(ctx, "go build -o bin/application application.go", "Instance deployment failed to build your Go application",
				"Mend the code, or build it in the build specification.")
			return "bin/application", err
		}
		if found := i.exists("bin/application", "application"); found != "" {
			return "./" + found, nil
		}
		provide = "'bin/application', 'application' or 'application.go'"
	case "Node.js":
		if i.script("start") {
			return "npm start", nil
		}
		if found := i.exists("app.js", "server.js"); found != "" {
			return "node " + found, nil
		}
		provide = "'package.json' with a start script, 'app.js' or 'server.js'"
	case "Python":
		return i.gunicorn()
	case "Corretto":
		if jars, _ := filepath.Glob(filepath.Join(i.Dir, "*.jar")); len(jars) == 1 {
			return "java -jar " + filepath.Base(jars[0]), nil
		}
		provide = "one JAR file"
	case ".NET":
		if found, _ := filepath.Glob(filepath.Join(i.Dir, "*.runtimeconfig.json")); len(found) == 1 {
			return "dotnet " + strings.TrimSuffix(filepath.Base(found[0]), ".runtimeconfig.json") + ".dll", nil
		}
		provide = "one published app"
	}
	return "", i.failed("Instance deployment failed to generate a 'Procfile' for "+i.Platform.family,
		nil, "Add a 'Procfile' to the artifact, or "+provide+", in its topmost folder.")
}

// script reports whether package.json has a script.
func (i *Instance) script(name string) bool {
	var manifest struct{ Scripts map[string]string }
	content, err := os.ReadFile(filepath.Join(i.Dir, "package.json"))
	return err == nil && json.Unmarshal(content, &manifest) == nil && manifest.Scripts[name] != ""
}

// installNode is "Configuring your application's dependencies on Elastic Beanstalk": no node_modules, no development.
func (i *Instance) installNode(ctx context.Context) error {
	if i.exists("package.json") == "" || i.exists("node_modules") != "" {
		return nil
	}
	return i.run(ctx, "npm install --omit=dev",
		"Instance deployment: 'npm' failed to install dependencies that you defined in 'package.json'",
		"Mend package.json, or have node_modules in the artifact.")
}

// installPython is "Specifying dependencies using a requirements file": a virtual environment with what the first of the
// files lists.
func (i *Instance) installPython(ctx context.Context) error {
	found := i.exists("requirements.txt", "Pipfile.lock", "Pipfile")
	procfile, _ := os.ReadFile(filepath.Join(i.Dir, "Procfile"))
	pip := found != "" || len(procfile) == 0 || strings.Contains(string(procfile), "gunicorn")
	i.Say("a virtual environment for Python")
	bin, err := machine.Venv(ctx, filepath.Join(i.Work, "venv"), pip, i.env(i.Routes...))
	if err != nil {
		return err
	}
	i.path = bin + string(os.PathListSeparator) + i.path
	i.Variables = with(i.Variables, "VIRTUAL_ENV", filepath.Dir(bin))
	command := map[string]string{
		"requirements.txt": "pip install -r requirements.txt",
		"Pipfile.lock":     "pip install pipenv && pipenv sync",
		"Pipfile":          "pip install pipenv && pipenv install --skip-lock",
	}[found]
	if command == "" {
		return nil
	}
	return i.run(ctx, command, "Instance deployment failed to install application dependencies", "Mend "+found+".")
}

func with(variables map[string]string, name, value string) map[string]string {
	more := map[string]string{name: value}
	for name, value := range variables {
		more[name] = value
	}
	return more
}

// installGunicorn makes sure of gunicorn, which the Python platform has.
func (i *Instance) installGunicorn(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(i.Work, "venv", "bin", "gunicorn")); err == nil || i.Platform.family != "Python" {
		return nil
	}
	return i.run(ctx, "pip install gunicorn", "the rehearsal cannot install gunicorn, which the platform has",
		"Let pip reach its registry, or list gunicorn in requirements.txt.")
}

var module = regexp.MustCompile(`^[\w./-]+(:\w+)?$`)

// gunicorn is how the Python platform starts what the option WSGIPath names.
func (i *Instance) gunicorn() (string, error) {
	options := i.Options("aws:elasticbeanstalk:container:python")
	or := func(name, otherwise string) string {
		if options[name] != "" {
			return options[name]
		}
		return otherwise
	}
	target := or("WSGIPath", "application")
	if !module.MatchString(target) {
		return "", i.failed(fmt.Sprintf("WSGIPath must be a module and what to call in it, got %q", target), nil,
			"Set it to the like of shop.wsgi:application.")
	}
	name, object, named := strings.Cut(target, ":")
	name = strings.ReplaceAll(strings.TrimSuffix(name, ".py"), "/", ".")
	if !named {
		object = "application"
	}
	if file := strings.ReplaceAll(name, ".", "/"); i.exists(file+".py", file+"/__init__.py") == "" {
		return "", i.failed("Instance deployment failed to generate a 'Procfile' for Python", nil, fmt.Sprintf(
			"Add %s.py, whose %s answers, or a 'Procfile' to the artifact, or set the option WSGIPath.", file, object))
	}
	return fmt.Sprintf("gunicorn --bind 127.0.0.1:$PORT --workers=%s --threads=%s %s:%s",
		or("NumProcesses", "1"), or("NumThreads", "15"), name, object), nil
}
