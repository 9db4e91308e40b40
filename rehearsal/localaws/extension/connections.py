"""Connections to providers of Git repositories. Nobody can complete one here, so each stays pending."""

from collections import defaultdict
from uuid import uuid4

from .model import Model, Rejected


class Connection(Model):
    type, name_property = "AWS::CodeConnections::Connection", "ConnectionName"
    fixed = ("ConnectionName", "HostArn", "ProviderType")
    made = defaultdict(dict)  # names by ARN, by place: moto has no back end for them

    @property
    def physical_resource_id(self):
        return self.arn

    @property
    def attributes(self):
        return {"ConnectionArn": self.arn, "ConnectionStatus": "PENDING"}

    def create(self):
        given = self.properties
        if ("ProviderType" in given) == ("HostArn" in given):
            raise Rejected("InvalidInputException: exactly one of ProviderType and HostArn must be given")
        if not 1 <= len(given["ConnectionName"]) <= 32:
            raise Rejected(f"a connection's name must have 1 to 32 characters, got {given['ConnectionName']}")
        if given["ConnectionName"] in self.made[self.place].values():
            raise Rejected(f"there is a connection called {given['ConnectionName']} already")
        self.arn = self.place.arn("codeconnections", f"connection/{uuid4()}")
        self.made[self.place][self.arn] = given["ConnectionName"]

    def update(self, before):
        """Its tags are all that can change."""

    def delete(self):
        del self.made[self.place][self.arn]
