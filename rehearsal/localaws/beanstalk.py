"""Elastic Beanstalk: applications, their versions, and environments with their options.

An environment's instances and load balancer are not made; what they would need when they start is checked.
"""

import re

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ec2.exceptions import InvalidSecurityGroupNotFoundError, InvalidSubnetIdError, InvalidVPCIdError
from moto.ec2.models import ec2_backends
from moto.elasticbeanstalk import models as moto_models
from moto.elasticbeanstalk import urls
from moto.elasticbeanstalk.models import eb_backends
from moto.elasticbeanstalk.responses import EBResponse
from moto.moto_api._internal import mock_random
from moto.s3.models import s3_backends

from .iam import instance_profile, trusted
from .model import Model, Rejected
from .network import DELETE, delete_group, endpoint_services, to_internet
from .storage import require_log_delivery

ENVIRONMENT = "aws:elasticbeanstalk:environment"
LAUNCH = "aws:autoscaling:launchconfiguration"
VPC = "aws:ec2:vpc"
BALANCER = "aws:elbv2:loadbalancer"
PLATFORM = re.compile(
    r"arn:aws:elasticbeanstalk:(?P<region>[a-z0-9-]+)::platform/[\w .]+ running on 64bit Amazon Linux 2023(/[\d.]+)?"
)


class InvalidParameterValue(ServiceException):
    code = "InvalidParameterValue"


class Application(Model):
    type, name_property = "AWS::ElasticBeanstalk::Application", "ApplicationName"

    def create(self):
        self.check()
        if not re.fullmatch(r"[^/]{1,100}", self.name):
            raise Rejected(f"an application name has 1 to 100 characters and no slash, got {self.name}")
        self.resource = self.place.backend(eb_backends).create_application(self.name)
        self.resource.versions = {}

    def update(self, before):
        self.check()

    def check(self):
        lifecycle = self.properties.get("ResourceLifecycleConfig", {})
        rules = lifecycle.get("VersionLifecycleConfig", {}).values()
        rules = [rule for rule in rules if str(rule.get("Enabled")).lower() == "true"]
        if len(rules) > 1:
            raise Rejected("a version lifecycle has one rule, by count or by age")
        if rules:
            trusted(self.place, lifecycle["ServiceRole"], "elasticbeanstalk.amazonaws.com")

    def delete(self):
        if self.resource.environments:
            names = ", ".join(self.resource.environments)
            raise Rejected(f"Unable to delete application {self.name} because it has running environments: {names}")
        self.place.backend(eb_backends).delete_application(self.name)


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

    def note(self, message):
        self.date_updated = utcnow()
        self.events.append({"EventDate": self.date_updated, "Message": message, "Severity": "INFO"})


class Environment(Model):
    type, name_property = "AWS::ElasticBeanstalk::Environment", "EnvironmentName"

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
        self.take_over()
        self.resource.note(f"Successfully launched environment: {self.name}")
        application.environments[self.name] = self.resource

    def update(self, before):
        fixed = ("ApplicationName", "CNAMEPrefix", "EnvironmentName", "SolutionStackName", "Tier")
        changed = [name for name in fixed if before.get(name) != self.properties.get(name)]
        if changed:
            raise Rejected(f"the local AWS cannot replace an environment, which a new {changed[0]} asks for")
        self.check(self.resource.application)
        self.take_over()
        self.resource.note("Environment update completed successfully.")

    def delete(self):
        self.resource.application.environments.pop(self.name)

    def take_over(self):
        prefix = self.properties.get("CNAMEPrefix", self.name)
        self.resource.cname = f"{prefix}.{self.place.region}.elasticbeanstalk.com".lower()
        self.resource.endpoint_url = self.resource.cname
        self.resource.platform_arn = self.properties.get("PlatformArn", "")
        self.resource.solution_stack_name = self.properties.get("SolutionStackName")
        tier = self.properties.get("Tier", {"Name": "WebServer", "Type": "Standard"})
        self.resource.tier = {"Version": "1.0", **tier}
        self.resource.settings = self.properties.get("OptionSettings", [])

    def check(self, application):
        self.options = {}
        for setting in self.properties.get("OptionSettings", []):
            texts = [setting.get(key) for key in ("Namespace", "OptionName", "Value")]
            if not all(isinstance(text, str) for text in texts):
                raise Rejected(f"Namespace, OptionName and Value must be strings, got {setting}")
            self.options[setting["Namespace"], setting["OptionName"]] = setting["Value"]
        self.check_platform()
        self.check_version(application)
        self.check_roles()
        if self.option(VPC, "VPCId"):
            self.check_network()
        if self.option(BALANCER, "AccessLogsS3Enabled") == "true":
            require_log_delivery(
                self.place, self.option(BALANCER, "AccessLogsS3Bucket"), self.option(BALANCER, "AccessLogsS3Prefix")
            )

    def option(self, namespace, name, default=""):
        return self.options.get((namespace, name), default)

    def names(self, namespace, name):
        return [item for item in self.option(namespace, name).split(",") if item]

    def load_balanced(self):
        return self.option(ENVIRONMENT, "EnvironmentType", "LoadBalanced") == "LoadBalanced"

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

    def check_roles(self):
        if not self.option(LAUNCH, "IamInstanceProfile"):
            raise Rejected("Environment must have instance profile associated with it.")
        instance_profile(self.place, self.option(LAUNCH, "IamInstanceProfile").rsplit("/", 1)[-1])
        updates = self.option("aws:elasticbeanstalk:managedactions", "ServiceRoleForManagedUpdates")
        made_by_aws = "AWSServiceRoleForElasticBeanstalkManagedUpdates"
        for role in {self.option(ENVIRONMENT, "ServiceRole"), updates} - {"", made_by_aws}:
            trusted(self.place, role, "elasticbeanstalk.amazonaws.com")

    def check_network(self):
        subnets = self.in_vpc("Subnets")
        for subnet in subnets:
            self.check_way_out(subnet)
        if self.load_balanced():
            balancer = self.in_vpc("ELBSubnets") or subnets
            if len({subnet.availability_zone for subnet in balancer}) < 2:
                raise Rejected("At least two subnets in two different Availability Zones must be specified")
            scheme = self.option(VPC, "ELBScheme", "public")
            closed = [subnet.id for subnet in balancer if to_internet(self.place, subnet.id) != "igw"]
            if scheme == "public" and closed:
                raise Rejected(f"the subnet {closed[0]} of a public load balancer has no route to an internet gateway")
        groups = [self.group(name) for name in self.names(LAUNCH, "SecurityGroups")]
        balancers = [self.group(name) for name in self.names(BALANCER, "SecurityGroups")]
        if self.option(LAUNCH, "DisableDefaultEC2SecurityGroup") == "true":
            self.check_rules(groups, balancers)

    def in_vpc(self, option):
        try:
            self.place.backend(ec2_backends).get_vpc(self.option(VPC, "VPCId"))
            found = [self.place.backend(ec2_backends).get_subnet(name) for name in self.names(VPC, option)]
        except (InvalidSubnetIdError, InvalidVPCIdError) as error:
            raise Rejected(error.message) from None
        for subnet in found:
            if subnet.vpc_id != self.option(VPC, "VPCId"):
                raise Rejected(f"the subnet {subnet.id} of {option} is in {subnet.vpc_id}")
        return found

    def group(self, name):
        try:
            group = self.place.backend(ec2_backends).describe_security_groups(group_ids=[name])[0]
        except InvalidSecurityGroupNotFoundError as error:
            raise Rejected(error.message) from None
        if group.vpc_id != self.option(VPC, "VPCId"):
            raise Rejected(f"the security group {name} is in {group.vpc_id}")
        return group

    def check_way_out(self, subnet):
        """Instances that cannot call Elastic Beanstalk when they start never become ready."""
        gateway = to_internet(self.place, subnet.id)
        public = self.option(VPC, "AssociatePublicIpAddress") == "true" or not self.load_balanced()
        if gateway == "nat" or (gateway == "igw" and public):
            return
        needed = {"elasticbeanstalk", "elasticbeanstalk-health", "s3"}
        missing = needed - endpoint_services(self.place, self.option(VPC, "VPCId"))
        if missing:
            raise Rejected(
                f"The EC2 instances failed to communicate with AWS Elastic Beanstalk: the subnet {subnet.id} has no "
                f"route to the internet, and its VPC no endpoints for {', '.join(sorted(missing))}"
            )

    def check_rules(self, groups, balancers):
        if not groups:
            raise Rejected("DisableDefaultEC2SecurityGroup needs a security group of your own in SecurityGroups")
        ingress = [rule for group in groups for rule in group.ingress_rules]
        egress = [rule for group in groups for rule in group.egress_rules]
        if self.load_balanced():
            sources = {rule.source_group.get("GroupId") for rule in ingress}
            if not sources & {group.id for group in balancers}:
                raise Rejected("EC2 security group(s) must include an inbound rule that references the load balancer's")
        elif not any(reaches(rule, 80) for rule in ingress):
            raise Rejected("nothing may reach port 80 of the instance")
        if not any(reaches(rule, 443) for rule in egress):
            raise Rejected("The EC2 instances failed to communicate with AWS Elastic Beanstalk: no rule lets them out")


def reaches(rule, port):
    return rule.ip_protocol == "-1" or (rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port)


def delete_unused_group(group, place):
    """A running environment holds on to its security groups."""
    for running in place.backend(eb_backends).describe_environments():
        if any(group.id in setting["Value"] for setting in running.settings):
            raise Rejected(f"resource {group.id} has a dependent object: the environment {running.environment_name}")
    delete_group(group, place)


DELETE["AWS::EC2::SecurityGroup"] = delete_unused_group


class Response(EBResponse):
    """The operations by which a version is deployed."""

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
        running.version_label = label
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
        running = self.environment()
        events = [
            {"ApplicationName": running.application_name, "EnvironmentName": running.environment_name, **event}
            for event in reversed(running.events)
        ]
        return ActionResult({"Events": events})


urls.url_paths["{0}/$"] = Response.dispatch
