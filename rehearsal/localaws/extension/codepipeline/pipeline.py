"""Pipelines."""

import re

from moto.codebuild.models import codebuild_backends
from moto.codecommit.models import codecommit_backends
from moto.codepipeline.models import codepipeline_backends
from moto.elasticbeanstalk.models import eb_backends

from ..codebuild import api_names
from ..iam import role, trusted
from ..model import Model, Rejected
from ..storage import bucket
from .executions import start
from .permissions import kind

NAME = re.compile(r"[A-Za-z0-9.@_-]{1,100}")
CONNECTION = re.compile(r"arn:aws:(codeconnections|codestar-connections):.+:connection/.+")
NOT_IN_THE_DEFINITION = {"Name", "Tags", "RestartExecutionOnUpdate"}


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
        held = self.place.backend(codepipeline_backends).pipelines[self.name]
        held.executions, held.locks = [], {}
        start(self.place, held, "CreatePipeline", self.name)

    def update(self, before):
        self.place.backend(codepipeline_backends).update_pipeline(self.definition())
        if str(self.properties.get("RestartExecutionOnUpdate")).lower() == "true":
            held = self.place.backend(codepipeline_backends).pipelines[self.name]
            start(self.place, held, "StartPipelineExecution", self.name)

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
            for block in ("BeforeEntry", "OnSuccess", "OnFailure"):
                conditions = stage.get(block, {}).get("Conditions", [])
                for condition, judged in zip(conditions, made.get(block[0].lower() + block[1:], {}).get("conditions", []), strict=True):
                    for rule, out in zip(condition["Rules"], judged["rules"], strict=True):
                        out["configuration"] = rule.get("Configuration", {})
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
            case "Source", "S3":
                if bucket(self.place, given["S3Bucket"]).versioning_status != "Enabled":
                    raise Rejected(f"the bucket {given['S3Bucket']} of a source must keep versions")
            case "Approval", "Manual":
                pass
            case category, provider:
                raise Rejected(f"the local AWS knows no action {category} {provider}")

    def find(self, backends, collection, name):
        found = getattr(self.place.backend(backends), collection)
        if name not in found:
            raise Rejected(f"{name} is not among the {collection.replace('_', ' ')}")
        return found[name]
