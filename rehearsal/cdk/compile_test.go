package cdk

import (
	"slices"
	"testing"
)

func TestWithoutGoCacheEverythingIsUncompiled(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes some seconds")
	}
	t.Setenv("GOCACHE", t.TempDir())
	packages, withCDK, err := (&CLI{Root: "../.."}).Uncompiled(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !withCDK || !slices.Contains(packages, "fmt") || !slices.Contains(packages, "beanstalkline/stacks") {
		t.Errorf("with the CDK: %t; got %q", withCDK, packages)
	}
	if slices.Contains(packages, "beanstalkline") {
		t.Error("the app itself is linked, which nobody needs")
	}
}
