package beanstalk

import (
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
)

func TestHealthCheckPath(t *testing.T) {
	set := Settings{{
		Namespace:  aws.String("aws:elasticbeanstalk:environment:process:default"),
		OptionName: aws.String("HealthCheckPath"),
		Value:      aws.String("/health"),
	}}
	if got := set.HealthCheckPath(); got != "/health" {
		t.Errorf("got %s", got)
	}
	if got := (Settings{}).HealthCheckPath(); got != "/" {
		t.Errorf("got %s", got)
	}
}
