"""CodeBuild: projects. Their builds run in the rehearsal, not here."""

import re

from moto.codebuild.models import codebuild_backends
from moto.logs.models import logs_backends

from .iam import trusted
from .model import Model, Rejected

KINDS = ("LINUX_CONTAINER", "LINUX_GPU_CONTAINER", "ARM_CONTAINER", "LINUX_LAMBDA_CONTAINER", "ARM_LAMBDA_CONTAINER")


def api_names(value):
    """CloudFormation's names as the API writes them, with a lowercase first letter."""
    if isinstance(value, list):
        return [api_names(item) for item in value]
    if isinstance(value, dict):
        return {key[0].lower() + key[1:]: api_names(item) for key, item in value.items()}
    return value


class Project(Model):
    type, name_property, fixed = "AWS::CodeBuild::Project", "Name", ("Name",)

    @property
    def attributes(self):
        return {"Arn": self.place.arn("codebuild", f"project/{self.name}")}

    def create(self):
        if self.name in self.place.backend(codebuild_backends).codebuild_projects:
            raise Rejected(f"Project already exists: {self.attributes['Arn']}")
        self.put()

    def update(self, before):
        self.put()

    def delete(self):
        self.place.backend(codebuild_backends).delete_project(self.name)

    def put(self):
        given = self.properties
        if not re.fullmatch(r"[A-Za-z0-9][\w-]{1,149}", self.name):
            raise Rejected(f"Invalid project name: {self.name}")
        role = trusted(self.place, given["ServiceRole"], "codebuild.amazonaws.com")
        if given["Environment"]["Type"] not in KINDS:
            raise Rejected(f"Invalid environment type: {given['Environment']['Type']}")
        variables = [item["Name"] for item in given["Environment"].get("EnvironmentVariables", [])]
        if len(variables) != len(set(variables)):
            raise Rejected(f"Duplicate environment variable names in {variables}")
        both = {given["Source"]["Type"], given["Artifacts"]["Type"]}
        if "CODEPIPELINE" in both and len(both) > 1:
            raise Rejected("source and artifacts must both be of type CODEPIPELINE, or neither")
        group = given.get("LogsConfig", {}).get("CloudWatchLogs", {}).get("GroupName")
        if group and group not in self.place.backend(logs_backends).groups:
            raise Rejected(f"the log group {group} does not exist")
        source = api_names(given["Source"])
        if "buildSpec" in source:
            source["buildspec"] = source.pop("buildSpec")
        backend = self.place.backend(codebuild_backends)
        backend.create_project(
            project_name=self.name,
            description=given.get("Description"),
            project_source=source,
            artifacts=api_names(given["Artifacts"]),
            environment=api_names(given["Environment"]),
            service_role=role.arn,
            tags=api_names(given.get("Tags", [])),
            cache=api_names(given.get("Cache")),
            timeout=int(given.get("TimeoutInMinutes", 60)),
            queued_timeout=int(given.get("QueuedTimeoutInMinutes", 480)),
            source_version=given.get("SourceVersion"),
            logs_config=api_names(given.get("LogsConfig")),
            vpc_config=api_names(given.get("VpcConfig")),
        )
