package isolation

var (
	iamWrites = prefixed("iam:", "Accept*", "Add*", "Associate*", "Attach*", "Change*", "Create*", "Deactivate*", "Delete*",
		"Detach*", "Disable*", "Enable*", "Put*", "Reject*", "Remove*", "Reset*", "Resync*", "Send*", "Set*", "Tag*", "Untag*",
		"Update*", "Upload*")

	applicationWrites = prefixed("elasticbeanstalk:", "AbortEnvironmentUpdate", "AddTags", "ApplyEnvironmentManagedAction",
		"AssociateEnvironmentOperationsRole", "ComposeEnvironments", "CreateApplication", "CreateApplicationVersion",
		"CreateConfigurationTemplate", "CreateEnvironment", "DeleteApplication", "DeleteApplicationVersion",
		"DeleteConfigurationTemplate", "DeleteEnvironmentConfiguration", "DisassociateEnvironmentOperationsRole",
		"PutInstanceStatistics", "RebuildEnvironment", "RemoveTags", "RequestEnvironmentInfo", "RestartAppServer",
		"RetrieveEnvironmentInfo", "TerminateEnvironment", "UpdateApplication", "UpdateApplicationResourceLifecycle",
		"UpdateApplicationVersion", "UpdateConfigurationTemplate", "UpdateEnvironment", "UpdateTagsForResource")

	stackWrites = prefixed("cloudformation:", "Activate*", "Cancel*", "Continue*", "Create*", "Delete*", "Execute*", "Import*",
		"Rollback*", "Set*", "Signal*", "Tag*", "Untag*", "Update*")

	databaseDeletions = prefixed("rds:", "DeleteDBCluster", "DeleteDBClusterSnapshot", "DeleteDBInstance", "DeleteDBSnapshot")

	// resourceWrites change what an environment is made of, in the services whose policies know the tags of a resource.
	// ec2:RunInstances is not among them: it names groups, which two applications may share.
	resourceWrites = append(prefixed("ec2:", "*Address", "*LaunchTemplate*", "*SecurityGroup*", "*Tags", "RebootInstances",
		"TerminateInstances"), "autoscaling:*", "cloudformation:*", "cloudwatch:*", "dynamodb:*", "ecs:*", "elasticloadbalancing:*",
		"rds:*", "sns:*", "sqs:*")
)

func prefixed(prefix string, names ...string) []string {
	for i := range names {
		names[i] = prefix + names[i]
	}
	return names
}
