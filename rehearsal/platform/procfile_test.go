package platform

import (
	"fmt"
	"strings"
	"testing"
)

func TestParseProcfile(t *testing.T) {
	for name, test := range map[string]struct{ content, want, wantErr string }{
		"one process":       {"web: bin/application\n", "[{web bin/application}]", ""},
		"several":           {"web: bin/application -v\nworker: bin/worker\n", "[{web bin/application -v} {worker bin/worker}]", ""},
		"written elsewhere": {"# it\r\nweb:   bin/application  \r\n", "[{web bin/application}]", ""},
		"another is first":  {"worker: bin/worker\nweb: bin/application\n", "", "must be web"},
		"no process":        {"\n", "", "must be web"},
		"no command":        {"web:\n", "", "line 1"},
		"an illegal name":   {"web app: bin/application", "", "line 1"},
		"a line break gone": {"web: bin/application\nbin/other", "", "line 2"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseProcfile(test.content)
			if err == nil && fmt.Sprint(got) != test.want ||
				(err != nil) != (test.wantErr != "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}

func TestParse(t *testing.T) {
	const arn = "arn:aws:elasticbeanstalk:us-east-1::platform/"
	for name, test := range map[string]struct{ arn, stack, want, wantErr string }{
		"Go":                {arn + "Go 1 running on 64bit Amazon Linux 2023", "", "Go 1, 5000", ""},
		"with its version":  {arn + "Node.js 22 running on 64bit Amazon Linux 2023/6.5.0", "", "Node.js 22, 8080", ""},
		"a solution stack":  {"", "64bit Amazon Linux 2023 v4.3.0 running Python 3.13", "Python 3.13, 8000", ""},
		"Java":              {arn + "Corretto 21 running on 64bit Amazon Linux 2023", "", "Corretto 21, 5000", ""},
		".NET":              {arn + ".NET 8 running on 64bit Amazon Linux 2023", "", ".NET 8, 5000", ""},
		"Docker":            {arn + "Docker running on 64bit Amazon Linux 2023", "", "", "platform Docker are not started"},
		"something unknown": {"", "", "", "not known here"},
	} {
		t.Run(name, func(t *testing.T) {
			p, err := Parse(test.arn, test.stack)
			if got := fmt.Sprintf("%s, %d", p.Name, p.port); err == nil && got != test.want ||
				(err != nil) != (test.wantErr != "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %v, %v", got, err)
			}
		})
	}
}
