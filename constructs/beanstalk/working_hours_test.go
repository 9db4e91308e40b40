package beanstalk_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/assertions"
	"github.com/aws/jsii-runtime-go"
	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/internal/cdktest"
)

// actions are the scheduled actions of the only environment in a stack: "name option" to the value.
func actions(t *testing.T, stack awscdk.Stack) map[string]any {
	t.Helper()
	found := map[string]any{}
	for _, r := range cdktest.Resources(t, assertions.Template_FromStack(stack, nil)) {
		all, _ := r.Properties["OptionSettings"].([]any)
		for _, s := range all {
			if s := s.(map[string]any); s["Namespace"] == "aws:autoscaling:scheduledaction" {
				found[fmt.Sprint(s["ResourceName"], " ", s["OptionName"])] = s["Value"]
			}
		}
	}
	return found
}

// Outside of working hours one instance stays; within them the group has its own sizes. Configuration changes then keep
// none in service by force: Elastic Beanstalk refuses as many as the group has at most.
func TestWorkingHoursByDefault(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{WorkingHours: &beanstalk.WorkingHours{}})
	want := map[string]any{
		"WorkingHoursEnd MaxSize": "1", "WorkingHoursEnd MinSize": "1",
		"WorkingHoursEnd Recurrence": "0 19 * * MON-FRI", "WorkingHoursEnd Suspend": "false",
		"WorkingHoursStart MaxSize": "4", "WorkingHoursStart MinSize": "2",
		"WorkingHoursStart Recurrence": "0 7 * * MON-FRI", "WorkingHoursStart Suspend": "false",
	}
	if diff := cmp.Diff(want, actions(t, stack)); diff != "" {
		t.Errorf("scheduled actions (-want +got):\n%s", diff)
	}
	expect(t, settings(t, stack), map[string]string{
		"aws:autoscaling:asg MinSize":                                      "2",
		"aws:autoscaling:asg MaxSize":                                      "4",
		"aws:autoscaling:updatepolicy:rollingupdate MinInstancesInService": "0",
	})
}

func TestWorkingHoursCustomised(t *testing.T) {
	stack := cdktest.NewStack(nil)
	most := awscdk.NewCfnParameter(stack, jsii.String("Most"), &awscdk.CfnParameterProps{Type: jsii.String("Number")})
	props := webEnvironment(stack)
	props.Capacity = &beanstalk.AutoScalingGroup{
		MinSize: jsii.Number(3), MaxSize: most.ValueAsNumber(), Spot: &beanstalk.Spot{OnDemandBase: jsii.Number(2)},
		Schedule: []beanstalk.ScheduledAction{
			{Name: "Sale", StartTime: "2027-01-15T00:00:00Z", MinSize: jsii.Number(4), MaxSize: jsii.Number(9)},
		},
	}
	props.WorkingHours = &beanstalk.WorkingHours{
		Days: jsii.String("sat, SUN"), Start: jsii.String("22:30"), End: jsii.String("06:05"), Suspend: jsii.Bool(true),
	}
	beanstalk.NewWebEnvironment(stack, jsii.String("Subject"), props)
	got := actions(t, stack)
	for name, want := range map[string]string{
		"WorkingHoursStart Recurrence": "30 22 * * SUN,SAT", "WorkingHoursEnd Recurrence": "5 6 * * SUN,MON",
		"WorkingHoursStart MinSize": "3", "WorkingHoursStart MaxSize": "map[Ref:Most]", "WorkingHoursEnd MaxSize": "1",
		"WorkingHoursStart Suspend": "true", "WorkingHoursEnd Suspend": "true", "Sale MaxSize": "9",
	} {
		if fmt.Sprint(got[name]) != want {
			t.Errorf("%s is %v, want %s", name, got[name], want)
		}
	}
}

// Every form of a week, as the times at which it starts and ends.
func TestWorkingHoursOfAWeek(t *testing.T) {
	for hours, want := range map[[3]string]string{
		{"MON-FRI", "08:15", "18:45"}:  "15 8 * * MON-FRI until 45 18 * * MON-FRI",
		{"MON-FRI", "22:00", "06:00"}:  "0 22 * * MON-FRI until 0 6 * * TUE-SAT",
		{"SUN-SAT", "22:00", "06:00"}:  "0 22 * * * until 0 6 * * *",
		{"FRI-MON", "08:00", "18:00"}:  "0 8 * * SUN,MON,FRI,SAT until 0 18 * * SUN,MON,FRI,SAT",
		{"WED", "08:00", "24:00"}:      "0 8 * * WED until 0 0 * * THU",
		{"SAT", "08:00", "00:00"}:      "0 8 * * SAT until 0 0 * * SUN",
		{"MON-FRI", "00:00", "24:00"}:  "0 0 * * MON until 0 0 * * SAT",
		{"MON,WED", "00:00", "24:00"}:  "0 0 * * MON,WED until 0 0 * * TUE,THU",
		{"MON,MON-WED", "7", "18:00"}:  "",
		{"TUE,TUE-THU", "07:00", "9:"}: "",
	} {
		p := beanstalk.WebEnvironmentProps{WorkingHours: &beanstalk.WorkingHours{Days: &hours[0], Start: &hours[1], End: &hours[2]}}
		if want == "" {
			if err := p.Validate(); !strings.Contains(err.Error(), "WorkingHours.") {
				t.Errorf("%v: %v", hours, err)
			}
			continue
		}
		stack, _ := define(p)
		all := actions(t, stack)
		if got := fmt.Sprint(all["WorkingHoursStart Recurrence"], " until ", all["WorkingHoursEnd Recurrence"]); got != want {
			t.Errorf("%v is %s, want %s", hours, got, want)
		}
	}
}

func TestWorkingHoursWrongUses(t *testing.T) {
	type P = beanstalk.WebEnvironmentProps
	type H = beanstalk.WorkingHours
	hours := func(days, start, end string) P {
		return P{WorkingHours: &H{Days: &days, Start: &start, End: &end}}
	}
	const timeForm = `must be a time in UTC from "00:00" to `
	const dayForm = `must be days such as "MON-FRI" or "SAT,SUN", known at synthesis, got `
	for name, test := range map[string]struct {
		props P
		want  string
	}{
		"for a single instance": {P{Capacity: &beanstalk.SingleInstance{}, WorkingHours: &H{}},
			"WorkingHours must be left out with a single instance, which Elastic Beanstalk always runs; " +
				"set Capacity to &beanstalk.AutoScalingGroup{}, or destroy what is not needed overnight"},
		"for a group that has one instance anyway": {P{Capacity: &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(1)}, WorkingHours: &H{}},
			"WorkingHours must be left out with a MaxSize below 2, since they leave one instance, got 1; " +
				"raise MaxSize of Capacity, or leave them out"},
		"for a paused group": {P{Capacity: &beanstalk.AutoScalingGroup{MaxSize: jsii.Number(0)}, WorkingHours: &H{}},
			"WorkingHours must be left out with a MaxSize below 2, since they leave one instance, got 0; " +
				"raise MaxSize of Capacity, or leave them out"},
		"beside an action of the same name": {P{WorkingHours: &H{}, Capacity: &beanstalk.AutoScalingGroup{
			Schedule: []beanstalk.ScheduledAction{{
				Name: "WorkingHoursEnd", Recurrence: "0 1 * * *", MinSize: jsii.Number(1), MaxSize: jsii.Number(1),
			}}}},
			`Capacity.Schedule[0].Name must be different from the names of the actions of WorkingHours, got "WorkingHoursEnd"`},
		"the hour alone": {hours("MON-FRI", "7", "19:00"),
			"WorkingHours.Start " + timeForm + `"23:59", known at synthesis, got "7"`},
		"another clock": {hours("MON-FRI", "07:00", "7:00 PM"),
			"WorkingHours.End " + timeForm + `"24:00", known at synthesis, got "7:00 PM"`},
		"the end of a day as a start": {hours("MON-FRI", "24:00", "12:00"),
			"WorkingHours.Start " + timeForm + `"23:59", got "24:00"`},
		"a minute too many": {hours("MON-FRI", "07:00", "24:01"),
			"WorkingHours.End " + timeForm + `"24:00", got "24:01"`},
		"no time": {hours("MON-FRI", "08:00", "08:00"),
			`WorkingHours.End must differ from Start, got both at "08:00"; for whole days, write "00:00" and "24:00"`},
		"all time": {hours("SUN-SAT", "00:00", "24:00"),
			"WorkingHours must leave some time out, got all days from 00:00 to 24:00; leave them out"},
		"days in full": {hours("Monday to Friday", "07:00", "19:00"),
			"WorkingHours.Days " + dayForm + `"Monday to Friday"`},
		"days as numbers": {hours("1-5", "07:00", "19:00"),
			"WorkingHours.Days " + dayForm + `"1-5"`},
		"a whole cron expression": {hours("0 7 * * MON-FRI", "07:00", "19:00"),
			"WorkingHours.Days " + dayForm + `"0 7 * * MON-FRI"`},
		"sizes in the wrong order": {P{
			WorkingHours: &H{}, Capacity: &beanstalk.AutoScalingGroup{MinSize: jsii.Number(5), MaxSize: jsii.Number(3)},
		},
			"Capacity.MinSize must be at most Capacity.MaxSize, got 5 and 3; set MinSize to 3 or less, or raise MaxSize"},
	} {
		t.Run(name, func(t *testing.T) {
			test.props.Application, test.props.Vpc = &someApplication{}, &someVpc{}
			if err := test.props.Validate(); err == nil || err.Error() != test.want {
				t.Errorf("got  %v\nwant %s", err, test.want)
			}
		})
	}
}

// What somebody insists on is kept, and told.
func TestInstancesInServiceOutsideOfWorkingHoursAreAWarning(t *testing.T) {
	stack, _ := define(beanstalk.WebEnvironmentProps{
		WorkingHours: &beanstalk.WorkingHours{},
		Options: []beanstalk.Option{
			{Namespace: "aws:autoscaling:updatepolicy:rollingupdate", Name: "MinInstancesInService", Value: "2"},
		},
	})
	found := assertions.Annotations_FromStack(stack).FindWarning(jsii.String("*"), assertions.Match_StringLikeRegexp(
		jsii.String("WorkingHours.* must be above .*MinInstancesInService")))
	if len(*found) != 1 {
		t.Errorf("%d warnings, want 1", len(*found))
	}
}
