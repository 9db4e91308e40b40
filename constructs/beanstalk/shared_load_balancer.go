package beanstalk

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/internal/prop"
)

// SharedLoadBalancer is a place behind a [LoadBalancer] of the app's own, which sends an environment the requests for its
// hosts. LoadBalancer and Hosts are required. The load balancer may be in another stack.
//
// Elastic Beanstalk makes the rules when it creates the environment, and changes none of them later. Whether the load
// balancer is shared, which one it is, its listener, the hosts and the priority are therefore part of the environment's
// logical id: a change makes a new environment, which has the hosts once the old one is deleted. With an EnvironmentName
// or a CnamePrefix the id stays, and Elastic Beanstalk refuses such a change or leaves the rules as they are.
//
// # Not verified on AWS
//
// The option settings follow the AWS page "Configuring a shared Application Load Balancer", and nothing here has run on
// AWS. Compare the rules after the first deployment with what you expect:
//
//	aws elbv2 describe-rules --listener-arn ARN
//
// What is documented or reported, and may surprise:
//   - Elastic Beanstalk adds a rule for the environment's own domain name, and that name to the rule for Hosts, which
//     leaves four conditions. On port 80 it may add the first one too: the name then answers over plain HTTP.
//   - A priority is relative: a new rule comes after all that exist (aws/elastic-beanstalk-roadmap, issue 217), so a host
//     with a wildcard belongs to the environment that is created last.
//   - Rules were reported to be missing, without their hosts or without their target group (issues 170 and 318 there, and
//     aws/aws-elastic-beanstalk-cli, issue 466), mostly where .ebextensions asked for them: those must set none.
//   - Without groups for the load balancer, Elastic Beanstalk adds one that is open to the internet (issue 328): its own
//     groups are always given.
//   - A swap of addresses with another environment (SwapEnvironmentCNAMEs) does not move the rules.
type SharedLoadBalancer struct {
	// LoadBalancer is the load balancer, in the account, region and VPC of the environment. Another one makes a new
	// environment. Required.
	LoadBalancer *LoadBalancer
	// Hosts are the names under which visitors ask for the environment, 1 to 4, each of at most 128 characters with "*" and
	// "?" as wildcards, at most three (AWS page "Configuring a shared Application Load Balancer"). No other environment
	// behind the load balancer may have the same. Other hosts make a new environment. Required.
	Hosts *[]*string
	// Priority is the place of the environment's rule among those of others, 1 to 1000, the lower the earlier; no other
	// environment behind the load balancer may have the same. It matters where a host of one environment is also matched by
	// a wildcard of another. Another priority makes a new environment. Defaults to 1.
	Priority *float64
	// HealthCheckPath is the path that the load balancer requests from the instances, as in [DedicatedLoadBalancer].
	// Defaults to "/".
	HealthCheckPath *string
}

func (*SharedLoadBalancer) loadBalancer() {}

// hostForm is what a host looks like (Elastic Load Balancing, "Host conditions").
var hostForm = regexp.MustCompile(`^[A-Za-z0-9*?-]+(\.[A-Za-z0-9*?-]+)*\.[A-Za-z][A-Za-z0-9-]*$`)

const (
	mostHosts     = 4
	mostHostRules = 100 / 2 // of a load balancer: each environment has one for its hosts and one for its own name
)

// resolve returns the place with the hosts in the form in which they are compared and written.
func (b *SharedLoadBalancer) resolve(problems *prop.Problems) *SharedLoadBalancer {
	resolved := *b
	if problems.Required("LoadBalancer.LoadBalancer", b.LoadBalancer, "use one made by NewLoadBalancer") && b.LoadBalancer.Resource == nil {
		problems.Say("LoadBalancer.LoadBalancer", "", "must be made by NewLoadBalancer, got a &LoadBalancer{} that is not")
	}
	if priority := b.Priority; priority != nil && prop.Unresolved(*priority) {
		problems.MustBe("LoadBalancer.Priority", "known at synthesis, since a change makes a new environment", *priority)
	} else {
		problems.Whole("LoadBalancer.Priority", priority, 1, 1000)
	}
	if problems.Of("LoadBalancer.Priority") {
		resolved.Priority = nil
	}
	validateHealthCheckPath(problems, b.HealthCheckPath)
	hosts := validateHosts(problems, b.Hosts)
	resolved.Hosts = &hosts
	return &resolved
}

func validateHosts(problems *prop.Problems, given *[]*string) (hosts []*string) {
	const field = "LoadBalancer.Hosts"
	if n := len(prop.Or(given, nil)); given == nil {
		problems.Required(field, given, `name one or more, such as "shop.example.com"`)
	} else if n == 0 || n > mostHosts {
		problems.MustBe(field, fmt.Sprintf("one to %d hosts, since a rule has five and Elastic Beanstalk adds one", mostHosts), prop.Words(strconv.Itoa(n)))
		return nil
	}
	first := map[string]int{}
	for i, host := range prop.Or(given, nil) {
		element := fmt.Sprintf("%s[%d]", field, i)
		if validateHost(problems, element, host); problems.Of(element) {
			continue
		}
		lower := strings.ToLower(*host)
		if earlier, repeated := first[lower]; repeated {
			problems.MustBe(element, fmt.Sprintf("different from Hosts[%d]", earlier), *host)
			continue
		}
		first[lower] = i
		hosts = append(hosts, &lower)
	}
	slices.SortFunc(hosts, func(a, b *string) int { return strings.Compare(*a, *b) })
	return hosts
}

func validateHost(problems *prop.Problems, field string, host *string) {
	const allowed = `a host such as "shop.example.com" or "*.example.com", of at most 128 characters and three wildcards`
	sound := func(host string) bool {
		return len(host) <= 128 && hostForm.MatchString(host) && strings.Count(host, "*")+strings.Count(host, "?") <= 3
	}
	switch {
	case host == nil:
		problems.Required(field, host, "remove it")
	case prop.Unresolved(*host):
		problems.MustBe(field, "known at synthesis, since a change makes a new environment", *host)
	case !sound(*host):
		_, bare, isURL := strings.Cut(*host, "://")
		if !isURL {
			bare = *host
		}
		bare, _, _ = strings.Cut(bare, "/")
		bare, _, _ = strings.Cut(bare, ":")
		fix := ""
		if bare = strings.TrimSuffix(bare, "."); sound(bare) {
			fix = "write " + prop.Quote(bare)
		}
		problems.MustBe(field, allowed, *host, fix)
	}
}

func (b *SharedLoadBalancer) priority() float64 { return prop.Or(b.Priority, 1) }

func (b *SharedLoadBalancer) hosts() []string {
	var hosts []string
	for _, host := range prop.Or(b.Hosts, nil) {
		hosts = append(hosts, *host)
	}
	return hosts
}

// shape is what cannot change in an existing environment, as part of a logical id.
func (b *SharedLoadBalancer) shape() string {
	fixed := append([]string{
		*b.LoadBalancer.Node().Addr(), strconv.FormatBool(b.LoadBalancer.internal), b.LoadBalancer.port(), prop.Plain(b.priority()),
	}, b.hosts()...)
	return "SharedLoadBalancer" + strings.ToUpper(digest(4, fixed...))
}

// validateNeighbors compares the hosts and the priority with those of the environments that are there already.
func (b *SharedLoadBalancer) validateNeighbors(problems *prop.Problems) {
	taken := map[float64]bool{}
	for _, other := range b.LoadBalancer.tenants {
		taken[other.priority] = true
	}
	free := 1.0
	for taken[free] {
		free++
	}
	for _, other := range b.LoadBalancer.tenants {
		for _, host := range b.hosts() {
			if slices.Contains(other.hosts, host) {
				problems.MustBe("LoadBalancer.Hosts", "different from those of "+prop.Quote(other.path), host)
			}
		}
		if other.priority == b.priority() {
			problems.MustBe("LoadBalancer.Priority", "different from that of "+prop.Quote(other.path), b.priority(),
				"set Priority to "+prop.Plain(free))
		}
	}
}

// join makes an environment one of those behind the load balancer.
func (b *SharedLoadBalancer) join(environment constructs.Construct) {
	b.LoadBalancer.tenants = append(b.LoadBalancer.tenants, tenant{*environment.Node().Path(), b.hosts(), b.priority()})
}
