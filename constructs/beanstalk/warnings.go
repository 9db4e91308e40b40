package beanstalk

import (
	"encoding/json"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/aws/aws-cdk-go/awscdk/v2"
	"github.com/aws/constructs-go/constructs/v10"

	"beanstalkline/constructs/beanstalk/options/rules"
	"beanstalkline/internal/prop"
)

// acknowledgedAs is the id under which a finding is acknowledged, whoever shows it: the name of the plugin, as the CDK
// writes it, and the id of the problem. The CDK cuts an id off at a closing square bracket, which is why it has none.
func acknowledgedAs(problem rules.Problem) string { return "Elastic-Beanstalk::" + problem.ID() }

// warn shows findings at a construct.
func warn(scope constructs.Construct, found []rules.Problem) {
	for _, problem := range found {
		id, message := acknowledgedAs(problem), (&prop.Problem{Message: problem.Message, Fix: problem.Fix}).Error()
		awscdk.Validations_Of(scope).AddWarning(&id, &message)
	}
}

// regionOf is the region that a stack is deployed to, as the manifest beside its template says; empty if it does not know.
func regionOf(template string) string {
	data, err := os.ReadFile(filepath.Join(filepath.Dir(template), "manifest.json"))
	var manifest struct {
		Artifacts map[string]struct {
			Environment string
			Properties  struct{ TemplateFile string }
		}
	}
	if err != nil || json.Unmarshal(data, &manifest) != nil {
		return ""
	}
	for _, artifact := range manifest.Artifacts {
		if artifact.Properties.TemplateFile == filepath.Base(template) {
			region := path.Base(artifact.Environment) // aws://account/region
			return strings.TrimPrefix(region, "unknown-region")
		}
	}
	return ""
}

// shownWarnings are the ids of the warnings that the constructs of a stack show about their own environments, by
// logical id.
type shownWarnings map[string][]string

// readShown reads the metadata that the CDK writes beside the template of a stack; it covers nested stacks, too. If it
// cannot be read, nothing counts as shown.
func readShown(template string) shownWarnings {
	data, err := os.ReadFile(strings.TrimSuffix(template, "template.json") + "metadata.json")
	if err != nil {
		return nil
	}
	var constructs map[string][]struct {
		Type string
		Data any
	}
	if json.Unmarshal(data, &constructs) != nil {
		return nil
	}
	all := shownWarnings{}
	for place, entries := range constructs {
		for _, resource := range entries {
			logicalID, _ := resource.Data.(string)
			if resource.Type != "aws:cdk:logicalId" {
				continue
			}
			for _, entry := range append(constructs[path.Dir(place)], entries...) {
				message, _ := entry.Data.(string)
				_, id, found := strings.Cut(message, "[ack: ")
				if entry.Type == "aws:cdk:warning" && found {
					all[logicalID] = append(all[logicalID], strings.TrimSuffix(id, "]"))
				}
			}
		}
	}
	return all
}
