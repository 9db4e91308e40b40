package beanstalk

import (
	"regexp"
	"strings"
	"unicode"

	"beanstalkline/internal/prop"
)

// Domain is the name under which visitors reach an environment. Route 53 and certificates cannot be tried without AWS:
// tests hold what the template says.
//
// Behind a load balancer, a Domain with a hosted zone is all that HTTPS takes: a certificate that the zone validates, a
// listener on port 443, a redirect from port 80 ([DedicatedLoadBalancer.RedirectHttp]), and the record. The deployment
// waits for the certificate, for ever if the zone is not the one that the name's registrar points to.
//
// Behind a [SharedLoadBalancer] it is refused: the record leads to the load balancer, and the certificate is there.
//
// A single instance gets the record and no HTTPS: a certificate of AWS Certificate Manager works on a load balancer, and
// not on an instance (AWS page "Configuring HTTPS for your Elastic Beanstalk environment").
type Domain struct {
	// Name is the host's full name in lower case, such as shop.example.com. One that is certified here has at most 64
	// characters, as AWS Certificate Manager requires. Required.
	Name *string
	// HostedZoneId is the id of the public hosted zone of Route 53, in the environment's account, that Name is in, such as
	// Z0123456789ABCDEFGHIJ. Regions for which the CDK knows no zone of Elastic Beanstalk's are refused (AWS page "AWS Elastic
	// Beanstalk endpoints and quotas"); where the region is known only on deployment, it fails there.
	// CloudFormation makes the record only if there is none of that name: delete yours, or that of another environment or
	// of a load balancer of the app's own, in a deployment of its own first (aws/aws-cdk, issue 12564).
	//
	// Defaults to none: then an output of the stack says which record to make (at the top of a zone, where DNS allows no
	// CNAME, an alias to the same name), and a load balancer needs a CertificateArn. Change that record when the output
	// changes, and delete it before the environment, or whoever takes its prefix next gets the visitors (AWS page
	// "Terminate an Elastic Beanstalk environment").
	HostedZoneId *string
}

const (
	longestPrefix        = 63
	longestCertifiedName = 64
)

var (
	hostName     = regexp.MustCompile(`^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$`)
	hostedZoneID = regexp.MustCompile(`^Z[A-Z0-9]{1,31}$`)
	aroundHost   = regexp.MustCompile(`^[a-z]+://|[:/?#].*$|\.+$`)
	amazonsNames = regexp.MustCompile(`(^|\.)(elasticbeanstalk\.com|amazonaws\.com|amazonaws\.com\.cn)$`)
)

// sharesRecord reports whether another domain would define the same record.
func (d *Domain) sharesRecord(other *Domain) bool {
	return d != nil && d.HostedZoneId != nil && *d.HostedZoneId == *other.HostedZoneId && *d.Name == *other.Name
}

// validate finds what is no name of a host, or no id of a zone.
func (d *Domain) validate(problems *prop.Problems) {
	if d == nil {
		return
	}
	if problems.Required("Domain.Name", d.Name, "") {
		d.validateName(problems, *d.Name)
	}
	if id := d.HostedZoneId; id != nil && !prop.Unresolved(*id) && !hostedZoneID.MatchString(*id) {
		var fix []string
		if meant := strings.ToUpper((*id)[strings.LastIndex(*id, "/")+1:]); hostedZoneID.MatchString(meant) {
			fix = append(fix, "write "+prop.Quote(meant))
		} else if strings.Contains(*id, ".") {
			fix = append(fix, "`aws route53 list-hosted-zones` shows the id of each name")
		}
		problems.MustBe("Domain.HostedZoneId", "the id of a hosted zone, such as Z0123456789ABCDEFGHIJ", *id, fix...)
	}
}

func (d *Domain) validateName(problems *prop.Problems, name string) {
	const field = "Domain.Name"
	switch {
	case prop.Unresolved(name):
		problems.Say(field, "", "must be known at synthesis, where the environment's own name is made of it, got a token")
	case amazonsNames.MatchString(strings.ToLower(name)):
		problems.MustBe(field, "a name of your own", name, "set CnamePrefix for a name of Elastic Beanstalk's")
	case len(name) > 253 || !hostName.MatchString(name):
		var fix []string
		meant := aroundHost.ReplaceAllString(aroundHost.ReplaceAllString(strings.ToLower(strings.TrimSpace(name)), ""), "")
		if hostName.MatchString(meant) && len(meant) <= 253 {
			fix = append(fix, "write "+prop.Quote(meant))
		} else if strings.Contains(name, "*") {
			fix = append(fix, "name one host of it")
		} else if strings.ContainsFunc(name, func(r rune) bool { return r > unicode.MaxASCII }) {
			fix = append(fix, "write it in Punycode, with xn-- before each label that needs it")
		}
		problems.MustBe(field, "the full name of a host in lower case, such as shop.example.com", name, fix...)
	}
}
