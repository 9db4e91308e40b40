package rules

import (
	"strings"

	"beanstalkline/constructs/beanstalk/options"
	"beanstalkline/internal/prop"
)

// workerRules judge the queue of a worker environment, and notifications.
var workerRules = []rule{
	{Rule: Rule{ID: "worker-inactivity-timeout", Severity: SeverityWarning,
		Summary: "InactivityTimeout is below VisibilityTimeout: otherwise a message returns to the queue while " +
			"it is being processed.",
		Doc: guide + "using-features-managing-env-tiers.html"}, scope: standardTiers, check: inOrder(order{
		low: optionName{nsQueue, "InactivityTimeout"}, high: optionName{nsQueue, "VisibilityTimeout"}, strict: true,
		when: func(v *view, _, _ value) bool { return v.tier == options.TierWorker },
	})},
	{Rule: Rule{ID: "notification-endpoint", Severity: SeverityError,
		Summary: "Notification Endpoint has the form that Notification Protocol takes; one that is not an " +
			"email address needs the protocol.",
		Doc: topicsPage}, scope: standardTiers, check: notificationEndpoint},
	{Rule: Rule{ID: "notification-topic-twice", Severity: SeverityWarning,
		Summary: "Notification Topic ARN, which attaches a topic, and Notification Topic Name, which creates " +
			"one, are mutually exclusive.",
		Doc: topicsPage}, scope: standardTiers, check: notificationTopic},
}

func notificationEndpoint(v *view, r *reporter) {
	endpoint, protocol := v.get(nsTopics, "Notification Endpoint"), v.get(nsTopics, "Notification Protocol")
	if !endpoint.set || !endpoint.known {
		return
	}
	if strings.HasPrefix(endpoint.text, "arn:") && strings.Contains(endpoint.text, ":lambda:") {
		r.problem(endpoint, "must be an email address, a web address or the ARN of a queue, got "+prop.Quote(endpoint.text),
			"remove it: Elastic Beanstalk cannot notify a function")
		return
	}
	if !protocol.known {
		return
	}
	form, ok := "", true
	switch strings.ToLower(protocol.text) {
	case "email", "email-json":
		form, ok = "an email address", strings.Contains(endpoint.text, "@")
	case "http", "https":
		prefix := strings.ToLower(protocol.text) + "://"
		form, ok = "an address that starts with "+prefix, strings.HasPrefix(strings.ToLower(endpoint.text), prefix)
	case "sqs":
		form, ok = "the ARN of a queue", strings.HasPrefix(endpoint.text, "arn:") && strings.Contains(endpoint.text, ":sqs:")
	}
	if !ok {
		r.problem(endpoint, "must be "+form+" for Notification Protocol "+protocol.given()+", got "+prop.Quote(endpoint.text),
			"set Notification Protocol to that of the endpoint")
	}
}

func notificationTopic(v *view, r *reporter) {
	arn, name := v.get(nsTopics, "Notification Topic ARN"), v.get(nsTopics, "Notification Topic Name")
	if arn.set && name.set {
		r.problem(name, "must be left out when Notification Topic ARN is set, got "+prop.Quote(name.text),
			"remove one of the two")
	}
}
