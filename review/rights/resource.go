package rights

import (
	"maps"
	"slices"
	"strings"

	"beanstalkline/review/assembly"
)

// A place is where a resource's policy is: the property, and that which names the resources; none for the resource itself.
type place struct{ policy, of string }

// inside reports whether the policy is a property of the resource itself.
func (p place) inside() bool { return p.policy != "" && p.of == "" }

var places = map[string]place{
	"AWS::S3::BucketPolicy":               {"PolicyDocument", "Bucket"},
	"AWS::S3::AccessPoint":                {"Policy", ""},
	"AWS::KMS::Key":                       {"KeyPolicy", ""},
	"AWS::KMS::ReplicaKey":                {"KeyPolicy", ""},
	"AWS::SNS::TopicPolicy":               {"PolicyDocument", "Topics"},
	"AWS::SNS::TopicInlinePolicy":         {"PolicyDocument", "TopicArn"},
	"AWS::SQS::QueuePolicy":               {"PolicyDocument", "Queues"},
	"AWS::SQS::QueueInlinePolicy":         {"PolicyDocument", "Queue"},
	"AWS::ECR::Repository":                {"RepositoryPolicyText", ""},
	"AWS::ECR::PublicRepository":          {"RepositoryPolicyText", ""},
	"AWS::ECR::RegistryPolicy":            {"PolicyText", ""},
	"AWS::SecretsManager::ResourcePolicy": {"ResourcePolicy", "SecretId"},
	"AWS::EFS::FileSystem":                {"FileSystemPolicy", ""},
	endpoint:                              {"PolicyDocument", ""},
	"AWS::Events::EventBusPolicy":         {"Statement", "EventBusName"},
	"AWS::Backup::BackupVault":            {"AccessPolicy", ""},
	"AWS::Logs::ResourcePolicy":           {"PolicyDocument", ""},
	"AWS::OpenSearchService::Domain":      {"AccessPolicies", ""},
	"AWS::Elasticsearch::Domain":          {"AccessPolicies", ""},
	"AWS::ApiGateway::RestApi":            {"Policy", ""},
	"AWS::Kinesis::ResourcePolicy":        {"ResourcePolicy", "ResourceArn"},
	"AWS::CodeArtifact::Domain":           {"PermissionsPolicyDocument", ""},
	"AWS::CodeArtifact::Repository":       {"PermissionsPolicyDocument", ""},
	"AWS::S3::Bucket":                     {"", ""},
	"AWS::Lambda::Permission":             {"", "FunctionName"},
	"AWS::Lambda::LayerVersionPermission": {"", "LayerVersionArn"},
}

const endpoint = "AWS::EC2::VPCEndpoint"

// guarded are the resources with policies of a stack, by name.
func guarded(r reader) map[string]*subject {
	r.ofResource = true
	subjects := map[string]*subject{}
	for _, id := range slices.Sorted(maps.Keys(r.scope.Resources())) {
		resource := r.scope.Resources()[id]
		at, is := places[resource.Type]
		if !is {
			continue
		}
		targets := []string{r.scope.Name(id)}
		if at.of != "" {
			targets = r.scope.Texts(resource.Properties[at.of])
		}
		for _, target := range targets {
			s := r.target(subjects, target)
			if s.is == nil && at.of == "" {
				s.is = resource
			}
			r.of(resource).guard(s, resource, at)
		}
	}
	maps.DeleteFunc(subjects, func(_ string, s *subject) bool {
		return len(s.does.allow)+len(s.does.deny)+len(s.does.odd)+len(s.settings) == 0
	})
	return subjects
}

// target is the resource of a name or an ARN.
func (r reader) target(subjects map[string]*subject, name string) *subject {
	id, _ := r.scope.Referred(name)
	if id != "" {
		name = r.scope.Name(id)
	}
	if subjects[name] == nil {
		subjects[name] = &subject{id: id, name: name, guarded: true, is: r.scope.Latest(id)}
	}
	return subjects[name]
}

// guard adds what a resource says about who may use another.
func (r reader) guard(s *subject, resource *assembly.Resource, at place) {
	properties := resource.Properties
	switch resource.Type {
	case "AWS::Lambda::Permission", "AWS::Lambda::LayerVersionPermission":
		r.statements(&s.does, permission(properties), r.when)
	case "AWS::S3::Bucket":
		s.settings = r.bucket(properties)
	case "AWS::Events::EventBusPolicy":
		r.statements(&s.does, properties["Statement"], r.when)
	case endpoint:
		if properties["PolicyDocument"] == nil {
			s.does.allow = append(s.does.allow, everything) // AWS page "Control access to VPC endpoints using endpoint policies"
		}
		r.read(&s.does, properties["PolicyDocument"])
	default:
		if at.policy != "" {
			r.read(&s.does, properties[at.policy])
		}
	}
}

// permission is a permission of Lambda as the statement that it becomes (AWS page "Viewing resource-based IAM policies in
// Lambda").
func permission(properties map[string]any) map[string]any {
	statement := map[string]any{"Effect": "Allow", "Action": properties["Action"], "Resource": "*"}
	who := properties["Principal"]
	kind := "AWS"
	if service, is := who.(string); is && strings.Contains(service, ".") && !strings.HasPrefix(service, "arn:") {
		kind = "Service"
	}
	statement["Principal"] = map[string]any{kind: who}
	conditions := map[string]any{}
	for field, condition := range map[string][2]string{
		"SourceArn": {"ArnLike", "AWS:SourceArn"}, "SourceAccount": {"StringEquals", "AWS:SourceAccount"},
		"PrincipalOrgID": {"StringEquals", "aws:PrincipalOrgID"}, "OrganizationId": {"StringEquals", "aws:PrincipalOrgID"},
		"FunctionUrlAuthType": {"StringEquals", "lambda:FunctionUrlAuthType"}, "EventSourceToken": {"StringEquals", "lambda:EventSourceToken"},
	} {
		if value := properties[field]; value != nil {
			keys, _ := conditions[condition[0]].(map[string]any)
			if keys == nil {
				keys = map[string]any{}
				conditions[condition[0]] = keys
			}
			keys[condition[1]] = value
		}
	}
	statement["Condition"] = conditions
	return statement
}

// bucket is what opens a bucket besides its policy (AWS page "Blocking public access to your Amazon S3 storage").
func (r reader) bucket(properties map[string]any) (open []string) {
	block, has := properties["PublicAccessBlockConfiguration"].(map[string]any)
	for _, name := range []string{"BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"} {
		if value := r.scope.Text(block[name]); has && value != "true" {
			open = append(open, "leaves "+name+" off")
		}
	}
	if acl := r.scope.Text(properties["AccessControl"]); acl != "" && acl != "Private" {
		open = append(open, "has the ACL "+r.scope.Shown(acl))
	}
	return open
}
