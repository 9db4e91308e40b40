package regions

import (
	"slices"
	"testing"
)

func TestRegionsAreInOrderAndOnce(t *testing.T) {
	for service, list := range without {
		if !slices.IsSorted(list) || len(slices.Compact(slices.Clone(list))) != len(list) {
			t.Errorf("the regions without %s are out of order: %v", service, list)
		}
	}
}

func TestLack(t *testing.T) {
	for _, test := range []struct {
		region  string
		service Service
		want    bool
	}{
		{"eu-south-2", CodeCommit, true}, {"eu-south-2", Pipeline, false}, {"eu-central-1", CodeCommit, false},
		{"ca-west-1", Pipeline, true}, {"me-south-1", Connections, true}, {"me-south-1", CodeCommit, false},
		{"xx-new-1", CodeCommit, false}, {"", Pipeline, false},
	} {
		if got := Lack(test.region, test.service); got != test.want {
			t.Errorf("%s lacks %s: %v, want %v", test.region, test.service, got, test.want)
		}
	}
	// Without pipelines, nothing is left to ask about the source.
	for _, region := range without[Pipeline] {
		if !Lack(region, CodeCommit) {
			t.Errorf("%s lacks AWS CodePipeline but not AWS CodeCommit", region)
		}
	}
}

func TestOfZone(t *testing.T) {
	for zone, want := range map[string]string{
		"eu-central-1a": "eu-central-1", "us-west-2-lax-1a": "us-west-2", "us-gov-east-1b": "us-gov-east-1", "use1-az1": "", "dummy1a": "",
	} {
		if got := OfZone(zone); got != want {
			t.Errorf("%s is in %q, want %q", zone, got, want)
		}
	}
}

func TestConsole(t *testing.T) {
	for region, want := range map[string]string{
		"eu-central-1": "console.aws.amazon.com", "": "console.aws.amazon.com", "${Token[AWS.Region.4]}": "console.aws.amazon.com",
		"cn-north-1": "console.amazonaws.cn", "us-gov-west-1": "console.amazonaws-us-gov.com",
	} {
		if got := Console(region); got != want {
			t.Errorf("the console for %q is %s, want %s", region, got, want)
		}
	}
}
