package delivery

import (
	"regexp"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/aws-cdk-go/awscdk/v2/awscodeconnections"
	"github.com/aws/constructs-go/constructs/v10"
	"github.com/aws/jsii-runtime-go"

	"beanstalkline/internal/cdk"
	"beanstalkline/internal/prop"
	"beanstalkline/internal/regions"
)

// ConnectionProps are the properties of a [Connection]. ProviderType is required, unless HostArn is given.
type ConnectionProps struct {
	// ProviderType is where the repositories are: GitHub, GitLab or Bitbucket, or on a host of one's own GitHubEnterpriseServer
	// or GitLabSelfManaged, which come with HostArn. Changing it makes another connection, with a handshake of its own.
	ProviderType *string
	// HostArn is the host of GitHubEnterpriseServer or GitLabSelfManaged, which somebody has set up in the console. AWS takes the
	// provider from it, so ProviderType may be left out (AWS page "CreateConnection"). Defaults to none.
	HostArn *string
	// ConnectionName is what the console calls it: 1 to 32 characters, unique in the account. Changing it makes another
	// connection. Defaults to one that is made of the construct's path.
	ConnectionName *string
}

// Connection is a connection to a provider of Git repositories that the app makes. AWS makes it PENDING, and nothing but the
// console completes it (AWS page "Update a pending connection"): until somebody does, each pipeline that uses it fails in its
// stage Source, the first run included, and no push starts one. Then it is AVAILABLE, and the next push starts a run. It is
// deleted with its stack, and another one needs another handshake.
//
// An output, Handshake, says where it is completed.
type Connection struct {
	constructs.Construct
	// Resource is the connection itself.
	Resource awscodeconnections.CfnConnection
	// ConnectionArn is the ARN of the connection.
	ConnectionArn *string
}

var (
	providers  = []string{"GitHub", "GitLab", "Bitbucket", "GitHubEnterpriseServer", "GitLabSelfManaged"}
	hostArn    = regexp.MustCompile(`^arn:[a-z-]+:(codeconnections|codestar-connections):[a-z0-9-]+:[0-9]{12}:host/[A-Za-z0-9/-]+$`)
	selfHosted = map[string]bool{"GitHubEnterpriseServer": true, "GitLabSelfManaged": true}
)

// NewConnection defines
//   - the connection
//   - an output that says where somebody must complete it
//
// It panics with every problem of the properties at once.
func NewConnection(scope constructs.Construct, id *string, props *ConnectionProps) *Connection {
	cdk.Reject("NewConnection", scope, id, props.Validate())
	c := &Connection{}
	cdk.Define("NewConnection", c, scope, id)
	name := props.ConnectionName
	if name == nil {
		name = awscdk.Names_UniqueResourceName(c, &awscdk.UniqueResourceNameOptions{MaxLength: jsii.Number(32), Separator: jsii.String("-")})
	}
	resource := &awscodeconnections.CfnConnectionProps{ConnectionName: name, ProviderType: props.ProviderType}
	if props.HostArn != nil { // AWS takes one of the two
		resource.HostArn, resource.ProviderType = props.HostArn, nil
	}
	c.Resource = awscodeconnections.NewCfnConnection(c, jsii.String("Resource"), resource)
	c.ConnectionArn = c.Resource.AttrConnectionArn()
	region := awscdk.Stack_Of(c).Region()
	awscdk.NewCfnOutput(c, jsii.String("Handshake"), &awscdk.CfnOutputProps{
		Description: jsii.Sprintf("Where somebody must complete the connection %s, once: until then it is PENDING, and starts no pipeline", *name),
		Value:       jsii.Sprintf("https://%s/codesuite/settings/connections?region=%s", regions.Console(*region), *region),
	})
	return c
}

// Source is a repository that the connection reaches, as the source of a pipeline; see [ConnectionSource].
func (c *Connection) Source(repository, branch *string, options ...*ConnectionOptions) Source {
	if c == nil {
		c = &Connection{}
	}
	return ConnectionSource(c.ConnectionArn, repository, branch, options...)
}

// Validate returns every problem of the properties in one error, each a *Problem, or nil. It needs no Node.js.
func (p *ConnectionProps) Validate() error {
	if p == nil {
		p = &ConnectionProps{}
	}
	var problems prop.Problems
	switch {
	case p.ProviderType != nil && prop.Unresolved(*p.ProviderType):
		problems.MustBe("ProviderType", "known at synthesis", *p.ProviderType)
	case p.ProviderType != nil && *p.ProviderType == "":
		problems.MustBe("ProviderType", prop.List(providers, "or"), "")
	case p.ProviderType != nil:
		problems.OneOf("ProviderType", *p.ProviderType, providers...)
	case p.HostArn == nil:
		problems.Required("ProviderType", nil, "write "+prop.List(providers, "or"))
	}
	if provider := prop.Or(p.ProviderType, ""); !problems.Of("ProviderType") && provider != "" && selfHosted[provider] != (p.HostArn != nil) {
		if p.HostArn == nil {
			problems.Say("HostArn", "set up a host in the console, and name it", "must be given for %s, got nil", provider)
		} else {
			problems.Say("HostArn", "leave it out", "must be left out for %s, which has one host for all, got one", provider)
		}
	}
	problems.Matches("HostArn", p.HostArn, hostArn, `the ARN of a host, "arn:aws:codeconnections:REGION:ACCOUNT:host/NAME-ID"`)
	problems.Description("ConnectionName", p.ConnectionName, 1, 32)
	return problems.Err()
}
