package stage

import (
	"strings"
	"testing"

	"beanstalkline/review/assembly"
	"beanstalkline/review/change"
)

// What belongs to an environment goes with it.
func TestWhatGoesWithAnEnvironment(t *testing.T) {
	with := func(namespace string, values ...any) resources {
		var settings []any
		for i := 0; i < len(values); i += 2 {
			settings = append(settings, props{"Namespace": namespace, "OptionName": values[i], "Value": values[i+1]})
		}
		return resources{"X": {Type: environment, Properties: props{"OptionSettings": settings}}}
	}
	const rds, logs, replaced = "aws:rds:dbinstance", "aws:elasticbeanstalk:cloudwatch:logs", "the environment and its address are replaced: "
	coupled := with(rds, "HasCoupledDatabase", "true")
	streaming := with(logs, "StreamLogs", "true", "DeleteOnTerminate", "true")
	parameter := props{"Ref": "P"}
	for name, c := range map[string]struct {
		was, is resources
		impact  change.Impact
		want    string
	}{
		"a database, with its environment": {coupled, resources{}, change.Destroy, "data is lost: its database goes with the environment"},
		"a database, replaced":             {coupled, coupled, change.Replace, "data is lost: its database goes with the environment"},
		"a database that is kept": {
			with(rds, "HasCoupledDatabase", "true", "DBDeletionPolicy", "Retain"), resources{}, change.Destroy, replaced + "is deleted",
		},
		"a snapshot of a database": {
			with(rds, "HasCoupledDatabase", "true", "DBDeletionPolicy", "Snapshot"), resources{}, change.Destroy, replaced + "is deleted",
		},
		"a policy by a parameter": {
			with(rds, "HasCoupledDatabase", "true", "DBDeletionPolicy", parameter), resources{}, change.Destroy, replaced + "is deleted",
		},
		"a database, taken away": {
			coupled, with(rds, "HasCoupledDatabase", "false"), change.Update, "data is lost: its database is taken from the environment",
		},
		"logs": {streaming, resources{}, change.Destroy, "data is lost: deletes its logs in CloudWatch with itself"},
		"logs that are kept": {
			with(logs, "StreamLogs", "true", "DeleteOnTerminate", "false"), resources{}, change.Destroy, replaced + "is deleted",
		},
		"an environment that stays": {
			resources{"X": &assembly.Resource{Type: environment, DeletionPolicy: "Retain", Properties: streaming["X"].Properties}}, resources{},
			change.Orphan, "no interruption: leaves the stack and stays",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Stage{Name: "A", Base: of(c.was), Head: of(c.is), Changes: changed(c.impact, "OptionSettings")}
			s.Judge()
			got := told(s)
			if !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
			if strings.Contains(c.want, replaced) && strings.Contains(got, "data is lost") {
				t.Errorf("got a loss: %s", got)
			}
		})
	}
}
