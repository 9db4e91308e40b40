package pipeline

import (
	"strings"

	"beanstalkline/review/setting"
)

// elsewhere is what an action deploys to that is no environment of Elastic Beanstalk; empty if that is not known.
func elsewhere(provider string, region any, configuration map[string]any) string {
	if configuration["ActionMode"] == "CHANGE_SET_REPLACE" {
		return "" // it prepares what another action does
	}
	var said []string
	for _, name := range []string{
		"StackName", "StackSetName", "ClusterName", "ServiceName", "ApplicationName", "DeploymentGroupName", "BucketName", "FunctionName",
	} {
		if value := configuration[name]; value != nil {
			said = append(said, name+" "+setting.Shown(value))
		}
	}
	if len(said) == 0 {
		return ""
	}
	if place := setting.Shown(region); place != "" {
		said = append(said, "in "+place)
	}
	return provider + " " + strings.Join(said, ", ")
}
