package ports

import (
	"strings"

	"beanstalkline/review/assembly"
)

// A member is what security groups are around.
type member struct {
	subject Change
	name    string
	groups  []string
	// own are rules that it has besides.
	own []rule
	// known says that it is known which groups it has.
	known bool
}

// instancesOf is how the name of what is not one thing begins.
const instancesOf = "the instances of "

// lists are where resources name their groups.
var lists = map[string]string{
	"AWS::ElasticLoadBalancingV2::LoadBalancer": "SecurityGroups",
	"AWS::ElasticLoadBalancing::LoadBalancer":   "SecurityGroups",
	"AWS::EC2::Instance":                        "SecurityGroupIds",
	"AWS::EC2::LaunchTemplate":                  "LaunchTemplateData.SecurityGroupIds",
	"AWS::EC2::VPCEndpoint":                     "SecurityGroupIds",
	"AWS::EC2::NetworkInterface":                "GroupSet",
	"AWS::AutoScaling::LaunchConfiguration":     "SecurityGroups",
	"AWS::RDS::DBInstance":                      "VPCSecurityGroups",
	"AWS::RDS::DBCluster":                       "VpcSecurityGroupIds",
	"AWS::RDS::DBProxy":                         "VpcSecurityGroupIds",
	"AWS::DocDB::DBCluster":                     "VpcSecurityGroupIds",
	"AWS::Redshift::Cluster":                    "VpcSecurityGroupIds",
	"AWS::ElastiCache::CacheCluster":            "VpcSecurityGroupIds",
	"AWS::ElastiCache::ReplicationGroup":        "SecurityGroupIds",
	"AWS::EFS::MountTarget":                     "SecurityGroups",
	"AWS::Lambda::Function":                     "VpcConfig.SecurityGroupIds",
	"AWS::ECS::Service":                         "NetworkConfiguration.AwsvpcConfiguration.SecurityGroups",
	"AWS::OpenSearchService::Domain":            "VPCOptions.SecurityGroupIds",
	"AWS::CodeBuild::Project":                   "VpcConfig.SecurityGroupIds",
}

// member is a resource with its groups, if it is of those that have some.
func (r reader) member(id string, resource *assembly.Resource) (m member, is bool) {
	path, is := lists[resource.Type]
	if !is {
		return m, false
	}
	value := any(resource.Properties)
	for name := range strings.SplitSeq(path, ".") {
		fields, _ := value.(map[string]any)
		value = fields[name]
	}
	m.subject, m.name, m.known = r.subject(id, resource), resource.Path(id), true
	for _, name := range r.scope.Texts(value) {
		m.groups = append(m.groups, r.whole(name))
	}
	return m, true
}

func (r reader) subject(id string, resource *assembly.Resource) Change {
	return Change{Resource: resource.Path(id), ID: r.scope.ID(id), Type: resource.Type}
}
