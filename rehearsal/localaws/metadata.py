"""A resource that does nothing, on AWS either: the CDK counts by it what is used."""

from .model import Model


class Metadata(Model):
    type = "AWS::CDK::Metadata"

    def create(self):
        pass

    def update(self, before):
        pass

    def delete(self):
        pass
