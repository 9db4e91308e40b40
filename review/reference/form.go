package reference

import "strings"

// forms are the ARNs of resources after the partition (AWS page "Actions, resources, and condition keys for AWS services").
// NAME is what Ref yields.
var forms = map[string]string{
	"AWS::S3::Bucket":               "s3:::NAME",
	"AWS::IAM::Role":                "iam::ACCOUNT:role/NAME",
	"AWS::IAM::User":                "iam::ACCOUNT:user/NAME",
	"AWS::IAM::Group":               "iam::ACCOUNT:group/NAME",
	"AWS::IAM::InstanceProfile":     "iam::ACCOUNT:instance-profile/NAME",
	"AWS::KMS::Key":                 "kms:REGION:ACCOUNT:key/NAME",
	"AWS::Logs::LogGroup":           "logs:REGION:ACCOUNT:log-group:NAME:*",
	"AWS::CodeBuild::Project":       "codebuild:REGION:ACCOUNT:project/NAME",
	"AWS::CodePipeline::Pipeline":   "codepipeline:REGION:ACCOUNT:NAME",
	"AWS::Lambda::Function":         "lambda:REGION:ACCOUNT:function:NAME",
	"AWS::DynamoDB::Table":          "dynamodb:REGION:ACCOUNT:table/NAME",
	"AWS::ECR::Repository":          "ecr:REGION:ACCOUNT:repository/NAME",
	"AWS::Kinesis::Stream":          "kinesis:REGION:ACCOUNT:stream/NAME",
	"AWS::Events::EventBus":         "events:REGION:ACCOUNT:event-bus/NAME",
	"AWS::EFS::FileSystem":          "elasticfilesystem:REGION:ACCOUNT:file-system/NAME",
	"AWS::ECS::Cluster":             "ecs:REGION:ACCOUNT:cluster/NAME",
	"AWS::SSM::Parameter":           "ssm:REGION:ACCOUNT:parameter/NAME",
	"AWS::Firehose::DeliveryStream": "firehose:REGION:ACCOUNT:deliverystream/NAME",
}

// arns are the attributes that yield the same ARN as Ref does.
var arns = map[string]string{
	"AWS::SNS::Topic": "TopicArn", "AWS::SecretsManager::Secret": "Id", "AWS::IAM::ManagedPolicy": "PolicyArn",
	"AWS::StepFunctions::StateMachine": "Arn", "AWS::ElasticLoadBalancingV2::LoadBalancer": "LoadBalancerArn",
	"AWS::ElasticLoadBalancingV2::Listener": "ListenerArn",
}

// ref is what Ref yields.
func (s *Scope) ref(id string) string {
	switch id {
	case "AWS::Partition":
		return s.partition()
	case "AWS::URLSuffix":
		if s.partition() == "aws-cn" {
			return "amazonaws.com.cn"
		}
		return "amazonaws.com"
	case "AWS::NoValue":
		return ""
	case "AWS::StackName":
		if s.stack.Name != "" {
			return s.stack.Name
		}
	}
	return begin + inner.Replace(s.ID(id)) + end
}

// attribute is what Fn::GetAtt yields. An ARN that is made of what Ref yields is written so.
func (s *Scope) attribute(id, name string) string {
	resource := s.stack.Template.Resources[id]
	if resource != nil {
		if arns[resource.Type] == name {
			return s.ref(id)
		}
		form, known := forms[resource.Type]
		inPath := resource.Properties["Path"] != nil && strings.HasPrefix(resource.Type, "AWS::IAM::")
		if name == "Arn" && known && !inPath {
			return "arn:" + s.partition() + ":" + strings.NewReplacer(
				"ACCOUNT", s.ref("AWS::AccountId"), "REGION", s.ref("AWS::Region"), "NAME", s.ref(id),
			).Replace(form)
		}
	}
	return begin + inner.Replace(s.ID(id)+"."+name) + end
}
