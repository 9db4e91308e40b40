package platform

import (
	"strings"
	"testing"
)

func TestParseProcfile(t *testing.T) {
	for name, test := range map[string]struct{ content, want, wantErr string }{
		"one process":       {"web: bin/application\n", "bin/application", ""},
		"the first is web":  {"web: bin/application --verbose\nworker: bin/worker\n", "bin/application --verbose", ""},
		"another is first":  {"worker: bin/worker\nweb: bin/application\n", "", "must be web"},
		"no process":        {"\n", "", "must be web"},
		"no command":        {"web:\n", "", "line 1"},
		"an illegal name":   {"web app: bin/application", "", "line 1"},
		"a line break gone": {"web: bin/application\nbin/other", "", "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseProcfile(test.content)
			if got != test.want ||
				test.wantErr == "" && err != nil ||
				test.wantErr != "" && (err == nil || !strings.Contains(err.Error(), test.wantErr)) {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}
