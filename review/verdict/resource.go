package verdict

import "strings"

// Holding says what a resource of a type holds that is gone with it.
var Holding = map[string]string{
	"AWS::S3::Bucket":                       "its objects",
	"AWS::Logs::LogGroup":                   "its logs",
	"AWS::CodeCommit::Repository":           "its commits",
	"AWS::ECR::Repository":                  "its images",
	"AWS::RDS::DBInstance":                  "its database",
	"AWS::RDS::DBCluster":                   "its database",
	"AWS::DocDB::DBCluster":                 "its database",
	"AWS::Neptune::DBCluster":               "its database",
	"AWS::Redshift::Cluster":                "its database",
	"AWS::DynamoDB::Table":                  "its items",
	"AWS::DynamoDB::GlobalTable":            "its items",
	"AWS::EFS::FileSystem":                  "its files",
	"AWS::FSx::FileSystem":                  "its files",
	"AWS::EC2::Volume":                      "its files",
	"AWS::ElastiCache::CacheCluster":        "its items",
	"AWS::ElastiCache::ReplicationGroup":    "its items",
	"AWS::OpenSearchService::Domain":        "its documents",
	"AWS::Elasticsearch::Domain":            "its documents",
	"AWS::SQS::Queue":                       "the messages in it",
	"AWS::Kinesis::Stream":                  "its records",
	"AWS::SecretsManager::Secret":           "its value",
	"AWS::SSM::Parameter":                   "its value",
	"AWS::KMS::Key":                         "whatever is encrypted with it",
	"AWS::Cognito::UserPool":                "its users",
	"AWS::Backup::BackupVault":              "its backups",
	"AWS::ElasticBeanstalk::Application":    "its versions",
	"AWS::Events::Archive":                  "its events",
	"AWS::Logs::LogStream":                  "its logs",
	"AWS::ECR::PublicRepository":            "its images",
	"AWS::MemoryDB::Cluster":                "its items",
	"AWS::MSK::Cluster":                     "its records",
	"AWS::Timestream::Table":                "its records",
	"AWS::Cassandra::Table":                 "its rows",
	"AWS::DocDBElastic::Cluster":            "its database",
	"AWS::DSQL::Cluster":                    "its database",
	"AWS::RedshiftServerless::Namespace":    "its database",
	"AWS::OpenSearchServerless::Collection": "its documents",
	"AWS::CodeArtifact::Repository":         "its packages",
}

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

// felt are properties of quiet resources whose change may be felt by whoever uses them, with what it does.
var felt = map[string]map[string]string{
	"AWS::KMS::Key": {"Enabled": "whatever is encrypted with it can be read only while it is enabled"},
	"AWS::SecretsManager::Secret": {
		"GenerateSecretString": "it gets another value, which its users must know", "SecretString": "it gets another value, which its users must know",
	},
	"AWS::SSM::Parameter":  {"Value": "its users have another value as soon as they read it"},
	"AWS::ECR::Repository": {"LifecyclePolicy": "images may be deleted sooner"},
	"AWS::S3::Bucket": {
		"AccessControl": "somebody may be shut out", "CorsConfiguration": "pages of others may be shut out",
		"OwnershipControls": "somebody may be shut out", "PublicAccessBlockConfiguration": "somebody may be shut out",
		"WebsiteConfiguration": "its visitors see something else",
	},
	"AWS::ElasticBeanstalk::Application": {"ResourceLifecycleConfig": "versions, and their sources, may be deleted sooner"},
}

// Felt is what a change of a property of a quiet resource may do to whoever uses it; empty if nothing.
func Felt(kind, property string) string { return felt[kind][property] }

// Held is what is gone with a resource: nothing with a database's instance whose data is in a cluster.
func Held(kind string, properties map[string]any) (what string, holds bool) {
	if kind == "AWS::RDS::DBInstance" && properties["DBClusterIdentifier"] != nil {
		return "", false
	}
	what, holds = Holding[kind]
	return what, holds
}

// Deletion is the policy for when a resource is deleted, which is to keep a snapshot of databases unless the template says
// something else (AWS page "DeletionPolicy attribute"). There is no such default for when a resource is replaced.
func Deletion(kind, policy string, properties map[string]any) string {
	if _, holds := Held(kind, properties); holds && policy == "" && (kind == "AWS::RDS::DBCluster" || kind == "AWS::RDS::DBInstance") {
		return Snapshot
	}
	return policy
}

// Snapshot is the policy by which a resource goes and what it holds stays.
const Snapshot = "Snapshot"

// Stays reports whether a resource is still there after it has been deleted or replaced.
func Stays(policy string) bool { return policy == "Retain" || policy == "RetainExceptOnCreate" }

// Kept reports whether what a resource holds is still there then.
func Kept(policy string) bool { return Stays(policy) || policy == Snapshot }
