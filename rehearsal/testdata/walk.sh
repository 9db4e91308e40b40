#!/usr/bin/env bash
# Walks a kept rehearsal as a person in a second terminal does, with nothing but the AWS CLI, git and the CDK CLI:
# diff, change, deploy, push, state, events, an older release again, destroy. The first argument is a copy of the repository,
# whose main.go it changes; the second is a folder for what it makes. The environment leads to the local AWS.
set -euo pipefail
# In a pipe, grep reads to the end: with -q, whoever writes to it would fail when it has seen enough.
cd "$1"
temp=$2
export AWS_PAGER=

fail() {
  printf 'walk: %s\n' "$*" >&2
  exit 1
}

step() { printf '== %s\n' "$*"; }

# until_is WANTED COMMAND...: repeats a command until it prints what is wanted.
until_is() {
  local wanted=$1 got=
  shift
  for _ in $(seq 120); do
    got=$("$@" 2>&1) || true
    case $got in
    "$wanted") return ;;
    "Failed	${wanted#*	}") break ;;
    esac
    sleep 1
  done
  fail "$* says $got, want $wanted"
}

pipeline=$(aws codepipeline list-pipelines --query 'pipelines[0].name' --output text)
latest() {
  aws codepipeline list-pipeline-executions --pipeline-name "$pipeline" \
    --query 'pipelineExecutionSummaries[0].[status,sourceRevisions[0].revisionId]' --output text
}
environment() { aws elasticbeanstalk describe-environments --query "Environments[0].$1" --output text; }
page() { curl --silent --fail "http://$(environment CNAME)/"; }
deploy() { cdk deploy DevStack --require-approval never --output "$temp/out"; }

step "cdk diff: nothing"
cdk diff DevStack --fail --output "$temp/out" > "$temp/diff" 2>&1 || { cat "$temp/diff"; fail "there is a difference"; }

step "cdk diff: a change"
cp main.go "$temp/main.go"
sed -i.bak 's|^	test := .*|	dev.Pipeline.LogRetentionDays = jsii.Number(14)\n&|; s|^import (|&\n	"github.com/aws/jsii-runtime-go"|' main.go
cdk diff DevStack --output "$temp/out" > "$temp/diff" 2>&1
grep -q 'RetentionInDays' "$temp/diff" || { cat "$temp/diff"; fail "the diff does not say what changes"; }
group=$(aws cloudformation list-stack-resources --stack-name DevStack \
  --query "StackResourceSummaries[?starts_with(LogicalResourceId, 'PipelineBuildLogs')].PhysicalResourceId" --output text)
days() { aws logs describe-log-groups --log-group-name-prefix "$group" --query 'logGroups[0].retentionInDays' --output text; }
[ "$(days)" = 7 ] || fail "cdk diff has changed something: $(days) days"

step "cdk deploy"
deploy > "$temp/deploy" 2>&1 || { cat "$temp/deploy"; fail "cdk deploy failed"; }
[ "$(days)" = 14 ] || fail "cdk deploy has changed nothing: $(days) days"

step "cdk deploy: one that fails is rolled back"
aws cloudformation get-template --stack-name DevStack --query TemplateBody --output json > "$temp/good.json"
python3 - "$temp" << 'PYTHON'
import json, sys
template = json.load(open(sys.argv[1] + "/good.json"))
for resource in template["Resources"].values():
    if resource["Type"] == "AWS::Logs::LogGroup":
        resource["Properties"]["RetentionInDays"] = 30
template["Resources"]["Wrong"] = {"Type": "AWS::Nobody::Knows"}
json.dump(template, open(sys.argv[1] + "/wrong.json", "w"))
PYTHON
aws cloudformation update-stack --stack-name DevStack --template-body "file://$temp/wrong.json" --capabilities CAPABILITY_IAM > "$temp/update"
status() { aws cloudformation describe-stacks --stack-name DevStack --query 'Stacks[0].StackStatus' --output text; }
[ "$(status)" = UPDATE_ROLLBACK_COMPLETE ] || fail "the stack is $(status)"
aws cloudformation describe-stack-events --stack-name DevStack \
  --query "StackEvents[?ResourceStatus=='CREATE_FAILED'].ResourceStatusReason" --output text | grep AWS::Nobody::Knows > /dev/null ||
  fail "the events do not say why"
aws cloudformation describe-stack-resources --stack-name DevStack > "$temp/resources"
if grep -q Wrong "$temp/resources"; then fail "a resource that failed is there"; fi
[ "$(days)" = 14 ] || fail "the roll-back has not restored what was: $(days) days"

step "push with the AWS CLI"
tip=$(aws codecommit get-branch --repository-name webapp --branch-name develop --query branch.commitId --output text)
aws codecommit get-file --repository-name webapp --commit-specifier develop --file-path page.html \
  --query fileContent --output text | base64 --decode | sed 's|<h1>[^<]*</h1>|<h1>By the AWS CLI</h1>|' > "$temp/page.html"
commit=$(aws codecommit put-file --repository-name webapp --branch-name develop --file-path page.html \
  --file-content "fileb://$temp/page.html" --parent-commit-id "$tip" --commit-message "Change the page" --query commitId --output text)
until_is "Succeeded	$commit" latest
page | grep 'By the AWS CLI' > /dev/null || fail "the page is $(page)"

step "push with git"
url=$(aws codecommit get-repository --repository-name webapp --query repositoryMetadata.cloneUrlHttp --output text)
git clone --quiet --branch develop "$url" "$temp/clone"
sed 's/the AWS CLI/git/' "$temp/page.html" > "$temp/clone/page.html"
git -C "$temp/clone" -c user.name=walk -c user.email=walk@example.com commit --quiet --all --message "Change the page"
git -C "$temp/clone" push --quiet
until_is "Succeeded	$(git -C "$temp/clone" rev-parse HEAD)" latest
page | grep 'By git' > /dev/null || fail "the page is $(page)"

step "push what does not build: the release before stays"
printf 'package mian\n' > "$temp/clone/main.go"
git -C "$temp/clone" -c user.name=walk -c user.email=walk@example.com commit --quiet --all --message "Break it"
git -C "$temp/clone" push --quiet
until_is "Failed	$(git -C "$temp/clone" rev-parse HEAD)" latest
page | grep 'By git' > /dev/null || fail "the page is $(page)"

step "state, executions, events"
state() {
  aws codepipeline get-pipeline-state --name "$pipeline" \
    --query "stageStates[].actionStates[].latestExecution.status" --output text
}
[ "$(state)" = "Succeeded	Failed	Succeeded" ] || fail "the state is $(state)"
aws codepipeline list-action-executions --pipeline-name "$pipeline" \
  --query "actionExecutionDetails[?status=='Failed'].output.executionResult.errorDetails.message" --output text |
  grep BUILD > /dev/null || fail "the failed action does not say why"
[ "$(environment Health)" = Green ] || fail "the environment is $(environment Health)"
environment VersionLabel | grep '^code-pipeline-' > /dev/null || fail "the version is $(environment VersionLabel)"
aws elasticbeanstalk describe-events --query 'Events[].Message' --output text |
  grep 'Environment update completed successfully' > /dev/null || fail "the events do not tell of the deployment"

step "an older release again"
older=$(aws codepipeline list-pipeline-executions --pipeline-name "$pipeline" \
  --filter 'succeededInStage={stageName=Deploy-Dev}' \
  --query "pipelineExecutionSummaries[?sourceRevisions[0].revisionId=='$commit'].pipelineExecutionId" --output text)
aws codepipeline rollback-stage --pipeline-name "$pipeline" --stage-name Deploy-Dev \
  --target-pipeline-execution-id "$older" > "$temp/rollback"
until_is "Succeeded	$commit" latest
page | grep 'By the AWS CLI' > /dev/null || fail "the page is $(page)"
aws codepipeline list-pipeline-executions --pipeline-name "$pipeline" \
  --query 'pipelineExecutionSummaries[0].[executionType,trigger.triggerType]' --output text |
  grep 'ROLLBACK	ManualRollback' > /dev/null || fail "the execution does not say that it is a rollback"

step "cdk destroy"
cdk destroy DevStack --force --output "$temp/out" > "$temp/destroy" 2>&1 || { cat "$temp/destroy"; fail "cdk destroy failed"; }
[ "$(aws elasticbeanstalk describe-environments --query 'length(Environments)')" = 0 ] || fail "the environment is still there"
cp "$temp/main.go" main.go
