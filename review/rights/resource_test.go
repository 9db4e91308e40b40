package rights_test

import "testing"

func bucketPolicy(statements string) string {
	return bucket + `"Policy": {"Type": "AWS::S3::BucketPolicy", "Properties": {"Bucket": {"Ref": "Bucket"},
		"PolicyDocument": {"Statement": [` + statements + `]}}}`
}

func to(principal, action string, more string) string {
	return `{"Effect": "Allow", "Principal": ` + principal + `, "Action": "` + action + `", "Resource": ` + objects + more + `}`
}

func trusting(principal string, more string) string {
	return `"Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": {"Statement": [{"Effect": "Allow",
		"Principal": ` + principal + `, "Action": "sts:AssumeRole"` + more + `}]}}}`
}

const plainText = `{"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*", "Condition": {"Bool":
	{"aws:SecureTransport": "false"}}}`

// Policies of resources say who outside may use them.
func TestPolicyOfAResource(t *testing.T) {
	service, everybody := `{"Service": "delivery.logs.amazonaws.com"}`, `"*"`
	get := to(everybody, "s3:GetObject", "")
	mine := when(`"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}`)
	check(t, map[string]row{
		"everybody": {bucketPolicy(plainText), bucketPolicy(plainText + "," + get),
			"+! everybody may now s3:GetObject on every object of App/Bucket"},
		"everybody in another way": {bucketPolicy(get), bucketPolicy(to(`{"AWS": ["*"]}`, "s3:GetObject", "")), ""},
		"everybody of an organization": {bucketPolicy(plainText), bucketPolicy(plainText + "," + to(everybody, "s3:GetObject",
			when(`"StringEquals": {"aws:PrincipalOrgID": "o-1"}`))),
			"+ everybody may now s3:GetObject on every object of App/Bucket if aws:PrincipalOrgID is o-1"},
		"a service, for this account": {bucketPolicy(to(service, "s3:GetObject", mine)), bucketPolicy(to(service, "s3:GetObject", "")),
			"+ the service delivery.logs.amazonaws.com may now s3:GetObject on every object of App/Bucket " +
				"(before: if aws:SourceAccount is this account)"},
		"another account": {bucketPolicy(to(`{"AWS": "444455556666"}`, "s3:GetObject", "")),
			bucketPolicy(to(`{"AWS": ["arn:aws:iam::444455556666:root", "777788889999"]}`, "s3:GetObject", "")),
			"+ the account 777788889999 may now s3:GetObject on every object of App/Bucket"},
		"a role": {`"Role": {"Type": "AWS::IAM::Role"}, ` + bucketPolicy(plainText),
			`"Role": {"Type": "AWS::IAM::Role"}, ` + bucketPolicy(plainText+","+to(`{"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}`, "s3:GetObject", "")),
			"+ App/Role may now s3:GetObject on every object of App/Bucket"},
		"a role that takes another's place": {
			`"Role": {"Type": "AWS::IAM::Role"}, ` + bucketPolicy(to(`{"AWS": {"Fn::GetAtt": ["Role", "Arn"]}}`, "s3:GetObject", "")),
			`"Role2": {"Type": "AWS::IAM::Role"}, ` + bucketPolicy(to(`{"AWS": {"Fn::GetAtt": ["Role2", "Arn"]}}`, "s3:GetObject", "")), ""},
		"no TLS any more": {bucketPolicy(get + "," + plainText), bucketPolicy(get),
			"+ everybody is no longer denied s3:* on App/Bucket if aws:SecureTransport is false"},
		"no TLS any more, where identities have rights": {bucketPolicy(plainText), bucketPolicy(""),
			"+ everybody is no longer denied s3:* on App/Bucket if aws:SecureTransport is false"},
		"all but one": {bucketPolicy(plainText), bucketPolicy(plainText +
			`, {"Effect": "Allow", "NotPrincipal": {"AWS": "444455556666"}, "Action": "s3:GetObject", "Resource": "*"}`),
			"+! everybody but the account 444455556666 may now s3:GetObject on App/Bucket"},
		"no statement": {bucketPolicy(plainText), bucketPolicy(plainText + `, "nonsense"`),
			`? App/Bucket now has a statement that cannot be read here: nonsense`},
		"a bucket's own settings": {`"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"PublicAccessBlockConfiguration":
			{"BlockPublicAcls": true, "BlockPublicPolicy": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": true}}}`,
			`"Bucket": {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": "PublicRead", "PublicAccessBlockConfiguration":
			{"BlockPublicAcls": true, "IgnorePublicAcls": true, "RestrictPublicBuckets": "true"}}}`,
			`+! App/Bucket now leaves BlockPublicPolicy off
			+! App/Bucket now has the ACL PublicRead`},
	})
}

// Each kind of resource has its policy in its own place.
func TestEachKindOfPolicy(t *testing.T) {
	policy := func(action string) string {
		return `{"Statement": {"Effect": "Allow", "Principal": {"AWS": "444455556666"}, "Action": "` + action + `", "Resource": "*"}}`
	}
	theirs := "+ the account 444455556666 may now "
	check(t, map[string]row{
		"key": {`"Key": {"Type": "AWS::KMS::Key"}`, `"Key": {"Type": "AWS::KMS::Key", "Properties": {"KeyPolicy": ` +
			policy("kms:Decrypt") + `}}`, theirs + "kms:Decrypt on App/Key"},
		"topic": {`"Topic": {"Type": "AWS::SNS::Topic"}`, `"Topic": {"Type": "AWS::SNS::Topic"}, "P": {"Type": "AWS::SNS::TopicPolicy",
			"Properties": {"Topics": [{"Ref": "Topic"}], "PolicyDocument": ` + policy("sns:Publish") + `}}`, theirs + "sns:Publish on App/Topic"},
		"queue": {`"Queue": {"Type": "AWS::SQS::Queue"}`, `"Queue": {"Type": "AWS::SQS::Queue"}, "P": {"Type": "AWS::SQS::QueuePolicy",
			"Properties": {"Queues": [{"Ref": "Queue"}], "PolicyDocument": ` + policy("sqs:SendMessage") + `}}`,
			theirs + "sqs:SendMessage on App/Queue"},
		"images": {`"Images": {"Type": "AWS::ECR::Repository"}`, `"Images": {"Type": "AWS::ECR::Repository", "Properties":
			{"RepositoryPolicyText": ` + policy("ecr:*") + `}}`, theirs + "ecr:* on App/Images"},
		"secret": {`"Secret": {"Type": "AWS::SecretsManager::Secret"}`, `"Secret": {"Type": "AWS::SecretsManager::Secret"},
			"P": {"Type": "AWS::SecretsManager::ResourcePolicy", "Properties": {"SecretId": {"Ref": "Secret"},
			"ResourcePolicy": ` + policy("secretsmanager:GetSecretValue") + `}}`, theirs + "secretsmanager:GetSecretValue on App/Secret"},
		"logs, as a text": {`"Logs": {"Type": "AWS::Logs::ResourcePolicy"}`, `"Logs": {"Type": "AWS::Logs::ResourcePolicy", "Properties":
			{"PolicyDocument": {"Fn::Sub":
			"{\"Statement\": {\"Effect\": \"Allow\", \"Principal\": {\"AWS\": \"${AWS::AccountId}\"},` +
			` \"Action\": \"logs:*\", \"Resource\": \"*\"}}"}}}`,
			"+ this account may now logs:* on App/Logs"},
		"function": {`"F": {"Type": "AWS::Lambda::Function"}`, `"F": {"Type": "AWS::Lambda::Function"}, "P": {"Type":
			"AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunction", "Principal": "events.amazonaws.com",
			"FunctionName": {"Fn::GetAtt": ["F", "Arn"]}, "SourceArn": "arn:aws:events:eu-central-1:111122223333:rule/x"}}`,
			"+ the service events.amazonaws.com may now lambda:InvokeFunction on App/F if AWS:SourceArn is like the events resource rule/x"},
		"function for everybody": {`"F": {"Type": "AWS::Lambda::Function"}`, `"F": {"Type": "AWS::Lambda::Function"}, "P": {"Type":
			"AWS::Lambda::Permission", "Properties": {"Action": "lambda:InvokeFunctionUrl", "Principal": "*", "FunctionName": {"Ref": "F"},
			"FunctionUrlAuthType": "NONE"}}`, "+! everybody may now lambda:InvokeFunctionUrl on App/F if lambda:FunctionUrlAuthType is NONE"},
		"endpoint": {`"E": {"Type": "AWS::EC2::VPCEndpoint", "Properties": {"PolicyDocument": ` + policy("s3:Get*") + `}}`,
			`"E": {"Type": "AWS::EC2::VPCEndpoint"}`, "+ through App/E, everybody may now do everything on every resource"},
		"user of the key, on the key's ARN": {`"Key": {"Type": "AWS::KMS::Key"}, ` + role(""),
			`"Key": {"Type": "AWS::KMS::Key"}, ` + role(allow(`"kms:Decrypt"`, `{"Fn::GetAtt": ["Key", "Arn"]}`)),
			"+ App/Role may now kms:Decrypt on App/Key"},
	})
}

// A role's trust says who may assume it.
func TestTrust(t *testing.T) {
	github := func(subject string) string {
		return trusting(`{"Federated": "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com"}`,
			when(`"StringLike": {"token.actions.githubusercontent.com:sub": "`+subject+`"}`))
	}
	check(t, map[string]row{
		"a service": {trusting(`{"Service": "ec2.amazonaws.com"}`, ""), trusting(`{"Service": ["ec2.amazonaws.com", "ecs.amazonaws.com"]}`, ""),
			"+ the service ecs.amazonaws.com may now assume App/Role"},
		"a service by the region's suffix": {trusting(`{"Service": "ec2.amazonaws.com"}`, ""),
			trusting(`{"Service": {"Fn::Sub": "ec2.${AWS::URLSuffix}"}}`, ""), ""},
		"everybody": {trusting(`{"AWS": {"Ref": "AWS::AccountId"}}`, ""), trusting(`"*"`, ""),
			`+! everybody may now assume App/Role`},
		"this account, in both forms": {trusting(`{"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}}`, ""),
			trusting(`{"AWS": "111122223333"}`, ""), ""},
		"a repository's branch, and all of it": {github("repo:o/r:ref:refs/heads/main"), github("repo:o/r:*"),
			"+ whoever signs in through the iam resource oidc-provider/token.actions.githubusercontent.com may now assume App/Role if " +
				"token.actions.githubusercontent.com:sub is like repo:o/r:* " +
				"(before: if token.actions.githubusercontent.com:sub is like repo:o/r:ref:refs/heads/main)"},
		"no external id": {trusting(`{"Service": "x.amazonaws.com"}`, when(`"StringEquals": {"sts:ExternalId": "x"}`)),
			trusting(`{"Service": "x.amazonaws.com"}`, ""),
			"+ the service x.amazonaws.com may now assume App/Role (before: if sts:ExternalId is x)"},
	})
}
