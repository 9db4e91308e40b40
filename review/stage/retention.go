package stage

import (
	"fmt"

	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
)

// retention says which property of a type says how long it holds something.
var retention = map[string]struct{ property, unit string }{
	"AWS::Logs::LogGroup":  {"RetentionInDays", "days"},
	"AWS::SQS::Queue":      {"MessageRetentionPeriod", "seconds"},
	"AWS::RDS::DBInstance": {"BackupRetentionPeriod", "days"},
	"AWS::RDS::DBCluster":  {"BackupRetentionPeriod", "days"},
	"AWS::Kinesis::Stream": {"RetentionPeriodHours", "hours"},
}

// shortened finds a resource that keeps what it holds for a shorter time than before, or nil.
func (r *resource) shortened() *verdict.Finding {
	if r.is.Type == "AWS::S3::Bucket" {
		return r.expiring()
	}
	about, is := retention[r.is.Type]
	if !is {
		return nil
	}
	was, had := number(r.was.Properties[about.property])
	now, has := number(r.is.Properties[about.property])
	if r.is.Type == "AWS::Logs::LogGroup" && !had && r.was.Properties[about.property] == nil {
		was, had = 1e9, has // logs are kept for ever without it
	}
	if !had || !has || now >= was {
		return nil
	}
	found := r.finding(verdict.DataLost, false, fmt.Sprintf("keeps what it holds for %v %s only, and what is older is deleted", now, about.unit), "")
	return &found
}

// expiring finds a rule of a bucket that deletes objects sooner than before, or that is new.
func (r *resource) expiring() *verdict.Finding {
	before, after := expirations(r.was.Properties), expirations(r.is.Properties)
	for rule, days := range after {
		if was, had := before[rule]; !had || days < was {
			found := r.finding(verdict.DataLost, false, fmt.Sprintf("deletes objects after %v days, which is sooner than before", days),
				`AWS page "Expiring objects"`)
			return &found
		}
	}
	return nil
}

// expirations are the days after which a bucket deletes objects, by what the rule is about.
func expirations(properties map[string]any) map[string]float64 {
	found := map[string]float64{}
	configuration, _ := properties["LifecycleConfiguration"].(map[string]any)
	rules, _ := configuration["Rules"].([]any)
	for _, item := range rules {
		rule, _ := item.(map[string]any)
		if rule["Status"] != "Enabled" {
			continue
		}
		about := setting.Shown(rule["Prefix"]) + setting.Shown(rule["TagFilters"])
		if days, is := number(rule["ExpirationInDays"]); is {
			found["objects "+about] = days
		}
		version, _ := rule["NoncurrentVersionExpiration"].(map[string]any)
		if days, is := number(version["NoncurrentDays"]); is {
			found["versions "+about] = days
		}
	}
	return found
}

func number(value any) (float64, bool) {
	n, is := value.(float64)
	return n, is
}
