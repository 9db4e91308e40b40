"""Environments: what AWS clients see of them, and what CloudFormation makes, changes and deletes."""

import re

from moto.core.utils import utcnow
from moto.elasticbeanstalk import models as moto_models
from moto.elasticbeanstalk.models import eb_backends
from moto.moto_api._internal import mock_random

from ..codepipeline.executions import started
from ..model import Model, Rejected
from ..network import delete_group
from .launch import Launch
from .options import Options

PLATFORM = re.compile(
    r"arn:aws:elasticbeanstalk:(?P<region>[a-z0-9-]+)::platform/[\w .]+ running on 64bit Amazon Linux 2023(/[\d.]+)?"
)


class RunningEnvironment(moto_models.Environment):
    """What AWS clients see; moto's own keeps neither platform nor options."""

    platform_arn = ""

    def __init__(self, application, name):
        super().__init__(application, name, "", {})
        self.environment_id = f"e-{mock_random.get_random_hex(10)}"
        self.version_label = "Sample Application"
        self.health, self.health_status = "Green", "Ok"
        self.settings = []
        self.events = []
        self.restarts = False  # its instances are to take other settings

    def note(self, message, severity="INFO"):
        self.date_updated = utcnow()
        event = {"EventDate": self.date_updated, "Message": message, "Severity": severity}
        self.events.append({**event, "VersionLabel": self.version_label})


class Environment(Model):
    type, name_property = "AWS::ElasticBeanstalk::Environment", "EnvironmentName"
    fixed = ("ApplicationName", "CNAMEPrefix", "EnvironmentName", "SolutionStackName", "Tier")

    @property
    def attributes(self):
        return {"EndpointURL": self.resource.endpoint_url}

    def create(self):
        backend = self.place.backend(eb_backends)
        if self.name_property not in self.properties:
            start, end = self.name.rsplit("-", 1)
            self.name = f"{start[: 39 - len(end)]}-{end}"
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{2,38}[A-Za-z0-9]", self.name):
            raise Rejected(f"an environment name has 4 to 40 letters, digits and inner hyphens, got {self.name}")
        if self.name in [running.environment_name for running in backend.describe_environments()]:
            raise Rejected(f"Environment {self.name} already exists.")
        self.check_address(backend)
        application = backend.applications.get(self.properties["ApplicationName"])
        if application is None:
            raise Rejected(f"No Application named '{self.properties['ApplicationName']}' found.")
        self.check(application)
        self.resource = RunningEnvironment(application, self.name)
        self.apply_properties()
        self.resource.note(f"Successfully launched environment: {self.name}")
        application.environments[self.name] = self.resource

    def update(self, before):
        self.check(self.resource.application)
        self.apply_properties()
        self.resource.note("Environment update completed successfully.")
        with started:
            self.resource.restarts = True
            started.notify_all()

    def delete(self):
        self.resource.application.environments.pop(self.name)

    def apply_properties(self):
        prefix = self.properties.get("CNAMEPrefix", self.name)
        self.resource.cname = f"{prefix}.{self.place.region}.elasticbeanstalk.com".lower()
        self.resource.endpoint_url = self.resource.cname
        self.resource.platform_arn = self.properties.get("PlatformArn", "")
        self.resource.solution_stack_name = self.properties.get("SolutionStackName")
        tier = self.properties.get("Tier", {"Name": "WebServer", "Type": "Standard"})
        self.resource.tier = {"Version": "1.0", **tier}
        self.resource.settings = self.properties.get("OptionSettings", [])

    def check(self, application):
        options = Options(self.properties.get("OptionSettings", []))
        self.check_platform()
        self.check_version(application)
        Launch(self.place, options).check()

    def check_address(self, backend):
        prefix = self.properties.get("CNAMEPrefix", self.name)
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{2,61}[A-Za-z0-9]", prefix):
            raise Rejected(f"a CNAME prefix has 4 to 63 letters, digits and inner hyphens, got {prefix}")
        taken = [running.cname.split(".")[0] for running in backend.describe_environments()]
        if prefix.lower() in taken:
            raise Rejected(f"DNS name ({prefix.lower()}.{self.place.region}.elasticbeanstalk.com) is not available.")

    def check_platform(self):
        given = [name for name in ("PlatformArn", "SolutionStackName", "TemplateName") if name in self.properties]
        if len(given) != 1:
            raise Rejected(f"an environment names one of PlatformArn, SolutionStackName, TemplateName, got {given}")
        if given == ["PlatformArn"]:
            platform = PLATFORM.fullmatch(self.properties["PlatformArn"])
            if platform is None or platform["region"] != self.place.region:
                raise Rejected(f"No Platform named '{self.properties['PlatformArn']}' found.")

    def check_version(self, application):
        label = self.properties.get("VersionLabel")
        if label is not None and label not in application.versions:
            raise Rejected(f"No Application Version named '{label}' found.")


def delete_unused_group(group, place):
    """A running environment holds on to its security groups."""
    for running in place.backend(eb_backends).describe_environments():
        if any(group.id in setting["Value"] for setting in running.settings):
            raise Rejected(f"resource {group.id} has a dependent object: the environment {running.environment_name}")
    delete_group(group, place)
