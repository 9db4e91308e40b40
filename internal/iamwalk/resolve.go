package iamwalk

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
)

// Resolve replaces the intrinsic functions in a value of a template with what they become when the stack is deployed.
func (a Account) Resolve(stack string, value any) (any, error) {
	switch v := value.(type) {
	case []any:
		all := make([]any, len(v))
		for i := range v {
			var err error
			if all[i], err = a.Resolve(stack, v[i]); err != nil {
				return nil, err
			}
		}
		return all, nil
	case map[string]any:
		if len(v) == 1 {
			for name, argument := range v {
				if name == "Ref" || strings.HasPrefix(name, "Fn::") {
					return a.intrinsic(stack, name, argument)
				}
			}
		}
		all := map[string]any{}
		for key := range v {
			var err error
			if all[key], err = a.Resolve(stack, v[key]); err != nil {
				return nil, err
			}
		}
		return all, nil
	}
	return value, nil
}

var variable = regexp.MustCompile(`\$\{[^!}]+\}`)

func (a Account) intrinsic(stack, name string, argument any) (any, error) {
	list, _ := argument.([]any)
	switch name {
	case "Ref":
		return a.reference(stack, argument.(string)), nil
	case "Fn::GetAtt":
		return a.attribute(stack, fmt.Sprint(list[0]), fmt.Sprint(list[1])), nil
	case "Fn::Join":
		parts, err := a.Resolve(stack, list[1])
		if err != nil {
			return nil, err
		}
		var joined []string
		for _, part := range parts.([]any) {
			joined = append(joined, fmt.Sprint(part))
		}
		return strings.Join(joined, fmt.Sprint(list[0])), nil
	case "Fn::Sub":
		if text, is := argument.(string); is {
			return variable.ReplaceAllStringFunc(text, func(found string) string {
				id, attribute, has := strings.Cut(found[2:len(found)-1], ".")
				if has {
					return a.attribute(stack, id, attribute)
				}
				return a.reference(stack, id)
			}), nil
		}
	case "Fn::GetStackOutput":
		other := argument.(map[string]any)
		from := fmt.Sprint(other["StackName"])
		output, known := a.Stacks[from].Outputs[fmt.Sprint(other["OutputName"])]
		if !known {
			return nil, fmt.Errorf("%s has no output %v", from, other["OutputName"])
		}
		return a.Resolve(from, output.Value)
	case "Fn::GetAZs", "Fn::Select", "Fn::Split", "Fn::Cidr":
		return name, nil // of networks, which no policy names
	}
	return nil, fmt.Errorf("%s is not known here", name)
}

func (a Account) reference(stack, id string) string {
	switch id {
	case "AWS::Partition":
		return "aws"
	case "AWS::Region":
		return a.Region
	case "AWS::AccountId":
		return a.ID
	case "AWS::URLSuffix":
		return "amazonaws.com"
	case "AWS::StackName":
		return stack
	}
	resource := a.Stacks[stack].Resources[id]
	for kind, property := range map[string]string{
		"AWS::ElasticBeanstalk::Application": "ApplicationName", "AWS::ElasticBeanstalk::Environment": "EnvironmentName",
	} {
		if name, given := resource.Properties[property].(string); given && resource.Type == kind {
			return name
		}
	}
	if resource.Type == "AWS::S3::Bucket" {
		return strings.ToLower(stack + "-" + id)
	}
	return stack + "-" + id
}

// forms are the ARNs of resources, by type, after the account.
var forms = map[string]string{
	"AWS::IAM::Role": "iam::ACCOUNT:role/NAME", "AWS::IAM::InstanceProfile": "iam::ACCOUNT:instance-profile/NAME",
	"AWS::S3::Bucket": "s3:::NAME", "AWS::CodeBuild::Project": "codebuild:REGION:ACCOUNT:project/NAME",
	"AWS::Logs::LogGroup":         "logs:REGION:ACCOUNT:log-group:NAME:*",
	"AWS::CodeCommit::Repository": "codecommit:REGION:ACCOUNT:NAME", "AWS::CodePipeline::Pipeline": "codepipeline:REGION:ACCOUNT:NAME",
	"AWS::Lambda::Function": "lambda:REGION:ACCOUNT:function:NAME", "AWS::SNS::Topic": "sns:REGION:ACCOUNT:NAME",
	"AWS::SQS::Queue": "sqs:REGION:ACCOUNT:NAME", "AWS::SecretsManager::Secret": "secretsmanager:REGION:ACCOUNT:secret:NAME",
}

func (a Account) attribute(stack, id, name string) string {
	form, known := forms[a.Stacks[stack].Resources[id].Type]
	if name != "Arn" || !known {
		return a.reference(stack, id) + "." + name
	}
	return "arn:aws:" + strings.NewReplacer("ACCOUNT", a.ID, "REGION", a.Region, "NAME", a.reference(stack, id)).Replace(form)
}

// Arn is the ARN of a resource of a stack.
func (a Account) Arn(stack, id string) string { return a.attribute(stack, id, "Arn") }

func compact(document any) []byte {
	text, err := json.Marshal(document)
	if err != nil {
		panic(err)
	}
	return text
}
