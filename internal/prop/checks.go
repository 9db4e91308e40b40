package prop

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Lookalike finds a text that has the look of a token and is none.
func (p *Problems) Lookalike(field, text string) {
	if TokenLike(text) && !Unresolved(text) {
		p.MustBe(field, "text without the marks of the CDK's tokens", textToken.FindString(text))
	}
}

// Required finds a property that must be given and is nil.
func (p *Problems) Required(field string, value any, fix string) bool {
	if IsNil(value) {
		p.Say(field, fix, "must be given, got nil")
		return false
	}
	return true
}

// Whole finds a number that is not whole or out of bounds.
func (p *Problems) Whole(field string, n *float64, least, most float64) {
	if n == nil || Unresolved(*n) {
		return
	}
	if !(*n >= least && *n <= most && *n == math.Trunc(*n)) {
		p.MustBe(field, "a whole number from "+Plain(least)+" to "+Plain(most), *n)
	}
}

// KnownWhole finds a number that is not whole, out of bounds, or not known before the deployment.
func (p *Problems) KnownWhole(field string, n *float64, least, most float64) {
	if n != nil && Unresolved(*n) {
		p.MustBe(field, "known at synthesis", *n)
		return
	}
	p.Whole(field, n, least, most)
}

// Number finds a number that is out of bounds, or none.
func (p *Problems) Number(field string, n *float64, least, most float64) {
	if n == nil || Unresolved(*n) {
		return
	}
	if !(*n >= least && *n <= most) {
		p.MustBe(field, "a number from "+Plain(least)+" to "+Plain(most), *n)
	}
}

// Matches finds a text without the form that allowed describes.
func (p *Problems) Matches(field string, text *string, pattern *regexp.Regexp, allowed string) {
	if text != nil && !Unresolved(*text) && !(pattern.MatchString(*text) && utf8.ValidString(*text)) {
		p.MustBe(field, allowed, *text)
	} else if text != nil {
		p.Lookalike(field, *text)
	}
}

// Description finds a text for people that is too long or does not print.
func (p *Problems) Description(field string, text *string, least, most int) {
	if text == nil || Unresolved(*text) {
		return
	}
	switch n := utf8.RuneCountInString(*text); {
	case n < least || n > most:
		p.MustBe(field, Plain(float64(least))+" to "+Plain(float64(most))+" characters", Words(Plain(float64(n))))
	case !Prints(*text):
		p.MustBe(field, "text without control characters", *text)
	default:
		p.Lookalike(field, *text)
	}
}

// Value finds a text for a program that no template can hold: tabs and line ends are all that need not print. The text may
// be a secret and is not shown.
func (p *Problems) Value(field, text string) {
	if !Unresolved(text) && !Prints(strings.NewReplacer("\t", "", "\n", "", "\r", "").Replace(text)) {
		p.MustBe(field, "text in UTF-8 without control characters", Words("some that is not"))
	}
	p.Lookalike(field, text)
}

// OneOf finds a value that is none of those allowed. An empty one stands for the default.
func (p *Problems) OneOf(field, value string, allowed ...string) {
	if value == "" || slices.Contains(allowed, value) {
		return
	}
	var fix []string
	for _, a := range allowed {
		if strings.EqualFold(strings.NewReplacer("_", "", "-", "").Replace(a), strings.NewReplacer("_", "", "-", "").Replace(value)) {
			fix = append(fix, "write "+Quote(a))
		}
	}
	p.MustBe(field, List(allowed, "or"), value, fix...)
}

// removalPolicies are what may become of data when its stack goes, in the CDK's words. RETAIN keeps it,
// RETAIN_ON_UPDATE_OR_DELETE too, but not what a creation that failed has made; DESTROY deletes it.
var removalPolicies = []string{"RETAIN", "RETAIN_ON_UPDATE_OR_DELETE", "DESTROY"}

// RemovalPolicy finds a removal policy that the constructs do not have.
func (p *Problems) RemovalPolicy(field, policy string) { p.OneOf(field, policy, removalPolicies...) }

// retentions are the numbers of days for which logs can be kept, by Elastic Beanstalk and CloudWatch Logs alike.
var retentions = []float64{1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1827, 3653}

// LogRetention finds a number of days for which logs cannot be kept.
func (p *Problems) LogRetention(field string, days *float64) {
	if days == nil || slices.Contains(retentions, *days) {
		return
	}
	if Unresolved(*days) {
		p.MustBe(field, "known at synthesis", *days)
		return
	}
	words := make([]string, len(retentions))
	next := retentions[len(retentions)-1]
	for i, allowed := range slices.Backward(retentions) {
		words[i] = Plain(allowed)
		if allowed > *days {
			next = allowed
		}
	}
	p.MustBe(field, List(words, "or"), *days, "write "+Plain(next))
}

var arnPattern = regexp.MustCompile(`^arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:[0-9]*:[!-~]+$`)

// Arn finds a text that is not the ARN of a service's resource, such as "acm" and "certificate/".
func (p *Problems) Arn(field string, arn *string, service, resource, example string) {
	if arn == nil || Unresolved(*arn) {
		return
	}
	parts := strings.SplitN(*arn, ":", 6)
	whole := arnPattern.MatchString(*arn) && !TokenLike(*arn)
	if !whole || parts[2] != service || !strings.HasPrefix(parts[5], resource) || parts[5] == resource {
		p.MustBe(field, "an ARN such as "+example, *arn)
	}
}
