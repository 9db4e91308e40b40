"""Applications, which hold versions and environments."""

import re

from moto.elasticbeanstalk.models import eb_backends

from ..iam import trusted
from ..model import Model, Rejected


class Application(Model):
    type, name_property = "AWS::ElasticBeanstalk::Application", "ApplicationName"
    fixed = ("ApplicationName",)

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
