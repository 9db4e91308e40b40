package platform

import (
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	run "beanstalkline/rehearsal/process"
)

// What get-config answers on an instance: the environment properties as JSON.
const (
	redirecting    = `{"CURRENCY":"EUR","HTTPS_REDIRECT":"true"}`
	notRedirecting = `{"CURRENCY":"EUR","HTTPS_REDIRECT":"false"}`
)

// staged is the sample app's bundle on an instance, before a hook has run. It returns its folder.
func staged(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, ".platform"), os.DirFS("../../sampleapp/.platform")); err != nil {
		t.Fatal(err)
	}
	return dir
}

// hook runs a hook as Elastic Beanstalk does, from the root of the app, with recorded properties.
func hook(t *testing.T, dir, kind, properties string) error {
	t.Helper()
	tools := t.TempDir()
	script := fmt.Sprintf("#!/bin/sh\n[ \"$*\" = environment ] || exit 2\n%s\n", properties)
	if err := os.WriteFile(filepath.Join(tools, "get-config"), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(filepath.Join(".platform", kind, "prebuild/https_redirect.sh"))
	cmd.Dir, cmd.Env = dir, []string{"PATH=" + tools + ":" + os.Getenv("PATH")}
	output, err := cmd.CombinedOutput()
	if len(output) > 0 && err == nil {
		t.Errorf("the hook says %s", output)
	}
	return err
}

func answering(properties string) string { return "cat <<'END'\n" + properties + "\nEND" }

// configured is what the hook has written for nginx; empty if there is nothing.
func configured(t *testing.T, dir string) string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, ".platform/nginx/conf.d/elasticbeanstalk/*"))
	if err != nil || len(files) == 0 {
		return ""
	}
	content, err := os.ReadFile(files[0])
	if err != nil || len(files) > 1 || filepath.Ext(files[0]) != ".conf" {
		t.Errorf("nginx has %q, %v", files, err)
	}
	return string(content)
}

func TestTheSampleAppRedirectsWhereItIsToldTo(t *testing.T) {
	for _, kind := range []string{"hooks", "confighooks"} {
		for name, test := range map[string]struct {
			properties string
			redirects  bool
		}{
			"true":                      {redirecting, true},
			"true, written with spaces": {"{\n  \"HTTPS_REDIRECT\" : \"true\"\n}", true},
			"false":                     {notRedirecting, false},
			"no such property":          {`{"CURRENCY":"EUR"}`, false},
			"no properties":             {`{}`, false},
			"one of a similar name":     {`{"NO_HTTPS_REDIRECT":"true","HTTPS_REDIRECTS":"true"}`, false},
			"in the text of another":    {`{"DOC":"{\"HTTPS_REDIRECT\":\"true\"}"}`, false},
		} {
			t.Run(kind+", "+name, func(t *testing.T) {
				dir := staged(t)
				if err := hook(t, dir, kind, answering(test.properties)); err != nil {
					t.Fatal(err)
				}
				written := configured(t, dir)
				if (written != "") != test.redirects {
					t.Errorf("nginx is told %q", written)
				}
				if test.redirects && !strings.Contains(written, "return 301 https://$host$request_uri;") {
					t.Errorf("nginx is told %q, want a redirect", written)
				}
			})
		}
	}
}

// A redirect that is turned off is over at once, and so is one that is turned on again.
func TestTheRedirectFollowsTheProperty(t *testing.T) {
	dir := staged(t)
	for _, step := range []struct {
		kind, properties string
		redirects        bool
	}{
		{"hooks", redirecting, true}, {"confighooks", notRedirecting, false}, {"confighooks", redirecting, true}, {"hooks", `{}`, false},
	} {
		if err := hook(t, dir, step.kind, answering(step.properties)); err != nil {
			t.Fatal(err)
		}
		if got := configured(t, dir) != ""; got != step.redirects {
			t.Errorf("%s with %s: redirects %t", step.kind, step.properties, got)
		}
	}
}

// An instance that does not know its properties must not answer in plain text: the deployment fails.
func TestAHookThatCannotReadThePropertiesFails(t *testing.T) {
	for _, kind := range []string{"hooks", "confighooks"} {
		if hook(t, staged(t), kind, "exit 1") == nil {
			t.Errorf("%s goes on without the properties", kind)
		}
	}
}

// nginx is the program that $NGINX names, or the one on the path. What names one must find it.
func nginx(t *testing.T) string {
	t.Helper()
	program := os.Getenv("NGINX")
	if found, err := exec.LookPath("nginx"); program == "" && err == nil {
		program = found
	}
	if program == "" {
		t.Skip("this machine has no nginx, and NGINX names none")
	}
	return program
}

func TestNginxRedirectsVisitorsAndLetsHealthChecksPass(t *testing.T) {
	program := nginx(t)
	app := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "the app") }))
	defer app.Close()
	for properties, want := range map[string]map[string]string{
		redirecting:    {"http": "301 https://shop.example.com/cart?id=1", "https": "200 ", "": "200 "},
		notRedirecting: {"http": "200 ", "https": "200 ", "": "200 "},
	} {
		dir := staged(t)
		if err := hook(t, dir, "hooks", answering(properties)); err != nil {
			t.Fatal(err)
		}
		address := serve(t, program, dir, app.URL)
		for proto, answer := range want {
			request, _ := http.NewRequest(http.MethodGet, address+"/cart?id=1", nil)
			request.Host = "shop.example.com"
			if proto != "" {
				request.Header.Set("X-Forwarded-Proto", proto)
			}
			response, err := client.Do(request)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			if got := fmt.Sprintf("%d %s", response.StatusCode, response.Header.Get("Location")); got != answer {
				t.Errorf("%s, X-Forwarded-Proto %q: got %s, want %s", properties, proto, got, answer)
			}
		}
	}
}

// serve starts nginx in front of an app, with the files of the bundle where Elastic Beanstalk includes them: in its server.
func serve(t *testing.T, program, dir, app string) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address = listener.Addr().String()
	listener.Close()
	file := filepath.Join(dir, "nginx.conf")
	err = os.WriteFile(file, []byte(fmt.Sprintf(`
daemon off;
pid %[1]s/nginx.pid;
events {}
http {
    access_log off;
    client_body_temp_path %[1]s/body;
    proxy_temp_path %[1]s/proxy;
    fastcgi_temp_path %[1]s/fastcgi;
    uwsgi_temp_path %[1]s/uwsgi;
    scgi_temp_path %[1]s/scgi;
    server {
        listen %[2]s;
        include %[1]s/.platform/nginx/conf.d/elasticbeanstalk/*.conf;
        location / { proxy_pass %[3]s; }
    }
}
`, dir, address, app)), 0o644)
	if err != nil {
		t.Fatal(err)
	}
	arguments := []string{"-e", "stderr", "-p", dir, "-c", file}
	if output, err := exec.Command(program, append(arguments, "-t")...).CombinedOutput(); err != nil {
		t.Fatalf("nginx refuses its configuration: %v\n%s", err, output)
	}
	server := run.Command(t.Context(), dir, os.Environ(), program, arguments...)
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		run.EndGroup(server)
		server.Wait()
	})
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		connection, err := net.Dial("tcp", address)
		if err == nil {
			connection.Close()
			return "http://" + address
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}
