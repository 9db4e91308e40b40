"""The rules of EventBridge that start pipelines."""

from moto.codepipeline.models import codepipeline_backends
from moto.events.models import Rule

from ..iam import require, trusted
from ..model import Place
from .executions import start


def pushed(held, detail):
    """The commit that CodeCommit tells of, for the source action that takes it: a newer push starts another execution."""
    return {
        action["name"]: detail["commitId"]
        for action in held.pipeline["stages"][0]["actions"]
        if action["actionTypeId"]["provider"] == "CodeCommit"
        and "commitId" in detail
        and action["configuration"]["RepositoryName"] == detail.get("repositoryName")
        and action["configuration"]["BranchName"] == detail.get("referenceName")
    }


def start_by_rule(place, rule, target, event):
    def may_start():
        starting = trusted(place, target["RoleArn"], "events.amazonaws.com")
        require(starting, "codepipeline:StartPipelineExecution", target["Arn"])

    held = place.backend(codepipeline_backends).pipelines[target["Arn"].rsplit(":", 1)[-1]]
    start(place, held, "CloudWatchEvent", rule.arn, may_start, pushed(held, event.get("detail", {})))


def install():
    send_elsewhere = Rule.send_to_targets

    def send_to_targets(rule, event, transform_input=True):
        """Moto's rules reach only logs and queues; these reach pipelines too."""
        pipelines = [target for target in rule.targets if ":codepipeline:" in target["Arn"]]
        if not pipelines:
            send_elsewhere(rule, event, transform_input)
        elif rule.state == "ENABLED" and rule.event_pattern.matches_event(event):
            for target in pipelines:
                start_by_rule(Place(rule.account_id, rule.region_name), rule, target, event)

    Rule.send_to_targets = send_to_targets
