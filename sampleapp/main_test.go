package main

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"
)

func get(path string) *httptest.ResponseRecorder {
	response := httptest.NewRecorder()
	handler().ServeHTTP(response, httptest.NewRequest(http.MethodGet, path, nil))
	return response
}

func TestPageShowsTheRunningCommit(t *testing.T) {
	defer func(before string) { version = before }(version)
	version = "4f1c2d3e"
	response := get("/")
	if response.Code != http.StatusOK {
		t.Fatalf("got status %d", response.Code)
	}
	if got := response.Header().Get("Content-Type"); got != "text/html; charset=utf-8" {
		t.Errorf("got content type %q", got)
	}
	for _, want := range []string{"<h1>", "<code>4f1c2d3e</code>"} {
		if !strings.Contains(response.Body.String(), want) {
			t.Errorf("the page lacks %q", want)
		}
	}
}

func TestHealthIsOK(t *testing.T) {
	response := get("/health")
	if response.Code != http.StatusOK {
		t.Fatalf("got status %d", response.Code)
	}
	var got map[string]string
	if err := json.Unmarshal(response.Body.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if got["status"] != "ok" || got["version"] != version {
		t.Errorf("got %v", got)
	}
}

func TestEverythingElseIsNotFound(t *testing.T) {
	for _, path := range []string{"/missing", "/index.html", "/health/"} {
		if got := get(path).Code; got != http.StatusNotFound {
			t.Errorf("%s: got status %d", path, got)
		}
	}
}

// What the build leaves out of the bundle, Elastic Beanstalk never sees.
func TestBundleHoldsWhatBeanstalkReads(t *testing.T) {
	specification, err := os.ReadFile("buildspec.yml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"Procfile", "Buildfile", ".ebextensions/autoscaling.config",
		".platform/hooks/prebuild/https_redirect.sh", ".platform/confighooks/prebuild/https_redirect.sh",
	} {
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
		if !strings.Contains(string(specification), "\n    - "+name+"\n") {
			t.Errorf("buildspec.yml does not put %s into the bundle", name)
		}
	}
}

// Otherwise an instance whose app no longer answers keeps running.
func TestInstancesAreReplacedWhenTheLoadBalancerMissesThem(t *testing.T) {
	settings, err := os.ReadFile(".ebextensions/autoscaling.config")
	if err != nil {
		t.Fatal(err)
	}
	const want = `Resources:
  AWSEBAutoScalingGroup:
    Type: AWS::AutoScaling::AutoScalingGroup
    Properties:
      HealthCheckType: ELB
`
	if !strings.Contains(string(settings), want) {
		t.Errorf("autoscaling.config is %s, want what asks the load balancer", settings)
	}
}

func TestServeEndsQuietlyWhenAsked(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- serve(ctx, listener) }()
	response, err := http.Get("http://" + listener.Addr().String() + "/health")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	stop()
	select {
	case err := <-served:
		if err != nil {
			t.Errorf("got %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Error("still serving")
	}
}
