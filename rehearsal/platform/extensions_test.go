package platform

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestExtensions(t *testing.T) {
	source := fstest.MapFS{
		".platform/hooks/predeploy/01_warm.sh":      {Data: []byte("#!/bin/sh")},
		".platform/confighooks/predeploy/01_log.sh": {Data: []byte("#!/bin/sh")},
		".platform/nginx/conf.d/size.conf":          {Data: []byte("client_max_body_size 20M;")},
		".ebextensions/app.config": {Data: []byte("commands: {01_tools: {command: ls}}\ncontainer_commands:\n" +
			"  01_migrate: {command: ./migrate, leader_only: true}\noption_settings:\n" +
			"  aws:elasticbeanstalk:environment:proxy: {ProxyServer: apache}\n  aws:x: {Y: 1}\n")},
		".ebextensions/list.config": {Data: []byte(`{"option_settings": [{"option_name": "MODE", "value": "slow"}]}`)},
		".ebextensions/bad.config":  {Data: []byte("commands: [")},
		"app.js":                    {},
	}
	set := func(namespace string) map[string]string {
		return map[string]map[string]string{
			"aws:elasticbeanstalk:environment:proxy":       {"ProxyServer": "nginx"},
			"aws:elasticbeanstalk:application:environment": {"MODE": "fast"},
			"aws:x": {"Y": "1"},
		}[namespace]
	}
	all := ReadExtensions(source)
	got := strings.Join(all.Notes(all, set), "\n")
	for _, want := range []string{
		"not run in a rehearsal: the hook confighooks/predeploy/01_log.sh, the hook hooks/predeploy/01_warm.sh, " +
			"the command 01_tools of app.config, the container command 01_migrate of app.config (on one instance only)",
		`sets ProxyServer of aws:elasticbeanstalk:environment:proxy to "apache", and the template sets it to "nginx", which wins`,
		`sets MODE of aws:elasticbeanstalk:application:environment to "slow"`,
		".ebextensions/bad.config is not valid",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
	if lines := strings.Count(got, "\n") + 1; lines != 4 {
		t.Errorf("got %d notes:\n%s", lines, got)
	}
	none := ReadExtensions(fstest.MapFS{"app.js": {}})
	if got := none.Notes(none, set); len(got) != 0 {
		t.Errorf("got %q", got)
	}
	missing := none.Notes(all, set)
	if len(missing) != 1 || !strings.Contains(missing[0], "the source has .platform/confighooks/predeploy/01_log.sh, .platform/hooks") {
		t.Errorf("got %q", missing)
	}
}
