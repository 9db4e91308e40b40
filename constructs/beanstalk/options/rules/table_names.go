package rules

import (
	"regexp"
	"strconv"
	"unicode/utf8"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// nameRules judge the names and the texts of Beanstalk's resources.
var nameRules = []rule{
	{Rule: Rule{ID: "environment-name", Severity: SeverityError,
		Summary: "EnvironmentName has 4 to 40 letters, digits and hyphens, none of the latter at an end.",
		Doc:     api + "API_CreateEnvironment.html"}, scope: everyResource, check: names(
		text{options.TypeEnvironment, "EnvironmentName", 4, 40, environmentName, "letters, digits and hyphens, none of them at an end"},
	)},
	{Rule: Rule{ID: "cname-prefix", Severity: SeverityError,
		Summary: "CNAMEPrefix has 4 to 63 characters. That they are letters, digits and hyphens is a warning, since only the " +
			"rules of DNS say so.",
		Doc: api + "API_CreateEnvironment.html"}, scope: everyResource, check: cnamePrefix},
	{Rule: Rule{ID: "cname-prefix-of-worker", Severity: SeverityError, Basis: BasisReport,
		Summary: "A worker environment has no CNAMEPrefix: AWS answers \"Environment does not support a cname\".",
		Doc:     api + "API_CreateEnvironment.html"}, check: cnameOfWorker},
	{Rule: Rule{ID: "application-name", Severity: SeverityError,
		Summary: "ApplicationName has 1 to 100 characters and no slash.",
		Doc:     api + "API_CreateApplication.html"}, scope: everyResource, check: names(
		applicationNames(noSlash, "no slash")...)},
	{Rule: Rule{ID: "application-name-characters", Severity: SeverityError, Basis: BasisReport,
		Summary: "ApplicationName has letters, digits, spaces and \" ' _ . , + - [ ] ( ) \\ only; AWS names them when it " +
			"refuses others.",
		Doc: api + "API_CreateApplication.html"}, scope: everyResource, check: names(
		applicationNames(applicationName, `letters, digits, spaces and " ' _ . , + - [ ] ( ) \ only`)...)},
	{Rule: Rule{ID: "text-too-long", Severity: SeverityError,
		Summary: "Description has at most 200 characters, VersionLabel and TemplateName 1 to 100, OperationsRole 1 to 256, and " +
			"a source bundle's S3Bucket at most 255 and S3Key 1024.",
		Doc: api + "API_Operations.html"}, scope: everyResource, check: names(
		text{options.TypeApplication, "Description", 0, 200, nil, ""},
		text{options.TypeEnvironment, "Description", 0, 200, nil, ""},
		text{options.TypeApplicationVersion, "Description", 0, 200, nil, ""},
		text{options.TypeConfigurationTemplate, "Description", 0, 200, nil, ""},
		text{options.TypeEnvironment, "VersionLabel", 1, 100, nil, ""},
		text{options.TypeEnvironment, "TemplateName", 1, 100, nil, ""},
		text{options.TypeEnvironment, "OperationsRole", 1, 256, nil, ""},
		text{options.TypeConfigurationTemplate, "SourceConfiguration.TemplateName", 1, 100, nil, ""},
		text{options.TypeApplicationVersion, "SourceBundle.S3Bucket", 1, 255, nil, ""},
		text{options.TypeApplicationVersion, "SourceBundle.S3Key", 1, 1024, nil, ""},
	)},
}

var (
	environmentName = regexp.MustCompile(`^[A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?$`)
	noSlash         = regexp.MustCompile(`^[^/]*$`)
	// What has a slash or a wrong length is told apart.
	applicationName = regexp.MustCompile(`^[A-Za-z0-9\s"'_.,+\-\[\]()\\/]*$`)
)

// text is a property with the number of characters that it may have, and their form.
type text struct {
	kind, path  string
	least, most int
	form        *regexp.Regexp // nil: any
	words       string         // what form demands
}

func (t text) fix() string {
	switch t.form {
	case environmentName:
		return `write it as in "shop-prod"`
	case applicationName:
		return `write it as in "Shop (web)"`
	}
	return "remove it"
}

// applicationNames are the properties that name an application.
func applicationNames(form *regexp.Regexp, words string) []text {
	var all []text
	for _, kind := range []string{
		options.TypeApplication, options.TypeEnvironment, options.TypeApplicationVersion, options.TypeConfigurationTemplate,
	} {
		all = append(all, text{kind, "ApplicationName", 1, 100, form, words})
	}
	return all
}

// names judges texts.
func names(all ...text) check {
	return func(v *view, r *reporter) {
		for _, t := range all {
			p := v.resource(t.kind).at(t.path)
			given, known := p.text()
			n := utf8.RuneCountInString(given)
			size := strconv.Itoa(t.least) + " to " + strconv.Itoa(t.most)
			if t.least == 0 {
				size = "at most " + strconv.Itoa(t.most)
			}
			switch {
			case !known || p.missing():
			case n < t.least || n > t.most:
				r.property(p, "must have "+size+" characters, got "+strconv.Itoa(n), "write "+size)
			case t.form != nil && !t.form.MatchString(given):
				r.property(p, "must have "+t.words+", got "+prop.Quote(given), t.fix())
			}
		}
	}
}

func cnamePrefix(v *view, r *reporter) {
	names(text{options.TypeEnvironment, "CNAMEPrefix", 4, 63, nil, ""})(v, r)
	if p := v.resource(options.TypeEnvironment).in("CNAMEPrefix"); len(r.found) == 0 {
		if given, known := p.text(); known && !environmentName.MatchString(given) {
			r.rule.Severity = SeverityWarning
			r.property(p, "must have letters, digits and hyphens, none of them at an end, got "+prop.Quote(given), `write it as in "shop-prod"`)
		}
	}
}

func cnameOfWorker(v *view, r *reporter) {
	p := v.resource(options.TypeEnvironment).in("CNAMEPrefix")
	if v.tier == options.TierWorker && !p.missing() {
		r.property(p, "must be left out of a worker environment, which has no domain name", "remove it")
	}
}
