package rules_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/constructs/beanstalk/options/rules"
)

// aboutNames are the rules that judge which options there are, whatever their values.
var aboutNames = []string{
	"unknown-namespace", "unknown-option", "option-name-case", "duplicate-option",
	"obsolete-option", "undocumented-option",
	"service-managed-option", "wrong-tier", "environment-variable-name", "scheduled-action-resource-name",
	"scheduled-action-start", "scheduled-action-size-missing",
	"instance-profile-missing", "notification-topic-twice", "cluster-role-missing", "cluster-backend-protocol-missing",
	"cluster-application-role-missing", "active-directory-incomplete", "cluster-metrics-endpoint",
	"no-load-balancer", "wrong-platform", "subnets-missing", "variable-and-secret",
}

func TestUnresolvedValuesAreNeverJudged(t *testing.T) {
	for _, c := range everyCase() {
		env := c.Passes.Environment
		if c.Passes.Checker.SecurityHub || env.PlatformArn != "" {
			continue // those findings are not about a setting
		}
		var s options.Settings
		for _, setting := range c.Fails.Settings {
			setting.Value, setting.Unresolved = "${Token[TOKEN.7]}", true
			s.Add(setting)
		}
		for _, p := range check(env, s) {
			if !slices.Contains(aboutNames, p.Rule) {
				t.Errorf("%v: %s\njudges a value that is not known before deployment; ask x.known, or, if the rule is only "+
					"about which options there are, add its id to aboutNames", c.Fails.Lines, p)
			}
		}
	}
}

func TestUnresolvedValuesLeaveTheRestJudged(t *testing.T) {
	s := set(profile, "environment EnvironmentType = ?", "trigger UpperThreshold = high",
		"trigger LowerThreshold = 1", "asg MinSize = ?", "asg MaxSize = 0")
	if got := ids(check(webServer, s)); !slices.Equal(got, []string{"value-type"}) {
		t.Errorf("got %v", got)
	}
	// Only CloudFormation knows the value of a dynamic reference, even when it is written out.
	s = set(profile, "rds DBPassword = {{resolve:secretsmanager:db:SecretString:password}}")
	if got := check(webServer, s); len(got) > 0 {
		t.Errorf("dynamic reference: got %v", got)
	}
}

// TestUnknownSettings checks that nothing is concluded from an option that is not in the set but may be set elsewhere.
func TestUnknownSettings(t *testing.T) {
	lines := []string{
		"asg MinSize = 9", "command DeploymentPolicy = Immutable", "managed ManagedActionsEnabled = true",
		"launch DisableDefaultEC2SecurityGroup = true", "trigger UpperThreshold = 70", "launch RootVolumeType = io1",
		"listener/443 Protocol = HTTPS", "listener/443 Rules = admin", "action[night] MinSize = 1",
	}
	if problems := check(webServer, set(lines...)); len(problems) < 8 {
		t.Errorf("complete set: got %v, want a problem for each", problems)
	}
	for _, env := range []rules.Environment{{Partial: true}, {HasTemplate: true}} {
		if problems := check(env, set(lines...)); len(problems) > 0 {
			t.Errorf("%+v: got %v, want none", env, problems)
		}
	}
	if got := ids(check(rules.Environment{Partial: true}, set("asg MinSize = 9",
		"asg MaxSize = 8", single, "trigger Period = 5"))); !slices.Equal(got, []string{"trigger-on-single-instance",
		"min-size-above-max-size"}) &&
		!slices.Equal(got, []string{"min-size-above-max-size", "trigger-on-single-instance"}) {
		t.Errorf("partial set: got %v", got)
	}
	if got := check(rules.Environment{Partial: true}, set(single, "rolling MinInstancesInService = 0",
		"rolling RollingUpdateType = Health")); len(got) > 0 {
		t.Errorf("rolling updates may be off: got %v", got)
	}
	if got := check(rules.Environment{TierUnresolved: true}, set(profile, "sqsd HttpPath = /",
		"process/default Port = 81", "eks cluster-role = arn:aws:iam::111122223333:role/c")); len(got) > 0 {
		t.Errorf("unknown tier: got %v", got)
	}
}

// TestFields checks that messages use the caller's words.
func TestFields(t *testing.T) {
	prop := func(field, line string) options.Setting {
		s := read(line)
		s.Origin = options.Origin{Kind: options.OriginProp, Field: field}
		return s
	}
	var s options.Settings
	s.Add(prop("Capacity.Min", "asg MinSize = 5"), prop("Capacity.Max", "asg MaxSize = 4"), prop("Options[3]",
		"asg Coldown = 1"), read(profile))
	want := []string{
		`error: Options[3] must name an option of aws:autoscaling:asg, got "Coldown"; write "Cooldown" ` +
			`[unknown-option] ` +
			`https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-autoscalingasg`,
		`error: Capacity.Min must be at most Capacity.Max, got 5 and 4; set MinSize to 4 or less, or ` +
			`raise MaxSize [min-size-above-max-size] ` +
			`https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html#command-options-general-autoscalingasg`,
	}
	var got []string
	for _, p := range check(webServer, s) {
		got = append(got, p.String())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestSecretsAreNotRepeated checks that no problem repeats what looks like a secret.
func TestSecretsAreNotRepeated(t *testing.T) {
	s := set("variables JDBC_CONNECTION_STRING = jdbc:x?password=hunter 2", "variables API_TOKEN = hunter2",
		"variables API_TOKEN = hunter3",
		"rds DBPassword = hunter2", "variables URL = https://me:hunter2@example.com", "variables ADMIN PASSWORD = hunter2")
	problems := check(webServer, s)
	if len(problems) < 6 {
		t.Errorf("got %v", problems)
	}
	text, err := json.Marshal(problems)
	if err != nil || strings.Contains(string(text), "hunter") {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestProblemJSON(t *testing.T) {
	set := set(profile, "action[night] MinSize = -1", "action[night] MaxSize = 1", "action[night] Recurrence = 0 1 * * *")
	text, err := json.Marshal(check(webServer, set))
	want := `[{"rule":"value-out-of-bounds","severity":"error","namespace":"aws:autoscaling:scheduledaction",` +
		`"name":"MinSize","resourceName":"night","value":"-1",` +
		`"message":"aws:autoscaling:scheduledaction MinSize of \"night\" must be 0 to 10000, got -1","fix":"write 0",` +
		`"doc":"https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/command-options-general.html` +
		`#command-options-general-autoscalingscheduledaction"}]`
	if err != nil || string(text) != want {
		t.Errorf("got  %s\nwant %s, %v", text, want, err)
	}
}

// TestProblemID checks that problems of one rule have different ids whenever they are about different options.
func TestProblemID(t *testing.T) {
	problems := check(rules.Environment{PlatformArn: "Go"}, set(profile,
		"action[night(EU)] MinSize = 0", "action[weekend] MinSize = 0",
		"action[night(EU)] MaxSize = 0", "action[night(EU)] Recurrence = 0 1 * * *",
		"action[weekend] MaxSize = 0", "action[weekend] Recurrence = 0 1 * * SAT",
		"asg Availability Zones = Any 9",
	))
	want := []string{
		"platform-arn-form",
		"value-not-allowed(aws:autoscaling:asg/Availability-Zones)",
		"scheduled-action-to-zero(aws:autoscaling:scheduledaction/nightEU/MaxSize)",
		"scheduled-action-to-zero(aws:autoscaling:scheduledaction/weekend/MaxSize)",
	}
	var got []string
	for _, p := range problems {
		got = append(got, p.ID())
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestFiveMistakes makes five common mistakes in one environment: one problem each, no more.
func TestFiveMistakes(t *testing.T) {
	s := set(profile, single,
		"asg MinSize = 4", "asg MaxSize = 2",
		"trigger MeasureName = CPUUtilization", "trigger Unit = Percent", "trigger UpperThreshold = 70",
		"launch DisableIMDSv1 = yes",
		"command DeploymentPolicy = Rolling",
		"logs StreamLog = true",
	)
	want := []string{"min-size-above-max-size", "value-type", "trigger-on-single-instance",
		"unknown-option", "deployment-policy-on-single-instance"}
	if diff := cmp.Diff(want, ids(check(golang, s))); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestTwoRules makes mistakes that two rules report, each from its side.
func TestTwoRules(t *testing.T) {
	for _, c := range []struct {
		lines, want []string
	}{
		{
			[]string{"asg MinSize = 2", "asg minsize = 3"},
			[]string{
				`warning: aws:autoscaling:asg MinSize must be set once, got MinSize "2" and minsize "3"; remove ` +
					`one of the two [duplicate-option]`,
				`warning: the setting must be written "MinSize", got "minsize"; write "MinSize" [option-name-case]`,
			},
		},
		{
			[]string{"launch DisableDefaultEC2SecurityGroup = true", "launch SecurityGroups = sg-0a",
				"alb SecurityGroups = sg-0b"},
			[]string{
				`warning: aws:autoscaling:launchconfiguration DisableDefaultEC2SecurityGroup must come with ` +
					`aws:elb:loadbalancer SecurityGroups, got nothing; set aws:elb:loadbalancer SecurityGroups to ` +
					`security group ids [default-security-group-disabled]`,
				`warning: aws:elbv2:loadbalancer SecurityGroups has no effect for LoadBalancerType classic (the ` +
					`default); remove it, or set LoadBalancerType to application [option-without-effect]`,
			},
		},
		{
			[]string{"sns Notification Endpoint = arn:aws:lambda:eu-west-1:111122223333:function:hook",
				"sns Notification Protocol = lambda"},
			[]string{
				`error: aws:elasticbeanstalk:sns:topics Notification Endpoint must be an email address, a web ` +
					`address or the ARN of a queue, got "arn:aws:lambda:eu-west-1:111122223333:function:hook"; ` +
					`remove it: Elastic Beanstalk cannot notify a function [notification-endpoint]`,
				`error: aws:elasticbeanstalk:sns:topics Notification Protocol must be "http", "https", "email", ` +
					`"email-json" or "sqs", got "lambda"; write one of these [value-not-allowed]`,
			},
		},
		{
			[]string{"trigger MeasureName = CPU", "trigger Statistic = Avg"},
			[]string{
				`error: aws:autoscaling:trigger MeasureName must be "CPUUtilization", "NetworkIn", "NetworkOut", ` +
					`"DiskWriteOps", "DiskReadBytes", "DiskReadOps", "DiskWriteBytes", "Latency", "RequestCount", ` +
					`"HealthyHostCount", "UnhealthyHostCount" or "TargetResponseTime", got "CPU"; write ` +
					`"CPUUtilization" [value-not-allowed]`,
				`error: aws:autoscaling:trigger Statistic must be "Minimum", "Maximum", "Sum" or "Average", got ` +
					`"Avg"; write one of these [value-not-allowed]`,
			},
		},
	} {
		var got []string
		for _, p := range check(webServer, set(append(c.lines, profile)...)) {
			got = append(got, strings.TrimSuffix(p.String(), " "+p.Doc))
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%v (-want +got):\n%s", c.lines, diff)
		}
	}
}

// TestLargeSets checks that names, values and sets of any size are judged quickly.
func TestLargeSets(t *testing.T) {
	long := strings.Repeat("x", 1<<20)
	var names, unknown, settings []string
	for i := range 2500 {
		names = append(names, fmt.Sprintf("no%d", i))
		unknown = append(unknown,
			fmt.Sprintf("aws:elasticbeanstalk:enviroment%d Nmae = x", i),
			fmt.Sprintf("asg NoSuchOption%d = x", i),
			fmt.Sprintf("action[a%d] MinSize = 1", i),
			fmt.Sprintf("process/p%d Port = 80", i))
		settings = append(settings,
			fmt.Sprintf("listenerrule/rule%d Process = nosuch%d", i, i),
			fmt.Sprintf("process/p%d Port = 80", i))
	}
	for _, lines := range [][]string{
		{"asg " + long + " = 1", "aws:" + long + " MinSize = 1", "asg MinSize = " + long, "variables A = " + long,
			"listener/80 Rules = " + long, "instances InstanceTypes = " + long},
		unknown,
		append(settings, balanced, application, "listener/80 Rules = "+strings.Join(names, ",")),
	} {
		s := set(lines...)
		env := rules.Environment{PlatformArn: awsPlatform(long)}
		start := time.Now()
		problems := rules.Checker{Now: november}.Check(env, s)
		if len(problems) == 0 {
			t.Errorf("%.40s...: no problem", lines[0])
		}
		repeated := 0
		for _, p := range problems {
			repeated += len(p.Value)
		}
		if repeated > 10<<20 {
			t.Errorf("%.40s...: %d bytes of values are repeated", lines[0], repeated)
		}
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%.40s...: a check took %v, want less than 2s", lines[0], took)
		}
	}
}

func TestPlatforms(t *testing.T) {
	const retired = "64bit Amazon Linux 2018.03 v2.9.0 running Python 3.6"
	arn := func(text string) rules.Environment { return rules.Environment{PlatformArn: text} }
	stack := func(text string) rules.Environment { return rules.Environment{SolutionStackName: text} }
	php := arn(awsPlatform("PHP 8.2 running on 64bit Amazon Linux 2023"))
	for _, c := range []struct {
		env  rules.Environment
		now  time.Time
		want []string
	}{
		{stack(retired), november, []string{"platform-retired", "platform-solution-stack"}},
		{stack(retired), time.Time{}, []string{"platform-solution-stack"}},
		{arn(awsPlatform("Docker running on 64bit Amazon Linux 2/3.4.5")), time.Time{}, []string{"platform-version-pinned"}},
		{stack("64bit Windows Server 2022 v2.15.0 running IIS 10.0"), november, []string{"platform-solution-stack"}},
		{stack("not a stack"), november, []string{"solution-stack-form"}},
		{arn("arn:aws:elasticbeanstalk:eu-west-1:111122223333:platform/ours/1.2.3"), november, nil},
		{arn("arn:aws:elasticbeanstalk:eu-west-1::platform/${Branch}"), november, nil},
		{arn("${Token[TOKEN.3]}"), november, nil},
		// The day itself is the first one without the platform.
		{php, time.Date(2027, 3, 30, 23, 59, 59, 0, time.UTC), []string{"platform-retiring"}},
		{php, time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC), []string{"platform-retired"}},
	} {
		if diff := cmp.Diff(c.want, ids(rules.Checker{Now: c.now}.Check(c.env, set(profile)))); diff != "" {
			t.Errorf("%+v (-want +got):\n%s", c.env, diff)
		}
	}
}

// FuzzCheck reads an option set from lines of "namespace|resource|name|value" and expects that a check never panics, is
// repeatable, and does not depend on the order of the settings.
func FuzzCheck(f *testing.F) {
	for _, c := range everyCase() {
		for _, set := range []rules.Set{c.Passes, c.Fails} {
			var text strings.Builder
			for _, s := range set.Settings {
				fmt.Fprintf(&text, "%s|%s|%s|%s\n", s.Namespace, s.ResourceName, s.Name, s.Value)
			}
			f.Add(text.String(), set.Environment.Tier, set.Environment.PlatformArn, byte(len(set.Settings)))
		}
	}
	f.Add("aws:elb:listener:0|\x00|*|\xff\naws:elbv2:listener:99999||Protocol|{{resolve:\naws:elbv2:listener:|||\n||||",
		"Worker", "arn:aws:elasticbeanstalk:::platform//1", byte(255))
	f.Fuzz(func(t *testing.T, text, tier, platform string, flags byte) {
		var all []options.Setting
		for i, line := range strings.Split(text, "\n") {
			parts := append(strings.SplitN(line, "|", 4), "", "", "", "")
			s := options.Setting{Namespace: parts[0], ResourceName: parts[1], Name: parts[2], Value: parts[3]}
			s.Unresolved = flags&1 != 0 && i%5 == 0
			if flags&2 != 0 && i%2 == 0 {
				s.Origin = options.Origin{Kind: options.OriginProp, Field: fmt.Sprint("Options[", i, "]")}
			}
			all = append(all, s)
		}
		env := rules.Environment{
			Tier: tier, PlatformArn: platform, Partial: flags&8 != 0, HasTemplate: flags&16 != 0, TierUnresolved: flags&32 != 0,
		}
		checker := rules.Checker{SecurityHub: flags&4 != 0, Now: time.Unix(int64(flags)<<24, 0)}
		if flags&64 != 0 {
			env.PlatformArn, env.SolutionStackName = "", platform
		}
		check := func() []rules.Problem {
			var s options.Settings
			s.Add(all...)
			return checker.Check(env, s)
		}
		first := check()
		for _, p := range first {
			if p.Rule == "" || p.Message == "" || p.Doc == "" || strings.ContainsAny(p.String(), "\n\x00") {
				t.Errorf("incomplete problem: %+v", p)
			}
		}
		random := rand.New(rand.NewPCG(uint64(flags), 7))
		random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		if diff := cmp.Diff(first, check()); diff != "" {
			t.Errorf("another order, another result (-first +second):\n%s", diff)
		}
	})
}

// typical is a load-balanced environment with some sixty settings, as a careful caller writes it.
var typical = set(
	profile, role, enhanced, balanced, application,
	"asg MinSize = 2", "asg MaxSize = 6", "asg Cooldown = 360", "asg Availability Zones = Any 2",
	"asg EnableCapacityRebalancing = false",
	"launch DisableIMDSv1 = true", "launch RootVolumeType = gp3", "launch RootVolumeSize = 16",
	"launch SecurityGroups = sg-0a", "launch DisableDefaultEC2SecurityGroup = true",
	"launch MonitoringInterval = 1 minute", "launch LaunchTemplateTagPropagationEnabled = true",
	"instances InstanceTypes = t4g.small,t4g.medium", "instances SupportedArchitectures = arm64",
	"instances EnableSpot = false",
	"trigger MeasureName = CPUUtilization", "trigger Statistic = Average", "trigger Unit = Percent",
	"trigger LowerThreshold = 30", "trigger UpperThreshold = 70",
	"trigger Period = 1", "trigger EvaluationPeriods = 5", "trigger BreachDuration = 5",
	"trigger LowerBreachScaleIncrement = -1", "trigger UpperBreachScaleIncrement = 1",
	"vpc VPCId = vpc-0a", "vpc Subnets = subnet-0a,subnet-0b", "vpc ELBSubnets = subnet-0c,subnet-0d",
	"vpc ELBScheme = public", "vpc AssociatePublicIpAddress = false",
	"alb SecurityGroups = sg-0b", "alb ManagedSecurityGroup = sg-0b", "alb AccessLogsS3Enabled = true",
	"alb AccessLogsS3Bucket = ?", "alb AccessLogsS3Prefix = app", "alb IpAddressType = ipv4",
	"listener/443 ListenerEnabled = true", "listener/443 Protocol = HTTPS", "listener/443 SSLCertificateArns = "+certificate,
	"listener/default ListenerEnabled = false",
	"process/default Port = 80", "process/default Protocol = HTTP", "process/default HealthCheckPath = /health",
	"process/default MatcherHTTPCode = 200", "process/default DeregistrationDelay = 30",
	"command DeploymentPolicy = RollingWithAdditionalBatch", "command BatchSizeType = Percentage",
	"command BatchSize = 50", "command Timeout = 600",
	"rolling RollingUpdateEnabled = true", "rolling RollingUpdateType = Health",
	"rolling MinInstancesInService = 1", "rolling MaxBatchSize = 1", "rolling Timeout = PT30M",
	"managed ManagedActionsEnabled = true", "managed PreferredStartTime = Sun:10:00",
	"managed ServiceRoleForManagedUpdates = service", "platform UpdateLevel = minor",
	"platform InstanceRefreshEnabled = true",
	"logs StreamLogs = true", "logs DeleteOnTerminate = false", "logs RetentionInDays = 90",
	"variables STAGE = prod", "variables GOMAXPROCS = 2", "secrets API = ?",
)

func TestTypicalSetPasses(t *testing.T) {
	checker := rules.Checker{SecurityHub: true, Now: november}
	if problems := checker.Check(golang, typical); len(problems) > 0 {
		t.Errorf("got %v", problems)
	}
	if n := len(typical.All()); n < 60 {
		t.Errorf("got %d settings, want 60 or more", n)
	}
}

// BenchmarkCheck checks a typical set of some sixty settings, which takes well under a millisecond.
func BenchmarkCheck(b *testing.B) {
	checker := rules.Checker{SecurityHub: true, Now: november}
	checker.Check(golang, typical)
	b.ReportMetric(float64(len(typical.All())), "settings")
	for b.Loop() {
		checker.Check(golang, typical)
	}
}
