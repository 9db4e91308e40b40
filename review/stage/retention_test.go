package stage

import (
	"strings"
	"testing"

	"beanstalkline/review/change"
)

// What is kept for a shorter time is lost, and what cannot be read may be.
func TestRetention(t *testing.T) {
	const logs, queue, bucket = "AWS::Logs::LogGroup", "AWS::SQS::Queue", "AWS::S3::Bucket"
	days := func(value any) props { return props{"RetentionInDays": value} }
	period := func(value any) props { return props{"MessageRetentionPeriod": value} }
	rules := func(all ...any) props { return props{"LifecycleConfiguration": props{"Rules": all}} }
	expires := func(days any, prefix any) props {
		return props{"Status": "Enabled", "ExpirationInDays": days, "Prefix": prefix}
	}
	tagged := props{"Status": "Enabled", "ExpirationInDays": 9.0, "TagFilters": []any{props{"Key": "a", "Value": "b"}}}
	parameter := props{"Ref": "Days"}
	const lost, may, calm = "data is lost: ", "no interruption?: ", "no interruption: is updated"
	for name, c := range map[string]struct {
		kind     string
		was, is  props
		property string
		want     string
	}{
		"by a parameter":        {logs, nil, days(parameter), "RetentionInDays", may + "keeps what it holds for another time"},
		"no longer a parameter": {logs, days(parameter), days(3.0), "RetentionInDays", may + "keeps what it holds for another time"},
		"for ever":              {logs, days(parameter), nil, "RetentionInDays", calm},
		"numbers in texts":      {logs, days("30"), days("7"), "RetentionInDays", lost + "keeps what it holds for 7 days only"},
		"by the CDK's function": {"Custom::LogRetention", nil, days(7.0), "RetentionInDays", lost + "keeps what it holds for 7 days only"},
		"the default, shorter":  {queue, period(1209600.0), nil, "MessageRetentionPeriod", lost + "keeps what it holds for 345600 seconds only"},
		"than the default":      {queue, nil, period(60.0), "MessageRetentionPeriod", lost + "keeps what it holds for 60 seconds only"},
		"the default, longer":   {queue, period(60.0), nil, "MessageRetentionPeriod", calm},
		"narrower": {
			bucket, rules(expires(9.0, nil)), rules(expires(9.0, "logs/")), "LifecycleConfiguration", calm,
		},
		"wider": {
			bucket, rules(expires(9.0, "logs/")), rules(expires(9.0, nil)), "LifecycleConfiguration", lost + "deletes objects after 9 days",
		},
		"another prefix": {
			bucket, rules(expires(9.0, "logs/")), rules(expires(9.0, "a/")), "LifecycleConfiguration", lost + "deletes objects after 9 days",
		},
		"only with a tag":      {bucket, rules(expires(9.0, nil)), rules(tagged), "LifecycleConfiguration", calm},
		"no longer with a tag": {bucket, rules(tagged), rules(expires(9.0, nil)), "LifecycleConfiguration", lost + "deletes objects"},
		"days by a parameter":  {bucket, nil, rules(expires(parameter, nil)), "LifecycleConfiguration", may + "deletes objects by rules"},
		"rules by a condition": {
			bucket, nil, props{"LifecycleConfiguration": props{"Fn::If": []any{"A", "B", "C"}}}, "LifecycleConfiguration",
			may + "deletes objects by rules",
		},
		"two rules of one prefix": {
			bucket, rules(expires(9.0, nil), expires(20.0, nil)), rules(expires(20.0, nil)), "LifecycleConfiguration", calm,
		},
		"older versions": {
			bucket, nil, rules(props{"Status": "Enabled", "NoncurrentVersionExpirationInDays": 1.0}), "LifecycleConfiguration",
			lost + "deletes versions",
		},
	} {
		t.Run(name, func(t *testing.T) {
			s := Stage{
				Name: "A", Base: of(one(c.kind, "", "", c.was)), Head: of(one(c.kind, "", "", c.is)), Changes: changed(change.Update, c.property),
			}
			s.Judge()
			if got := told(s); !strings.HasPrefix(got, c.want) {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
