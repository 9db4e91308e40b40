"""Log groups: AWS ends their ARN with ":*", for the streams inside; moto does not."""

from moto.logs.models import LogGroup

attribute = LogGroup.get_cfn_attribute
LogGroup.get_cfn_attribute = lambda self, name: attribute(self, name) + (":*" if name == "Arn" else "")
