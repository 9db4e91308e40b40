package verdict

import "strings"

// Holding says what a resource of a type holds that is gone with it.
var Holding = map[string]string{
	"AWS::S3::Bucket":                           "its objects",
	"AWS::Logs::LogGroup":                       "its logs",
	"AWS::CodeCommit::Repository":               "its commits",
	"AWS::ECR::Repository":                      "its images",
	"AWS::RDS::DBInstance":                      "its database",
	"AWS::RDS::DBCluster":                       "its database",
	"AWS::DocDB::DBCluster":                     "its database",
	"AWS::Neptune::DBCluster":                   "its database",
	"AWS::Redshift::Cluster":                    "its database",
	"AWS::DynamoDB::Table":                      "its items",
	"AWS::DynamoDB::GlobalTable":                "its items",
	"AWS::EFS::FileSystem":                      "its files",
	"AWS::FSx::FileSystem":                      "its files",
	"AWS::EC2::Volume":                          "its files",
	"AWS::ElastiCache::CacheCluster":            "its items",
	"AWS::ElastiCache::ReplicationGroup":        "its items",
	"AWS::OpenSearchService::Domain":            "its documents",
	"AWS::Elasticsearch::Domain":                "its documents",
	"AWS::SQS::Queue":                           "the messages in it",
	"AWS::Kinesis::Stream":                      "its records",
	"AWS::SecretsManager::Secret":               "its value",
	"AWS::SSM::Parameter":                       "its value",
	"AWS::KMS::Key":                             "whatever is encrypted with it",
	"AWS::Cognito::UserPool":                    "its users",
	"AWS::Backup::BackupVault":                  "its backups",
	"AWS::ElasticBeanstalk::Application":        "its versions",
	"AWS::ElasticBeanstalk::ApplicationVersion": "the version",
}

// snapshots are kept of these by default when they are deleted (AWS page "DeletionPolicy attribute").
var snapshots = map[string]bool{"AWS::RDS::DBCluster": true, "AWS::RDS::DBInstance": true}

// quiet are the services, or types, whose resources no visitor waits for: an update of one in place interrupts nothing.
var quiet = []string{
	"AWS::IAM::", "AWS::Logs::", "AWS::Events::", "AWS::SNS::", "AWS::SQS::", "AWS::KMS::", "AWS::S3::", "AWS::CodePipeline::",
	"AWS::CodeBuild::", "AWS::CodeCommit::", "AWS::CodeConnections::", "AWS::CodeStarConnections::", "AWS::CodeStarNotifications::",
	"AWS::CloudWatch::", "AWS::SSM::", "AWS::SecretsManager::", "AWS::StepFunctions::", "AWS::Scheduler::", "AWS::ECR::",
	"AWS::Budgets::", "AWS::EC2::FlowLog", "AWS::CertificateManager::", "AWS::ElasticBeanstalk::Application",
	"AWS::CDK::Metadata", "Custom::VpcRestrictDefaultSG", "Custom::S3AutoDeleteObjects", "AWS::Lambda::Permission",
}

// IsQuiet reports whether nobody waits for resources of a type.
func IsQuiet(kind string) bool {
	for _, prefix := range quiet {
		if kind == prefix || strings.HasSuffix(prefix, "::") && strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return false
}

// Kept reports whether CloudFormation keeps what a resource holds, by a policy for its deletion or replacement.
func Kept(kind, policy string) bool {
	switch policy {
	case "Retain", "RetainExceptOnCreate", "Snapshot":
		return true
	case "":
		return snapshots[kind]
	}
	return false
}
