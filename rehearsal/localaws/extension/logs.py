"""Log groups: on AWS their ARN ends with ":*", for the streams inside; moto leaves that out."""

from moto.logs.models import LogGroup


def install():
    attribute = LogGroup.get_cfn_attribute
    LogGroup.get_cfn_attribute = lambda self, name: attribute(self, name) + (":*" if name == "Arn" else "")
