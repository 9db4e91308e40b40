package delivery

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2/awscloudwatch"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
)

// AlarmWatch waits after a deployment and looks at an alarm. When it is in alarm then, the last release that succeeded comes
// back, as with RollbackOnFailure; one with insufficient data counts as good (AWS page "CloudWatchAlarm", a rule of
// CodePipeline). An alarm that comes and goes while it waits is not noticed, so the alarm must last longer than that.
type AlarmWatch struct {
	// Alarm is what it looks at, in the account and region of the pipeline, such as the Unwell of a monitoring.Monitoring
	// of the environment. Required, but in a stage that has alarms of its own: it defaults to its Unwell there.
	Alarm awscloudwatch.IAlarm
	// WaitMinutes is how long the deployment is given to show what is wrong with it, in whole minutes, 1 to 120. The wait
	// is a build that sleeps, 0.005 USD a minute (list price of us-east-1), and counts among those that an account may run
	// at once. Defaults to 10.
	WaitMinutes *float64
}

// Window is when a deployment may begin. A release that comes at another time waits for it, and newer ones overtake it
// (AWS page "DeploymentWindow", a rule of CodePipeline). A rollback waits too.
type Window struct {
	// Cron are the minutes in which it is open, in six or seven fields: seconds, which are "*", minutes, 0 to 59, hours, 0 to
	// 23, day of the month, 1 to 31, month, 1 to 12 or JAN to DEC, day of the week, 1 to 7 or SUN to SAT, and, if given, year,
	// 1970 to 2199. One of the two days is "?". For example "* * 9-15 ? * MON-THU *". Required.
	Cron *string
	// TimeZone is that of Cron: a name such as Europe/Berlin, which follows the clocks there, or an offset such as
	// UTC+01:00. Defaults to UTC.
	TimeZone *string
}

var (
	cronName  = `([0-9]+|[A-Z]{3})`
	cronField = `[0-9A-Z*,/#LW-]+`
	cron      = regexp.MustCompile(`^\* [0-9*,/-]+ [0-9*,/-]+ (\? [0-9A-Z*,/-]+ ` + cronField + `|` + cronField + ` [0-9A-Z*,/-]+ \?)( [0-9*,/-]+)?$`)
	// cronPart is what may be between the commas of a field.
	cronPart = regexp.MustCompile(`^((\*|` + cronName + `(-` + cronName + `)?)(/0*[1-9][0-9]*)?|\?|L|L-[0-9]+|LW|[0-9]+W|` + cronName + `(L|#[1-5]))$`)
	timeZone = regexp.MustCompile(`^([A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}|UTC([+-](0[0-9]|1[0-4]):[0-5][0-9])?|[A-Z]{3,5})$`)
)

// cronFields are the fields after the seconds, with their words (AWS page "DeploymentWindow").
var cronFields = []struct {
	name        string
	least, most int
	words       []string
}{
	{"minutes from 0 to 59", 0, 59, nil},
	{"hours from 0 to 23", 0, 23, nil},
	{"days of the month from 1 to 31", 1, 31, []string{"L", "W", "LW"}},
	{"months from 1 to 12 or JAN to DEC", 1, 12, strings.Fields("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC")},
	{"days of the week from 1 to 7 or SUN to SAT", 1, 7, strings.Fields("L SUN MON TUE WED THU FRI SAT SUNL MONL TUEL WEDL THUL FRIL SATL")},
	{"years from 1970 to 2199", 1970, 2199, nil},
}

// cronValue is a number or a word. What follows "/", "#" or "L-" counts from another.
var cronValue = regexp.MustCompile(`(/|#|L-)?([0-9]+|[A-Z]+)`)

// validateCron finds what no minute, hour, day, month or year is.
func validateCron(problems *prop.Problems, field, text, fix string) {
	for i, given := range strings.Fields(text)[1:] {
		allowed := cronFields[i]
		for _, parts := range cronValue.FindAllStringSubmatch(given, -1) {
			n, err := strconv.Atoi(parts[2])
			if parts[1] == "" && (err != nil || n < allowed.least || n > allowed.most) && !slices.Contains(allowed.words, parts[2]) {
				problems.MustBe(field, "a schedule with "+allowed.name, text, fix)
				break
			}
		}
	}
}

// allParts reports whether a schedule has nothing between spaces and commas but what a field may have.
func allParts(text string) bool {
	for _, field := range strings.Fields(text) {
		for _, part := range strings.Split(field, ",") {
			if !cronPart.MatchString(part) {
				return false
			}
		}
	}
	return true
}

func (w *Window) validate(problems *prop.Problems, field string) {
	if w == nil || !problems.Required(field+".Cron", w.Cron, `such as "* * 9-15 ? * MON-THU *"`) {
		return
	}
	const fix = `write it as in "* * 9-15 ? * MON-THU *"`
	switch text := *w.Cron; {
	case prop.Unresolved(text):
	case len(text) > 200 || !cron.MatchString(text) || !allParts(text):
		problems.MustBe(field+".Cron", `"*" for the seconds, then minutes, hours, day of the month, month and day of the week, one of the days "?"`, text, fix)
	default:
		validateCron(problems, field+".Cron", text, fix)
	}
	problems.Matches(field+".TimeZone", w.TimeZone, timeZone, "a time zone such as Europe/Berlin, UTC or UTC+01:00")
}

func (a *AlarmWatch) validate(problems *prop.Problems, field string) {
	if a == nil {
		return
	}
	problems.Required(field+".Alarm", a.Alarm, "use the Unwell of a monitoring.Monitoring, or leave out "+field)
	problems.KnownWhole(field+".WaitMinutes", a.WaitMinutes, 1, 120)
}

// validateTree finds an alarm that was not made, or that is elsewhere.
func (a *AlarmWatch) validateTree(problems *prop.Problems, field string, scope constructs.Construct) {
	if a == nil || prop.IsNil(a.Alarm) {
		return
	}
	if cdk.Try(func() {
		_ = *a.Alarm.AlarmName()
		cdk.Near(problems, field+".Alarm", scope, a.Alarm.Env())
		elsewhere(problems, field+".Alarm", scope, *a.Alarm.AlarmArn())
	}) != nil {
		problems.Say(field+".Alarm", "", "must be an alarm that was made, got one that was not")
	}
}

// elsewhere finds an ARN of another account or region than the scope's. The CDK takes what is only referred to for its own.
func elsewhere(problems *prop.Problems, field string, scope constructs.Construct, arn string) {
	parts := strings.Split(arn, ":")
	if prop.Unresolved(arn) || len(parts) < 6 {
		return
	}
	cdk.InRegion(problems, field, scope, parts[3], "")
	cdk.InAccount(problems, field, scope, parts[4], "")
}

// waitSpec sleeps. CodeBuild ends a build that says nothing no sooner than its timeout.
func waitSpec(minutes float64) string {
	return fmt.Sprintf("version: 0.2\nphases:\n  build:\n    commands:\n      - sleep %.0f\n", minutes*60)
}

// entry is the condition before the stage; nil without a window.
func (w *Window) entry(name string) *awscodepipeline.Conditions {
	if w == nil {
		return nil
	}
	return condition(awscodepipeline.Result_FAIL, &awscodepipeline.RuleProps{
		Name: jsii.String("Window-" + name), Provider: jsii.String("DeploymentWindow"), Version: jsii.String("1"),
		Configuration: &map[string]any{"Cron": w.Cron, "TimeZone": jsii.String(prop.Or(w.TimeZone, "UTC"))},
	})
}

// success is the condition after the stage; nil without a watched alarm. The pipeline's role looks at the alarm: composite
// ones are shown to those only who may see all (AWS page "Actions, resources, and condition keys for Amazon CloudWatch").
func (a *AlarmWatch) success(name string, pipeline awscodepipeline.Pipeline) *awscodepipeline.Conditions {
	if a == nil {
		return nil
	}
	pipeline.AddToRolePolicy(awsiam.NewPolicyStatement(&awsiam.PolicyStatementProps{
		Actions: jsii.Strings("cloudwatch:DescribeAlarms"), Resources: jsii.Strings("*"),
	}))
	return condition(awscodepipeline.Result_ROLLBACK, &awscodepipeline.RuleProps{
		Name: jsii.String("Alarm-" + name), Provider: jsii.String("CloudWatchAlarm"), Version: jsii.String("1"),
		Configuration: &map[string]any{"AlarmName": a.Alarm.AlarmName()},
	})
}

func condition(result awscodepipeline.Result, rule *awscodepipeline.RuleProps) *awscodepipeline.Conditions {
	return &awscodepipeline.Conditions{Conditions: &[]*awscodepipeline.Condition{
		{Result: result, Rules: &[]awscodepipeline.Rule{awscodepipeline.NewRule(rule)}},
	}}
}
