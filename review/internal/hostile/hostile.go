// Package hostile makes assemblies of somebody who means harm, for tests: markup, scripts and the like in every name and value.
package hostile

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Texts are what somebody might write to run something in a reader's browser, to change what the text around it means, or to
// call for others. A script that runs sets a variable whose name begins with "hostile".
var Texts = []string{
	`<script>hostile1=1</script>`,
	`"><img src=x onerror=hostile2=1>`,
	`' onfocus=hostile3=1 autofocus tabindex=0 x='`,
	`</title></style></desc></svg></code></textarea><script>hostile4=1</script>`,
	`<svg onload=hostile5=1><animate onbegin=hostile6=1 attributeName=x dur=1s>`,
	`javascript:hostile7=1`,
	`<style>body{display:none}</style><link rel=stylesheet href=https://evil.example/x.css>`,
	`</details></summary><details open ontoggle=hostile8=1>`,
	`<a href="https://evil.example/">AWS</a> https://evil.example/ www.evil.example`,
	"[AWS](https://evil.example/) ![x](https://evil.example/x.png) <https://evil.example/> a@evil.example",
	"@everybody #1 GH-2 somebody/something#3 :bomb: `code` ``` | --- | \\| **bold** ~~gone~~",
	"\n\n# A heading\n\n- a list\n\n    code\n<!-- ",
	"--> ]]> {{.}} {{template \"x\"}} ${7*7} %s %!d &lt;b&gt; &#60;",
	"\u202eexe.gpj\u2066 \u200b\x00\x1b[31m \ufeff",
	strings.Repeat("W", 3000),
}

// Write writes two assemblies, of which the second differs in everything that can differ, into folders.
func Write(base, head string) error {
	for _, side := range []struct{ folder, mark string }{{base, "before"}, {head, "after"}} {
		if err := write(side.folder, side.mark); err != nil {
			return err
		}
	}
	return nil
}

func write(folder, mark string) error {
	artifacts := map[string]any{}
	for i, text := range Texts {
		template := fmt.Sprintf("%d.template.json", i)
		artifacts[fmt.Sprint(i)] = map[string]any{
			"type": "aws:cloudformation:stack", "environment": "aws://" + text + mark + "/" + text,
			"properties": map[string]any{"templateFile": template, "stackName": text}, "metadata": notes(text, text+mark),
		}
		if err := save(filepath.Join(folder, template), map[string]any{"Resources": stack(text, mark)}); err != nil {
			return err
		}
	}
	return save(filepath.Join(folder, "manifest.json"), map[string]any{"version": "48.0.0", "artifacts": artifacts})
}

func save(file string, content any) error {
	encoded, err := json.Marshal(content)
	if err != nil {
		return err
	}
	return os.WriteFile(file, encoded, 0o644)
}

type object = map[string]any

// notes are what constructs leave in the metadata, each with the text wherever one fits.
func notes(text, value string) object {
	note := func(kind string, content object) object {
		encoded, _ := json.Marshal(content) // of texts
		return object{"type": "beanstalkline:" + kind, "data": string(encoded)}
	}
	stage := []any{note("stage", object{"preset": value, "changed": []any{text}}), note("waivers", object{text: value, value: text})}
	sources := object{text + " " + text: value, "aws:autoscaling:asg MinSize": "prop " + value, "aws:ec2:instances InstanceTypes": value}
	environment := []any{note("option-sources", sources), object{"type": "beanstalkline:option-sources", "data": value}}
	return object{"/" + text: stage, "/" + text + "/" + text: environment}
}

// stack are resources of every kind that a review looks into, each with the text wherever one fits.
func stack(text, mark string) object {
	value := text + mark
	path := object{"aws:cdk:path": text + "/" + text}
	ref := object{"Ref": "vpc" + text}
	resource := func(kind string, properties object) object {
		return object{"Type": kind, "Properties": properties, "Metadata": path}
	}
	setting := func(namespace, name string, value any) object {
		return object{"Namespace": namespace, "OptionName": name, "Value": value}
	}
	action := func(category string, configuration object) object {
		return object{"Name": value, "ActionTypeId": object{"Category": category, "Owner": "AWS", "Provider": text}, "Configuration": configuration}
	}
	return object{
		"vpc" + text: resource("AWS::EC2::VPC", object{"CidrBlock": value}),
		"net" + text: resource("AWS::EC2::Subnet", object{"VpcId": ref, "CidrBlock": value}),
		"nat" + text: resource("AWS::EC2::NatGateway", object{"SubnetId": object{"Ref": "net" + text}, "Tags": value}),
		"grp" + text: resource("AWS::EC2::SecurityGroup", object{"SecurityGroupIngress": []any{
			object{"IpProtocol": value, "FromPort": value, "CidrIp": value}}}),
		"bal" + text: resource("AWS::ElasticLoadBalancingV2::LoadBalancer", object{"Type": value, "Subnets": []any{value}}),
		"env" + text: resource("AWS::ElasticBeanstalk::Environment", object{
			"PlatformArn": value, "EnvironmentName": text, "Description": value, text: value,
			"OptionSettings": []any{
				setting(text, text, value), setting("aws:elasticbeanstalk:environment", "LoadBalancerType", value),
				setting("aws:ec2:instances", "InstanceTypes", value), setting("aws:autoscaling:asg", "MinSize", value),
				setting("aws:elasticbeanstalk:application:environment", value, value), setting("aws:ec2:vpc", "VPCId", ref),
				setting("aws:ec2:vpc", "Subnets", object{"Fn::Join": []any{text, []any{ref, value}}}),
				setting("aws:autoscaling:launchconfiguration", "SecurityGroups", object{"Ref": "grp" + text}),
			}}),
		"pipe" + text: resource("AWS::CodePipeline::Pipeline", object{"ExecutionMode": value, "Stages": []any{
			object{"Name": text, "Actions": []any{action("Source", object{text: value})}},
			object{"Name": value, "Actions": []any{action("Approval", object{"NotificationArn": value}), action(text, object{"A": value})}},
			object{"Name": "Deploy", "OnFailure": object{"Result": value}, "Actions": []any{action("Deploy", object{"EnvironmentName": text})}},
		}}),
		"role" + text: resource("AWS::IAM::Role", object{"Policies": []any{object{"PolicyName": value, "PolicyDocument": object{
			"Statement": []any{object{"Effect": "Allow", "Action": []any{value}, "Resource": value}}}}}}),
		"logs" + text:         resource("AWS::Logs::LogGroup", object{"RetentionInDays": value}),
		"other" + text:        resource(text, object{text: value}),
		"only" + mark + text:  resource("AWS::S3::Bucket", object{"BucketName": value}),
		"moved" + text + mark: object{"Type": "AWS::SQS::Queue", "Properties": object{text: value}},
	}
}
