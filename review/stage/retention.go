package stage

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"beanstalkline/review/setting"
	"beanstalkline/review/verdict"
	"beanstalkline/review/words"
)

// retention says which property of a type says how long it holds something, and for how long it does without: for ever if
// that is 0 (AWS pages of the types).
var retention = map[string]struct {
	property, unit string
	without        float64
}{
	"AWS::Logs::LogGroup":  {"RetentionInDays", "days", 0},
	"Custom::LogRetention": {"RetentionInDays", "days", 0},
	"AWS::SQS::Queue":      {"MessageRetentionPeriod", "seconds", 345600},
	"AWS::RDS::DBInstance": {"BackupRetentionPeriod", "days", 1},
	"AWS::RDS::DBCluster":  {"BackupRetentionPeriod", "days", 1},
	"AWS::Kinesis::Stream": {"RetentionPeriodHours", "hours", 24},
	"AWS::Events::Archive": {"RetentionDays", "days", 0},
}

// shortened finds a resource that keeps what it holds for a shorter time than before, or may do so, or nil.
func (r *resource) shortened() *verdict.Finding {
	if r.is.Type == "AWS::S3::Bucket" {
		return r.expiring()
	}
	about, is := retention[r.is.Type]
	if !is || setting.Shown(r.was.Properties[about.property]) == setting.Shown(r.is.Properties[about.property]) {
		return nil
	}
	period := func(properties map[string]any) (time float64, known bool) {
		value, is := properties[about.property]
		if time, known = number(value); !is || known && time == 0 && about.without == 0 {
			time, known = about.without, true
			if time == 0 {
				time = math.Inf(1)
			}
		}
		return time, known
	}
	was, had := period(r.was.Properties)
	now, has := period(r.is.Properties)
	var found verdict.Finding
	switch {
	case !had || !has:
		if math.IsInf(now, 1) && has {
			return nil
		}
		found = r.finding(verdict.NoInterruption, true, "keeps what it holds for another time, which may be shorter: "+
			words.Of(r.is, r.is.Properties[about.property]), "")
	case now < was:
		found = r.finding(verdict.DataLost, false, fmt.Sprintf("keeps what it holds for %v %s only, and what is older is deleted", now, about.unit), "")
	default:
		return nil
	}
	return &found
}

// An expiration is a rule of a bucket by which objects, or their older versions, are deleted after some days.
type expiration struct {
	what   string
	prefix string
	tags   []string
	days   float64
}

// covers reports whether a rule deletes whatever another deletes, and not later.
func (e expiration) covers(other expiration) bool {
	for _, tag := range e.tags {
		if !slices.Contains(other.tags, tag) {
			return false
		}
	}
	return e.what == other.what && strings.HasPrefix(other.prefix, e.prefix) && e.days <= other.days
}

// expiring finds a rule of a bucket that deletes objects which none has deleted as soon before, or that may.
func (r *resource) expiring() *verdict.Finding {
	before, _ := expirations(r.was.Properties)
	after, known := expirations(r.is.Properties)
	const page = `AWS page "Expiring objects"`
	for _, rule := range after {
		if !slices.ContainsFunc(before, func(old expiration) bool { return old.covers(rule) }) {
			found := r.finding(verdict.DataLost, false, fmt.Sprintf("deletes %s after %v days, which is sooner than before", rule.what, rule.days), page)
			return &found
		}
	}
	const configuration = "LifecycleConfiguration"
	if !known && setting.Shown(r.was.Properties[configuration]) != setting.Shown(r.is.Properties[configuration]) {
		found := r.finding(verdict.NoInterruption, true, "deletes objects by rules that cannot be read here", page)
		return &found
	}
	return nil
}

// expirations are the rules of a bucket that delete something, and whether all of them can be read.
func expirations(properties map[string]any) (found []expiration, known bool) {
	configuration, known := properties["LifecycleConfiguration"].(map[string]any)
	rules, are := configuration["Rules"].([]any)
	known = known && are || properties["LifecycleConfiguration"] == nil
	for _, item := range rules {
		rule, _ := item.(map[string]any)
		if rule["Status"] == "Disabled" {
			continue
		}
		e := expiration{prefix: setting.Shown(rule["Prefix"])}
		for _, limit := range []string{"ObjectSizeGreaterThan", "ObjectSizeLessThan"} {
			if value := rule[limit]; value != nil {
				e.tags = append(e.tags, limit+setting.Shown(value))
			}
		}
		tags, _ := rule["TagFilters"].([]any)
		for _, tag := range tags {
			e.tags = append(e.tags, setting.Shown(tag))
		}
		_, text := rule["Prefix"].(string)
		version, _ := rule["NoncurrentVersionExpiration"].(map[string]any)
		known = known && rule["Status"] == "Enabled" && (text || rule["Prefix"] == nil) && rule["ExpirationDate"] == nil
		for _, deletes := range []struct {
			what string
			days any
		}{
			{"objects", rule["ExpirationInDays"]}, {"versions", version["NoncurrentDays"]}, {"versions", rule["NoncurrentVersionExpirationInDays"]},
		} {
			days, is := number(deletes.days)
			known = known && (is || deletes.days == nil)
			if is && rule["Status"] == "Enabled" {
				e.what, e.days = deletes.what, days
				found = append(found, e)
			}
		}
	}
	return found, known
}

// number is a value that a template has as a number or as a text.
func number(value any) (float64, bool) {
	if text, is := value.(string); is {
		n, err := strconv.ParseFloat(text, 64)
		return n, err == nil
	}
	n, is := value.(float64)
	return n, is
}
