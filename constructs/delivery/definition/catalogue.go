package definition

import (
	"cmp"
	"slices"
	"strings"

	"beanstalkline/constructs/beanstalk/options"
)

// count is how many artifacts an action takes or makes.
type count struct{ least, most int }

// actionType is what AWS documents of an action that it, or a third party, provides (user guide, "Action structure reference" and "Valid
// action providers").
type actionType struct {
	provider, categories string
	owner                string // defaults to AWS
	inputs, outputs      count
	// required are keys of the configuration without which CodePipeline refused to create a pipeline, needed those that
	// the reference calls required, and optional the others.
	required, needed, optional string
	v2                         bool // in pipelines of type V2 only
}

// What is not listed is not judged; of the last ones only the category is.
var actionTypes = []actionType{
	{provider: "S3", categories: "Source", outputs: count{1, 1}, required: "S3Bucket S3ObjectKey",
		optional: "PollForSourceChanges AllowOverrideForS3ObjectKey"},
	{provider: "CodeCommit", categories: "Source", outputs: count{1, 1}, required: "RepositoryName BranchName",
		optional: "PollForSourceChanges OutputArtifactFormat"},
	{provider: "ECR", categories: "Source", outputs: count{1, 1}, required: "RepositoryName", optional: "ImageTag"},
	{provider: "CodeStarSourceConnection", categories: "Source", outputs: count{1, 1},
		needed: "ConnectionArn FullRepositoryId BranchName", optional: "OutputArtifactFormat DetectChanges"},
	{provider: "GitHub", owner: "ThirdParty", categories: "Source", outputs: count{1, 1}, required: "Owner Repo Branch OAuthToken",
		optional: "PollForSourceChanges"},
	{provider: "CodeBuild", categories: "Build Test", inputs: count{1, 5}, outputs: count{0, 5}, required: "ProjectName",
		optional: "PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables BuildspecOverride"},
	{provider: "ECRBuildAndPublish", categories: "Build", inputs: count{1, 1}, outputs: count{0, 1}, needed: "ECRRepositoryName",
		optional: "DockerFilePath ImageTags RegistryType", v2: true},
	{provider: "Commands", categories: "Compute Build", inputs: count{1, 10}, outputs: count{0, 1},
		optional: "EnvironmentType ComputeType VpcId Subnets SecurityGroupIds", v2: true},
	{provider: "ElasticBeanstalk", categories: "Deploy", inputs: count{1, 1}, required: "ApplicationName EnvironmentName"},
	{provider: "S3", categories: "Deploy", inputs: count{1, 1}, required: "BucketName Extract",
		optional: "ObjectKey KMSEncryptionKeyARN CannedACL CacheControl"},
	{provider: "CodeDeploy", categories: "Deploy", inputs: count{1, 1}, required: "ApplicationName DeploymentGroupName"},
	{provider: "ECS", categories: "Deploy", inputs: count{1, 1}, required: "ClusterName ServiceName",
		optional: "FileName DeploymentTimeout"},
	{provider: "CloudFormation", categories: "Deploy", inputs: count{0, 10}, outputs: count{0, 1}, required: "ActionMode StackName",
		optional: "ChangeSetName TemplatePath TemplateConfiguration Capabilities OutputFileName ParameterOverrides RoleArn"},
	{provider: "EC2", categories: "Deploy", inputs: count{1, 1}, needed: "InstanceTagKey InstanceType", v2: true,
		optional: "InstanceTagValue TargetDirectory DeploySpec PreScript PostScript MaxBatch MaxError TargetGroupNameList"},
	{provider: "Manual", categories: "Approval", optional: "NotificationArn CustomData ExternalEntityLink"},
	{provider: "Lambda", categories: "Invoke Deploy", inputs: count{0, 5}, outputs: count{0, 5}, required: "FunctionName"},
	{provider: "StepFunctions", categories: "Invoke", inputs: count{0, 1}, outputs: count{0, 1}, required: "StateMachineArn",
		optional: "ExecutionNamePrefix InputType Input"},
	{provider: "CodePipeline", categories: "Invoke", required: "PipelineName", optional: "SourceRevisions Variables", v2: true},
	{provider: "EKS", categories: "Deploy", v2: true},
	{provider: "DeviceFarm", categories: "Test"},
	{provider: "CloudFormationStackSet", categories: "Deploy"},
	{provider: "CloudFormationStackInstances", categories: "Deploy"},
	{provider: "CodeDeployToECS", categories: "Deploy"},
	{provider: "AppConfig", categories: "Deploy"},
	{provider: "ServiceCatalog", categories: "Deploy"},
	{provider: "InspectorScan", categories: "Invoke"},
}

// configured are the providers whose configuration is known in full, and counted those whose artifacts are.
var (
	configured = "S3 CodeCommit ECR CodeStarSourceConnection GitHub CodeBuild ElasticBeanstalk CodeDeploy ECS CloudFormation Manual StepFunctions"
	counted    = configured + " Commands EC2 Lambda CodePipeline"
)

// allowedValues are those of configuration keys, by provider and key.
var allowedValues = map[string]string{
	"S3.PollForSourceChanges":                       "true false",
	"S3.AllowOverrideForS3ObjectKey":                "true false",
	"S3.Extract":                                    "true false",
	"CodeCommit.PollForSourceChanges":               "true false",
	"CodeCommit.OutputArtifactFormat":               "CODE_ZIP CODEBUILD_CLONE_REF",
	"CodeStarSourceConnection.OutputArtifactFormat": "CODE_ZIP CODEBUILD_CLONE_REF",
	"CodeStarSourceConnection.DetectChanges":        "true false",
	"GitHub.PollForSourceChanges":                   "true false",
	"CodeBuild.BatchEnabled":                        "true false",
	"CodeBuild.CombineArtifacts":                    "true false",
	"CloudFormation.ActionMode":                     "CREATE_UPDATE DELETE_ONLY REPLACE_ON_FAILURE CHANGE_SET_REPLACE CHANGE_SET_EXECUTE",
	"StepFunctions.InputType":                       "Literal FilePath",
	"EC2.InstanceType":                              "EC2 SSM_MANAGED_NODE",
}

// arns are the configuration keys whose value is an ARN.
const arns = "CodeStarSourceConnection.ConnectionArn Manual.NotificationArn StepFunctions.StateMachineArn CloudFormation.RoleArn"

// ruleProvider is what AWS documents of a rule in a condition (user guide, "Rule structure reference").
type ruleProvider struct{ required, optional string }

var ruleProviders = map[string]ruleProvider{
	"CloudWatchAlarm":  {"AlarmName", "AlarmStates WaitTime"},
	"CodeBuild":        {"ProjectName", "PrimarySource BatchEnabled CombineArtifacts EnvironmentVariables"},
	"Commands":         {"", ""},
	"DeploymentWindow": {"Cron", "TimeZone"},
	"LambdaInvoke":     {"FunctionName", "UserParameters"},
	"VariableCheck":    {"Variable Value Operator", ""},
}

// has reports whether a list of words, separated by spaces, has one.
func has(words, word string) bool { return slices.Contains(strings.Fields(words), word) }

// typeOf returns what is documented of an action, if it is one of AWS's and what it does is known.
func typeOf(a action) (actionType, bool) {
	i := slices.IndexFunc(actionTypes, func(t actionType) bool {
		return t.provider == a.provider && has(t.categories, a.category)
	})
	if i < 0 || a.owner != actionTypes[i].ownedBy() {
		return actionType{}, false
	}
	return actionTypes[i], true
}

func (t actionType) ownedBy() string { return cmp.Or(t.owner, "AWS") }

// ownerOf is who owns a provider that is known.
func ownerOf(provider string) string {
	i := slices.IndexFunc(actionTypes, func(t actionType) bool { return t.provider == provider })
	return actionTypes[i].ownedBy()
}

// categoriesOf are those under which AWS publishes a provider; none if it is not known.
func categoriesOf(provider string) []string {
	var all []string
	for _, t := range actionTypes {
		if t.provider == provider {
			all = append(all, strings.Fields(t.categories)...)
		}
	}
	return all
}

// nearest returns the candidate that a misspelt text stands for, or all of them.
func nearest(text string, candidates []string) []string {
	if near, _, found := options.Nearest(text, candidates); found {
		return []string{near}
	}
	return candidates
}
