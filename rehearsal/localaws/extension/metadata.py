"""A resource that does nothing, here as on AWS: through it the CDK counts which constructs are used."""

from .model import Model


class Metadata(Model):
    type = "AWS::CDK::Metadata"

    def create(self):
        pass

    def update(self, before):
        pass

    def delete(self):
        pass
