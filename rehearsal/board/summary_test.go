package board_test

import (
	"strings"
	"testing"

	"beanstalkline/rehearsal/board"
	"beanstalkline/rehearsal/printable"
)

var summary = board.Summary{
	Title: "Rehearsed in 18.7 seconds",
	Stages: []board.Outcome{
		{Stage: "Source", Facts: []string{"1 resource deployed"}},
		{Stage: "Dev", Facts: []string{"42 resources deployed", "commit aaa1bf0 went from develop to Dev"},
			Addresses: []string{"http://localhost:46677", "http://localhost:46678"}},
	},
	Rest:     []string{"On AWS, this would stay, as intended:", "  AWS::S3::Bucket artifacts, of DevStack"},
	Commands: []string{"npx cdk diff DevStack", "aws codepipeline get-pipeline-state --name DevStack-Pipeline8E4BFAC9"},
}

func TestASummaryHasTheAddressesOnLinesOfTheirOwn(t *testing.T) {
	for width, want := range map[int]string{
		100: `
Rehearsed in 18.7 seconds
  Source
    1 resource deployed
  Dev
    42 resources deployed
    commit aaa1bf0 went from develop to Dev
On AWS, this would stay, as intended:
  AWS::S3::Bucket artifacts, of DevStack
  npx cdk diff DevStack
  aws codepipeline get-pipeline-state --name DevStack-Pipeline8E4BFAC9
Open Dev:
  http://localhost:46677
  http://localhost:46678`,
		22: `
Rehearsed in 18.7
seconds
  Source
    1 resource
    deployed
  Dev
    42 resources
    deployed
    commit aaa1bf0
    went from develop
    to Dev
On AWS, this would
stay, as intended:
  AWS::S3::Bucket
  artifacts, of
  DevStack
  npx cdk diff \
    DevStack
  aws codepipeline \
    get-pipeline-state \
    --name \
    DevStack-Pipeline8E4BFAC9
Open Dev:
http://localhost:46677
http://localhost:46678`,
	} {
		if got := text(summary.Lines(width)); got != want {
			t.Errorf("%d columns: got%s\nwant%s", width, got, want)
		}
	}
	for width := 16; width < 300; width++ {
		for _, line := range summary.Lines(width) {
			if words := strings.Fields(line.String()); printable.Width(line.String()) > width && len(words) > 2 {
				t.Errorf("%d columns: %q", width, line)
			}
		}
	}
}
