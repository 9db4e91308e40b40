package delivery

import (
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodeconnections"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodepipeline"
	"github.com/aws/aws-cdk-go/awscdk/v2/awsiam"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/prop"
)

// newConnectionSource makes its connection beside the action.
type newConnectionSource struct {
	props *ConnectionProps
	connectionSource
}

var (
	_ Source  = newConnectionSource{}
	_ Starter = newConnectionSource{}
	_ cloned  = newConnectionSource{}
)

// NewConnectionSource is a [ConnectionSource] through a [Connection] that each pipeline with this source makes for itself, for
// where nothing has a scope yet. Somebody must complete each of them once, in the console. For one connection for several
// pipelines, use [NewConnection] and its Source.
func NewConnectionSource(props *ConnectionProps, repository, branch *string, options ...*ConnectionOptions) Source {
	return newConnectionSource{props, connectionSource{nil, repository, branch, once(options)}}
}

func (s newConnectionSource) Validate() error {
	var problems prop.Problems
	problems.Add(s.props.Validate())
	problems.Add(prop.Without(s.connectionSource.Validate(), "connection of Source"))
	return problems.Err()
}

func (s newConnectionSource) Action(options *SourceActionOptions) awscodepipeline.IAction {
	s.arn = NewConnection(options.Scope, jsii.String("Connection"), s.props).ConnectionArn
	return s.connectionSource.Action(options)
}

func (s newConnectionSource) letClone(pipeline constructs.Construct, build awsiam.Role, denies awsiam.Policy) {
	made := pipeline.Node().FindChild(jsii.String("Connection")).Node().DefaultChild()
	s.arn = made.(awscodeconnections.CfnConnection).AttrConnectionArn()
	s.connectionSource.letClone(pipeline, build, denies)
}
