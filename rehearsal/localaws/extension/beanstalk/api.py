"""The operations by which a version is deployed."""

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.elasticbeanstalk import urls
from moto.elasticbeanstalk.responses import EBResponse
from moto.s3.models import s3_backends


class InvalidParameterValue(ServiceException):
    code = "InvalidParameterValue"


class Response(EBResponse):
    def application(self):
        name = self._get_param("ApplicationName")
        if name not in self.elasticbeanstalk_backend.applications:
            raise InvalidParameterValue(f"No Application named '{name}' found.")
        return self.elasticbeanstalk_backend.applications[name]

    def environment(self):
        name = self._get_param("EnvironmentName")
        for running in self.elasticbeanstalk_backend.describe_environments():
            if running.environment_name == name:
                return running
        raise InvalidParameterValue(f"No Environment found for EnvironmentName = '{name}'.")

    def create_storage_location(self):
        name = f"elasticbeanstalk-{self.region}-{self.current_account}"
        backend = s3_backends[self.current_account]["aws"]
        if name not in backend.buckets:
            backend.create_bucket(name, self.region)
        return ActionResult({"S3Bucket": name})

    def create_application_version(self):
        application, label = self.application(), self._get_param("VersionLabel")
        source = self._get_param("SourceBundle")
        if label in application.versions:
            raise InvalidParameterValue(f"Application Version {label} already exists.")
        backend = s3_backends[self.current_account]["aws"]
        if source["S3Bucket"] not in backend.buckets or not backend.get_object(source["S3Bucket"], source["S3Key"]):
            raise InvalidParameterValue(f"Unable to download from S3 location {source}")
        application.versions[label] = {
            "ApplicationName": application.application_name,
            "VersionLabel": label,
            "Description": self._get_param("Description"),
            "SourceBundle": source,
            "DateCreated": utcnow(),
            "DateUpdated": utcnow(),
            "Status": "PROCESSED",
        }
        return ActionResult({"ApplicationVersion": application.versions[label]})

    def describe_application_versions(self):
        labels = self._get_param("VersionLabels", [])
        versions = self.application().versions
        found = [versions[label] for label in versions if not labels or label in labels]
        return ActionResult({"ApplicationVersions": found})

    def update_environment(self):
        running, label = self.environment(), self._get_param("VersionLabel")
        if label not in running.application.versions:
            raise InvalidParameterValue(f"No Application Version named '{label}' found.")
        running.version_before, running.version_label = running.version_label, label
        running.note(f"New application version was deployed to running EC2 instances: {label}")
        return ActionResult(running)

    def describe_environments(self):
        wanted = [self._get_param("ApplicationName"), self._get_param("EnvironmentNames")]
        found = [
            running
            for running in self.elasticbeanstalk_backend.describe_environments()
            if (not wanted[0] or running.application_name == wanted[0])
            and (not wanted[1] or running.environment_name in wanted[1])
        ]
        return ActionResult({"Environments": found})

    def describe_configuration_settings(self):
        running = self.environment()
        settings = {
            "ApplicationName": running.application_name,
            "EnvironmentName": running.environment_name,
            "PlatformArn": running.platform_arn,
            "DeploymentStatus": "deployed",
            "OptionSettings": running.settings,
        }
        return ActionResult({"ConfigurationSettings": [settings]})

    def describe_events(self):
        """The newest first, of all environments unless the request names one."""
        levels = ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"]
        application, name = self._get_param("ApplicationName"), self._get_param("EnvironmentName")
        least = levels.index(self._get_param("Severity") or "TRACE")
        events = [
            {"ApplicationName": running.application_name, "EnvironmentName": running.environment_name, **event}
            for running in self.elasticbeanstalk_backend.describe_environments()
            if application in (None, running.application_name) and name in (None, running.environment_name)
            for event in running.events
            if levels.index(event["Severity"]) >= least
        ]
        events.sort(key=lambda event: event["EventDate"])
        return ActionResult({"Events": events[::-1][: int(self._get_param("MaxRecords") or 1000)]})


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
