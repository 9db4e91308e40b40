"""CodePipeline: pipelines, and executions that a push starts.

An execution is checked when it starts, role by role, for what its actions are about to do; the rehearsal then does it.
"""

import json
import re

from moto.codebuild.models import codebuild_backends
from moto.codecommit.models import codecommit_backends
from moto.codepipeline import urls
from moto.codepipeline.models import codepipeline_backends
from moto.codepipeline.responses import CodePipelineResponse
from moto.core.utils import unix_time
from moto.elasticbeanstalk.models import eb_backends
from moto.events.models import Rule
from moto.moto_api._internal import mock_random

from .codebuild import api_names
from .iam import require, role, trusted, trusts
from .model import Model, Place, Rejected
from .storage import bucket

NAME = re.compile(r"[A-Za-z0-9.@_-]{1,100}")
CONNECTION = re.compile(r"arn:aws:(codeconnections|codestar-connections):.+:connection/.+")
NOT_IN_THE_DEFINITION = {"Name", "Tags", "RestartExecutionOnUpdate"}


def kind(action):
    return action["actionTypeId"]["category"], action["actionTypeId"]["provider"]


def check_names(names):
    wrong = [name for name in names if not NAME.fullmatch(name) or names.count(name) > 1]
    if wrong:
        raise Rejected(f"a name in a pipeline must be legal and appear once, got {wrong[0]}")


class Pipeline(Model):
    type, name_property, fixed = "AWS::CodePipeline::Pipeline", "Name", ("Name",)

    @property
    def attributes(self):
        return {"Version": str(self.place.backend(codepipeline_backends).pipelines[self.name].pipeline["version"])}

    def create(self):
        self.place.backend(codepipeline_backends).create_pipeline(self.definition(), None)
        self.place.backend(codepipeline_backends).pipelines[self.name].executions = []

    def update(self, before):
        self.place.backend(codepipeline_backends).update_pipeline(self.definition())

    def delete(self):
        self.place.backend(codepipeline_backends).delete_pipeline(self.name)

    def definition(self):
        given = {key: self.properties[key] for key in self.properties.keys() - NOT_IN_THE_DEFINITION}
        pipeline = {"name": self.name, "pipelineType": "V1", "executionMode": "SUPERSEDED", **api_names(given)}
        for stage, made in zip(self.properties["Stages"], pipeline["stages"], strict=True):
            for action, out in zip(stage["Actions"], made["actions"], strict=True):
                out["configuration"] = {
                    key: str(value).lower() if isinstance(value, bool) else value
                    for key, value in action.get("Configuration", {}).items()
                }
        self.check(pipeline)
        return pipeline

    def check(self, pipeline):
        stages = pipeline["stages"]
        check_names([self.name])
        check_names([stage["name"] for stage in stages])
        for stage in stages:
            check_names([action["name"] for action in stage["actions"]])
        trusted(self.place, pipeline["roleArn"], "codepipeline.amazonaws.com")
        bucket(self.place, pipeline["artifactStore"]["location"])
        first = {kind(action)[0] for action in stages[0]["actions"]}
        later = {kind(action)[0] for stage in stages[1:] for action in stage["actions"]}
        if first != {"Source"} or "Source" in later:
            raise Rejected("the first stage must have only source actions, and no other stage may have one")
        made = set()
        for action in [action for stage in stages for action in stage["actions"]]:
            takes = {item["name"] for item in action.get("inputArtifacts", [])}
            makes = {item["name"] for item in action.get("outputArtifacts", [])}
            if takes - made:
                raise Rejected(f"the action {action['name']} takes {takes - made}, which nothing before it makes")
            if makes & made:
                raise Rejected(f"the action {action['name']} makes {makes & made}, which another makes")
            made |= makes
            self.check_action(action)

    def check_action(self, action):
        given = action["configuration"]
        if "roleArn" in action:
            role(self.place, action["roleArn"])
        match kind(action):
            case "Source", "CodeCommit":
                self.find(codecommit_backends, "repositories", given["RepositoryName"])
            case "Build" | "Test", "CodeBuild":
                self.find(codebuild_backends, "codebuild_projects", given["ProjectName"])
            case "Deploy", "ElasticBeanstalk":
                application = self.find(eb_backends, "applications", given["ApplicationName"])
                if given["EnvironmentName"] not in application.environments:
                    raise Rejected(f"No Environment found for EnvironmentName = '{given['EnvironmentName']}'.")
            case "Source", "CodeStarSourceConnection":
                if not CONNECTION.fullmatch(given["ConnectionArn"]):
                    raise Rejected(f"{given['ConnectionArn']} is not the ARN of a connection")
            case "Approval", "Manual":
                pass
            case category, provider:
                raise Rejected(f"the local AWS knows no action {category} {provider}")

    def find(self, backends, collection, name):
        found = getattr(self.place.backend(backends), collection)
        if name not in found:
            raise Rejected(f"{name} is not among the {collection.replace('_', ' ')}")
        return found[name]


def needs(place, pipeline, action):
    """What an action does: (role, action, resource) for each permission that AWS will ask for."""
    given = action["configuration"]
    acting = role(place, action.get("roleArn", pipeline["roleArn"]))
    artifacts = f"arn:aws:s3:::{pipeline['artifactStore']['location']}/{pipeline['name']}/artifact"
    match kind(action):
        case "Source", "CodeCommit":
            repository = place.arn("codecommit", given["RepositoryName"])
            for name in ("GetBranch", "GetCommit", "UploadArchive", "GetUploadArchiveStatus"):
                yield acting, f"codecommit:{name}", repository
            yield acting, "s3:PutObject", artifacts
        case "Source", "CodeStarSourceConnection":
            yield acting, f"{given['ConnectionArn'].split(':')[2]}:UseConnection", given["ConnectionArn"]
            yield acting, "s3:PutObject", artifacts
        case "Build" | "Test", "CodeBuild":
            project = place.backend(codebuild_backends).codebuild_projects[given["ProjectName"]].project_metadata
            yield acting, "codebuild:StartBuild", project["arn"]
            yield acting, "codebuild:BatchGetBuilds", project["arn"]
            building = role(place, project["serviceRole"])
            yield building, "s3:GetObject", artifacts
            yield building, "s3:PutObject", artifacts
            group = project.get("logsConfig", {}).get("cloudWatchLogs", {}).get("groupName")
            stream = place.arn(
                "logs", f"log-group:{group or '/aws/codebuild/' + given['ProjectName']}:log-stream:build"
            )
            yield building, "logs:CreateLogStream", stream
            yield building, "logs:PutLogEvents", stream
        case "Deploy", "ElasticBeanstalk":
            application, environment = given["ApplicationName"], given["EnvironmentName"]
            environment = place.arn("elasticbeanstalk", f"environment/{application}/{environment}")
            version = place.arn("elasticbeanstalk", f"applicationversion/{application}/label")
            yield acting, "s3:GetObject", artifacts
            yield acting, "s3:PutObject", f"arn:aws:s3:::elasticbeanstalk-{place.region}-{place.account}/bundle"
            yield acting, "elasticbeanstalk:CreateApplicationVersion", version
            yield acting, "elasticbeanstalk:UpdateEnvironment", environment


def authorize(place, pipeline):
    leading = trusted(place, pipeline["roleArn"], "codepipeline.amazonaws.com")
    for action in [action for stage in pipeline["stages"] for action in stage["actions"]]:
        if "roleArn" in action and action["roleArn"] != leading.arn:
            require(leading, "sts:AssumeRole", action["roleArn"])
            if not trusts(role(place, action["roleArn"]), leading):
                raise Rejected(f"{leading.arn} is not authorized to perform AssumeRole on role {action['roleArn']}")
        for who, what, where in needs(place, pipeline, action):
            require(who, what, where)


def start(place, rule, target):
    """Starts an execution; a missing permission makes it fail at once, with the reason."""
    status, summary = "InProgress", ""
    held = place.backend(codepipeline_backends).pipelines[target["Arn"].rsplit(":", 1)[-1]]
    try:
        starting = trusted(place, target["RoleArn"], "events.amazonaws.com")
        require(starting, "codepipeline:StartPipelineExecution", target["Arn"])
        authorize(place, held.pipeline)
    except Rejected as error:
        status, summary = "Failed", str(error)
    held.executions.append(
        {
            "pipelineExecutionId": str(mock_random.uuid4()),
            "status": status,
            "statusSummary": summary,
            "startTime": unix_time(),
            "lastUpdateTime": unix_time(),
            "trigger": {"triggerType": "CloudWatchEvent", "triggerDetail": rule.arn},
        }
    )


class Response(CodePipelineResponse):
    def get_pipeline(self):
        """With times as numbers, as AWS writes them; moto writes text, which only some clients can read."""
        pipeline, metadata = self.codepipeline_backend.get_pipeline(self._get_param("name"))
        held = self.codepipeline_backend.pipelines[pipeline["name"]]
        times = {"created": unix_time(held._created), "updated": unix_time(held._updated)}
        return json.dumps({"pipeline": pipeline, "metadata": {**metadata, **times}})

    def list_pipeline_executions(self):
        pipeline, _ = self.codepipeline_backend.get_pipeline(self._get_param("pipelineName"))
        executions = self.codepipeline_backend.pipelines[pipeline["name"]].executions
        return json.dumps({"pipelineExecutionSummaries": executions[::-1]})


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
    send_elsewhere = Rule.send_to_targets

    def send_to_targets(rule, event, transform_input=True):
        """Moto's rules reach only logs and queues; these reach pipelines too."""
        pipelines = [target for target in rule.targets if ":codepipeline:" in target["Arn"]]
        if not pipelines:
            send_elsewhere(rule, event, transform_input)
        elif rule.state == "ENABLED" and rule.event_pattern.matches_event(event):
            for target in pipelines:
                start(Place(rule.account_id, rule.region_name), rule, target)

    Rule.send_to_targets = send_to_targets
