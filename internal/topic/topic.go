// Package topic defines the topics that people are told through.
package topic

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awskms"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssns"
	"github.com/aws/aws-cdk-go/awscdk/v2/awssnssubscriptions"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

var emailAddress = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@([A-Za-z0-9]([A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]*[A-Za-z0-9])$`)

// New defines a topic that takes messages only through TLS, with a subscription for each address, and the key that
// encrypts it. The key that AWS manages for Amazon SNS lets no service publish, and its policy cannot be changed.
func New(scope constructs.Construct, emailAddresses *[]*string) (awssns.Topic, awskms.Key) {
	// Nothing is left to decrypt once the topic is gone: it keeps no messages.
	key := awskms.NewKey(scope, jsii.String("Key"), &awskms.KeyProps{
		Description:       jsii.String("Encrypts the messages of " + *scope.Node().Path()),
		EnableKeyRotation: jsii.Bool(true),
		PendingWindow:     awscdk.Duration_Days(jsii.Number(7)),
		RemovalPolicy:     awscdk.RemovalPolicy_DESTROY,
	})
	topic := awssns.NewTopic(scope, jsii.String("Topic"), &awssns.TopicProps{MasterKey: key, EnforceSSL: jsii.Bool(true)})
	for _, address := range prop.Or(emailAddresses, nil) {
		topic.AddSubscription(awssnssubscriptions.NewEmailSubscription(address, nil))
	}
	return topic, key
}

// Validate finds addresses that no mail reaches, and some beside a topic, which has subscriptions of its own.
func Validate(problems *prop.Problems, prefix string, emailAddresses *[]*string, given awssns.ITopic) {
	if given != nil && problems.Required(prefix+"Topic", given, "leave it out for a topic of its own") && len(prop.Or(emailAddresses, nil)) > 0 {
		problems.Say(prefix+"EmailAddresses", "subscribe them to the topic where it is defined", "must be left out beside Topic, got both")
	}
	first := map[string]int{}
	for i, address := range prop.Or(emailAddresses, nil) {
		field := fmt.Sprintf("%sEmailAddresses[%d]", prefix, i)
		if !problems.Required(field, address, "remove it") || prop.Unresolved(*address) {
			continue
		}
		if len(*address) > 254 || !emailAddress.MatchString(*address) {
			problems.MustBe(field, "an e-mail address such as ops@example.com", *address)
			continue
		}
		key := strings.ToLower(*address)
		if earlier, repeated := first[key]; repeated {
			problems.MustBe(field, fmt.Sprintf("different from %sEmailAddresses[%d]", prefix, earlier), *address, "remove one of the two")
			continue
		}
		first[key] = i
	}
}
