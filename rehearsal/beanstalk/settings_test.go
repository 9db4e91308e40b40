package beanstalk

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/elasticbeanstalk/types"
)

func settings(rows ...string) (s Settings) {
	for _, row := range rows {
		parts := strings.SplitN(row, " ", 3)
		s = append(s, types.ConfigurationOptionSetting{
			Namespace: aws.String(parts[0]), OptionName: aws.String(parts[1]), Value: aws.String(parts[2]),
		})
	}
	return s
}

func TestHealthCheck(t *testing.T) {
	for name, test := range map[string]struct {
		settings    Settings
		path, codes string
	}{
		"by default": {nil, "/", "200"},
		"alone":      {settings("aws:elasticbeanstalk:environment EnvironmentType SingleInstance"), "/", ""},
		"customised": {
			settings(process+" HealthCheckPath /health", process+" MatcherHTTPCode 200-299"), "/health", "200-299",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if path, codes := test.settings.HealthCheckPath(), test.settings.HealthyCodes(); path != test.path || codes != test.codes {
				t.Errorf("got %s and %s", path, codes)
			}
		})
	}
}

func TestTheTemplateWinsOverTheArtifact(t *testing.T) {
	all := settings(process + " HealthCheckPath /health").Over(map[[2]string]string{
		{process, "HealthCheckPath"}: "/other", {process, "MatcherHTTPCode"}: "204",
	})
	if path, codes := all.HealthCheckPath(), all.HealthyCodes(); path != "/health" || codes != "204" || len(all) != 2 {
		t.Errorf("got %s and %s of %d", path, codes, len(all))
	}
}

type reader map[string]string

func (r reader) Value(_ context.Context, arn string) (string, error) {
	if value, has := r[arn]; has {
		return value, nil
	}
	return "", errors.New("AccessDeniedException")
}

func TestVariables(t *testing.T) {
	s := settings(properties+" MODE fast", secrets+" DATABASE arn:db")
	got, err := s.Variables(t.Context(), reader{"arn:db": "secret"})
	if err != nil || len(got) != 2 || got["MODE"] != "fast" || got["DATABASE"] != "secret" {
		t.Errorf("got %v, %v", got, err)
	}
	_, err = s.Variables(t.Context(), reader{})
	if err == nil || !strings.Contains(err.Error(), "the environment secret DATABASE cannot be read: AccessDeniedException") {
		t.Errorf("got %v", err)
	}
	profile := settings("aws:autoscaling:launchconfiguration IamInstanceProfile arn:aws:iam::1:instance-profile/a/web")
	if got := profile.InstanceProfile(); got != "web" {
		t.Errorf("got %s", got)
	}
}
