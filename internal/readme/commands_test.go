package readme

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// elsewhere are the commands that the walk does not run, by what runs them or why nothing can.
var elsewhere = map[string][]string{
	"CI runs it as a step of its own: .ci/run": {
		"go run -C rehearsal .", "npm cit", "go run -C review .",
	},
	"installs what npm cit installs": {
		"npm ci",
	},
	"the rehearsal's own tests and CI's rehearsal of all stages run it in another form": {
		"go run -C rehearsal . Dev Release", "go run -C rehearsal . --watch", "go run -C rehearsal . --keep",
		"go run -C rehearsal . --from main",
	},
	"needs an AWS account; the rehearsal runs it against the local AWS": {
		"npx cdk bootstrap", "npx cdk deploy DevStack", "npx cdk deploy ReleaseStack", "npx cdk destroy ProdStack",
		"npx cdk diff DemoStack",
		"aws cloudformation update-termination-protection --no-enable-termination-protection --stack-name ProdStack",
	},
	"needs an AWS account with something running in it": {
		"aws elasticbeanstalk describe-environments --output text --query 'Environments[].[EnvironmentName,CNAME,Health]'",
		"git clone codecommit::us-east-1://webapp", "git push origin develop:main",
		"aws codepipeline list-pipeline-executions --pipeline-name PIPELINE --filter 'succeededInStage={stageName=Deploy-Prod}'",
		"aws codepipeline rollback-stage --pipeline-name PIPELINE --stage-name Deploy-Prod --target-pipeline-execution-id EXECUTION",
		"aws elasticbeanstalk describe-events --environment-name ENVIRONMENT --max-items 20",
		"aws logs tail /aws/elasticbeanstalk/ENVIRONMENT/var/log/web.stdout.log --follow",
		"aws logs tail /aws/elasticbeanstalk/ENVIRONMENT/var/log/eb-engine.log",
		"aws elasticbeanstalk describe-environment-resources --environment-name ENVIRONMENT " +
			"--query 'EnvironmentResources.Instances[].Id' --output text",
		"aws ssm start-session --target INSTANCE",
		"aws ssm start-session --target INSTANCE --document-name AWS-StartInteractiveCommand " +
			`--parameters command="sudo ls -l /var/app/current"`,
		"aws elasticbeanstalk restart-app-server --environment-name ENVIRONMENT",
		"aws service-quotas get-service-quota --service-code ec2 --quota-code L-1216C47A",
		"eb init", "eb logs ENVIRONMENT",
	},
	"installs a program that only AWS needs": {
		"pip install git-remote-codecommit",
	},
	"takes minutes, and needs packages that nothing else does": {
		"go run -C bench .",
	},
}

var inline = regexp.MustCompile("`((?:aws|eb|git|go|npm|npx|pip) [^`]+)`")

// commands are all that the README tells somebody to type, in blocks and in sentences, each on one line.
func commands(t *testing.T) []string {
	t.Helper()
	var found []string
	add := func(command string) {
		if command = strings.TrimSpace(command); command != "" && !slices.Contains(found, command) {
			found = append(found, command)
		}
	}
	for _, b := range blocks(t, "sh") {
		for line := range strings.Lines(regexp.MustCompile(`(\\|\|)\n\s*`).ReplaceAllString(b.text, "$1 ")) {
			line, _, _ = strings.Cut(line, "  #")
			add(strings.ReplaceAll(line, "\\ ", ""))
		}
	}
	for _, b := range blocks(t, "console") {
		command, _, _ := strings.Cut(strings.TrimPrefix(b.text, "$ "), "\n")
		add(command)
	}
	for _, match := range inline.FindAllStringSubmatch(fence.ReplaceAllString(text(t), ""), -1) {
		add(match[1])
	}
	return found
}

// Every command is run, or is listed with the reason why not; and nothing is listed that the README no longer says.
func TestEveryCommandIsRunOrExplained(t *testing.T) {
	places := map[string]int{}
	for _, s := range walk {
		places[s.command]++
	}
	for _, list := range elsewhere {
		for _, command := range list {
			places[command]++
		}
	}
	for _, command := range commands(t) {
		switch places[command] {
		case 0:
			t.Errorf("nothing runs %q: add it to the walk, or to elsewhere with the reason", command)
		case 1:
		default:
			t.Errorf("%q is listed %d times", command, places[command])
		}
		delete(places, command)
	}
	for command := range places {
		t.Errorf("the README no longer says %q", command)
	}
}

func TestStepsOfCIAreInCI(t *testing.T) {
	steps, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	for reason, list := range elsewhere {
		if !strings.HasSuffix(reason, ": .ci/run") {
			continue
		}
		for _, command := range list {
			if !strings.Contains(string(steps), command) {
				t.Errorf("CI does not run %q", command)
			}
		}
	}
}
