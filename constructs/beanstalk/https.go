package beanstalk

import (
	"fmt"
	"strconv"
	"strings"

	"beanstalkline/internal/prop"
)

// says reports whether the caller's option settings name an option; without a name, whether they name any of a namespace.
func (r *resolved) says(namespace, name string) bool {
	for _, o := range r.props.Options {
		if o.Namespace == namespace && (name == "" || o.Name == name) {
			return true
		}
	}
	return false
}

// turnsOff reports whether the caller's option settings turn a listener off.
func (r *resolved) turnsOff(listener string) bool {
	return strings.EqualFold(r.said(listener, "ListenerEnabled", ""), "false")
}

// turnsOffHTTP reports whether they turn off the listener on port 80, under either of its names.
func (r *resolved) turnsOffHTTP() bool { return r.turnsOff(httpListener) || r.turnsOff(httpByNumber) }

// forbidsHTTPS reports whether the caller's option settings leave no HTTPS on port 443.
func (r *resolved) forbidsHTTPS() bool {
	return r.turnsOff(httpsListener) || !strings.EqualFold(r.said(httpsListener, "Protocol", "HTTPS"), "HTTPS")
}

// encrypts reports whether the construct defines the listener for HTTPS: there is a certificate, or a domain that has one
// or gets one.
func (r *resolved) encrypts() bool {
	b, d := r.balancer, r.props.Domain
	if b == nil || d == nil || b.CertificateArn != nil {
		return b != nil && b.CertificateArn != nil
	}
	return !r.forbidsHTTPS() && (d.HostedZoneId != nil || r.says(httpsListener, "SSLCertificateArns"))
}

// makesCertificate reports whether the domain gets a certificate of its own, because nobody gives another.
func (r *resolved) makesCertificate() bool {
	return r.encrypts() && r.balancer.CertificateArn == nil && !r.says(httpsListener, "SSLCertificateArns")
}

// certified reports whether the load balancer has a certificate, whoever has said so.
func (r *resolved) certified() bool {
	return r.encrypts() || r.balancer != nil && r.says(httpsListener, "SSLCertificateArns")
}

// opensHTTP reports whether the listener on port 80 is on by default: for a redirect, and where port 443 has no HTTPS to take
// its place.
func (r *resolved) opensHTTP() bool {
	return !r.turnsOffHTTP() && (!r.encrypts() || r.forbidsHTTPS() || r.redirects())
}

// url is the address of the domain.
func (r *resolved) url() *string {
	scheme := "http://"
	if r.certified() && !r.forbidsHTTPS() {
		scheme = "https://"
	}
	return new(scheme + *r.props.Domain.Name)
}

// redirects reports whether visitors who come by HTTP are sent to HTTPS. The default gives way to what makes it impossible.
func (r *resolved) redirects() bool {
	hindrance, _ := r.redirectHindrance()
	return prop.Or(r.balancer.RedirectHttp, r.props.Domain != nil && hindrance == "")
}

// redirectHindrance is what keeps the proxy of the instances from redirecting, and what to do about it. It is empty if
// nothing does.
func (r *resolved) redirectHindrance() (hindrance, fix string) {
	proxy := r.said("aws:elasticbeanstalk:environment:proxy", "ProxyServer", "nginx")
	platform := string(r.platform)
	switch {
	case !r.certified():
		return "without a certificate", "set CertificateArn, or give a Domain with a HostedZoneId"
	case r.forbidsHTTPS():
		return "while the listener on port 443 has no HTTPS", "leave out ListenerEnabled and Protocol of " + httpsListener
	case r.turnsOffHTTP():
		return "while the listener on port 80 is off", "leave out ListenerEnabled of " + httpListener + " and " + httpByNumber
	case r.port != 80:
		return fmt.Sprintf("with InstancePort %d, since the proxy that redirects is on port 80", r.port), "leave InstancePort out"
	case !strings.EqualFold(proxy, "nginx"):
		return "with ProxyServer " + prop.Quote(proxy) + ", since it is nginx that redirects", "leave ProxyServer out"
	case strings.Contains(platform, "Windows Server"), strings.Contains(platform, "ECS running"):
		return "with this platform, whose instances have no nginx", "redirect in the app"
	}
	return "", ""
}

// validateHTTPS finds where a name, a certificate and a redirect do not go together.
func (r *resolved) validateHTTPS(problems *prop.Problems) {
	r.validateRedirectVariable(problems)
	if r.shared != nil && r.props.Domain != nil {
		problems.Say("Domain", "name it in Hosts of LoadBalancer, and make an alias record to the Resource of the load balancer",
			"must be left out behind a load balancer of the app's own")
		r.props.Domain = nil
	}
	if r.balancer == nil {
		return
	}
	hindrance, fix := r.redirectHindrance()
	if prop.Or(r.balancer.RedirectHttp, false) && hindrance != "" {
		problems.Say("LoadBalancer.RedirectHttp", fix, "must be false %s, got true", hindrance)
	}
	domain := r.props.Domain
	switch {
	case domain == nil || problems.Within("Domain"):
	case !r.certified() && !r.forbidsHTTPS():
		problems.Say("LoadBalancer.CertificateArn", "name a certificate for "+prop.Quote(*domain.Name)+", or set Domain.HostedZoneId",
			"must be given with a Domain that has no HostedZoneId, got nil")
	case r.makesCertificate() && len(*domain.Name) > longestCertifiedName:
		problems.MustBe("Domain.Name", fmt.Sprintf("at most %d characters where a certificate is made for it", longestCertifiedName),
			prop.Words(strconv.Itoa(len(*domain.Name))), "set LoadBalancer.CertificateArn")
	}
}

// validateRedirectVariable finds the environment property of the redirect where the caller has set it: by itself it opens
// no port, and without a certificate it leads nowhere.
func (r *resolved) validateRedirectVariable(problems *prop.Problems) {
	fix := "set RedirectHttp of LoadBalancer instead"
	if r.shared != nil {
		fix = "give NewLoadBalancer a certificate, with which it redirects itself"
	} else if r.group == nil {
		fix = "put the instances behind a load balancer, which has HTTPS"
	}
	refuse := func(field string) {
		problems.Say(field+"["+prop.Quote(redirectVariable)+"]", fix, "must be left out, since more than the variable depends on it")
	}
	if _, is := prop.Or(r.props.EnvironmentVariables, nil)[redirectVariable]; is {
		refuse("EnvironmentVariables")
	}
	if _, is := prop.Or(r.props.Secrets, nil)[redirectVariable]; is {
		refuse("Secrets")
	}
}

// redirectTables tell the instances whether they redirect. They tell it wherever HTTPS is in question: an instance would
// go on redirecting if the template only stopped mentioning it.
func (r *resolved) redirectTables() []table {
	b := r.balancer
	if b == nil || !r.certified() && !r.says(httpsListener, "") && b.RedirectHttp == nil {
		return nil
	}
	var given *string
	if b.RedirectHttp != nil {
		given = new(strconv.FormatBool(*b.RedirectHttp))
	}
	return []table{{variablesNamespace, []row{
		{name: redirectVariable, otherwise: strconv.FormatBool(r.redirects()), field: "LoadBalancer.RedirectHttp", given: given},
	}}}
}
