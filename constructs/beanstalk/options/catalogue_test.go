package options_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"beanstalkline/constructs/beanstalk/options"
)

func TestCatalogueIsConsistent(t *testing.T) {
	all := options.Catalogue()
	if !slices.IsSortedFunc(all, func(a, b options.Option) int {
		return strings.Compare(a.Namespace+"\x00"+a.Name, b.Namespace+"\x00"+b.Name)
	}) {
		t.Error("entries must be sorted by namespace and name")
	}
	types := []options.Type{
		options.TypeScalar, options.TypeBoolean, options.TypeInteger, options.TypeNumber, options.TypeList, options.TypeCommaSeparatedList,
		options.TypeKeyValueList, options.TypeJSON, options.TypeDuration, options.TypeTimestamp, options.TypeCron,
	}
	for i, o := range all {
		name := o.Namespace + " " + o.Name
		if i > 0 && o.Namespace == all[i-1].Namespace && o.Name == all[i-1].Name {
			t.Errorf("%s is there twice", name)
		}
		if !slices.Contains(types, o.Type) {
			t.Errorf("%s: type %q", name, o.Type)
		}
		if !strings.HasPrefix(o.Doc(), "https://docs.aws.amazon.com/elasticbeanstalk/") {
			t.Errorf("%s: page %q", name, o.Doc())
		}
		if len(o.Tiers) == 0 || o.Applies == "" {
			t.Errorf("%s applies to nothing", name)
		}
		if (o.Pattern == "") != (o.Form == "") || o.Pattern != "" && !regexp.MustCompile(o.Pattern).MatchString(o.Example) {
			t.Errorf("%s: pattern %q, form %q, example %q", name, o.Pattern, o.Form, o.Example)
		}
		if o.Successor != "" && !o.Obsolete {
			t.Errorf("%s has a successor and is not obsolete", name)
		}
		if namespace, successor, ok := strings.Cut(o.Successor, " "); ok && strings.HasPrefix(namespace, "aws:") {
			if _, known := options.Lookup(namespace, successor); !known {
				t.Errorf("%s: unknown successor %s", name, o.Successor)
			}
		}
		for _, c := range o.Requires {
			other, ok := options.Lookup(c.Namespace, c.Name)
			if !ok || len(c.Values) == 0 || len(other.Allowed) > 0 && !slices.Contains(other.Allowed, c.Values[0]) {
				t.Errorf("%s requires %+v", name, c)
			}
		}
	}
	version := regexp.MustCompile(`^\d+\.\d+\.\d+$`)
	if _, err := time.Parse(time.DateOnly, options.Date()); err != nil || !version.MatchString(options.Version()) {
		t.Errorf("date %q, version %q", options.Date(), options.Version())
	}
	for _, b := range options.Branches() {
		_, err := time.Parse(time.DateOnly, b.Retires)
		if b.Retires != "" && err != nil || b.Family == "" || b.System() == "" {
			t.Errorf("branch %+v", b)
		}
	}
}

func TestLookup(t *testing.T) {
	for _, c := range []struct {
		namespace, name string
		want            string // the entry's namespace and name
	}{
		{"aws:autoscaling:asg", "MinSize", "aws:autoscaling:asg MinSize"},
		{"aws:elbv2:listener:443", "Protocol", "aws:elbv2:listener:listener_port Protocol"},
		{"aws:elbv2:listener:default", "Protocol", "aws:elbv2:listener:default Protocol"},
		{"aws:elb:listener:8080", "InstancePort", "aws:elb:listener:listener_port InstancePort"},
		{"aws:elb:policies:sticky", "CookieName", "aws:elb:policies:policy_name CookieName"},
		{"aws:elbv2:listenerrule:admin", "Priority", "aws:elbv2:listenerrule:rule_name Priority"},
		{"aws:elasticbeanstalk:environment:process:api", "Port", "aws:elasticbeanstalk:environment:process:process_name Port"},
		{"aws:elasticbeanstalk:container:custom:mine", "Any", "aws:elasticbeanstalk:container:custom:section *"},
		{"aws:elasticbeanstalk:application:environment", "STAGE", "aws:elasticbeanstalk:application:environment *"},
		{"aws:elasticbeanstalk:application:environment", "RACK_ENV", "aws:elasticbeanstalk:application:environment RACK_ENV"},
		{"aws:autoscaling:asg", "minsize", ""},
		{"aws:autoscaling:asg", "*", ""},
		{"aws:autoscaling:asg", "", ""},
		{"aws:elasticbeanstalk:application:environment", "", ""},
		{"aws:elbv2:listener:0", "Protocol", ""},
		{"aws:elbv2:listener:65536", "Protocol", ""},
		{"aws:elbv2:listener:https", "Protocol", ""},
		{"aws:elbv2:listener:", "Protocol", ""},
		{"aws:elbv2:listenerrule:a:b", "Priority", ""},
		{"", "", ""},
	} {
		o, ok := options.Lookup(c.namespace, c.name)
		got := ""
		if ok {
			got = o.Namespace + " " + o.Name
		}
		if got != c.want {
			t.Errorf("Lookup(%q, %q): got %q, want %q", c.namespace, c.name, got, c.want)
		}
	}
}
