package monitoring

import (
	"math"
	"strconv"

	"github.com/aws/aws-cdk-go/awscdk/v2"

	"beanstalkline/constructs/beanstalk"
	"beanstalkline/constructs/beanstalk/options"
)

// sizes is how many instances an environment can have.
type sizes struct {
	single bool     // one instance without a load balancer
	fixed  bool     // always as many
	most   *float64 // nil where it is not known
}

// sizesOf reads an environment's option settings; of one that is not defined here it knows nothing.
func sizesOf(environment beanstalk.IEnvironment) sizes {
	e, own := environment.(*beanstalk.WebEnvironment)
	if !own || e == nil {
		return sizes{}
	}
	kind, _ := e.Settings.Get("aws:elasticbeanstalk:environment", "EnvironmentType")
	least, most := math.Inf(1), math.Inf(-1)
	for _, setting := range e.Settings.All() {
		if setting.Namespace != "aws:autoscaling:asg" && setting.Namespace != options.ScheduledAction {
			continue
		}
		n, err := strconv.ParseFloat(setting.Value, 64)
		switch {
		case setting.Name == "MinSize" && err == nil:
			least = min(least, n)
		case setting.Name == "MaxSize" && err == nil:
			most = max(most, n)
		case setting.Name == "MaxSize" && setting.Namespace == "aws:autoscaling:asg":
			// Whatever deploys the stack knows it.
			return sizes{most: awscdk.Token_AsNumber(awscdk.Tokenization_ReverseCompleteString(&setting.Value))}
		}
	}
	return sizes{single: kind.Value == "SingleInstance", fixed: least == most, most: &most}
}
