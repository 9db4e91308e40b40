"""Custom resources. Their functions would run in a container; what the CDK's two do is done here instead."""

from moto.awslambda.models import lambda_backends
from moto.ec2.models import ec2_backends

from .iam import require, trusted
from .model import Model, Rejected
from .storage import bucket, empty


class Custom(Model):
    type, fixed = "Custom::", ("ServiceToken",)

    @classmethod
    def create_from_cloudformation_json(cls, name, json, account, region, **kwargs):
        known = {kind.kind: kind for kind in Custom.__subclasses__()}
        if kwargs["ResourceType"] not in known:
            raise Rejected(f"the local AWS does not know what {kwargs['ResourceType']} does")
        return super(Custom, known[kwargs["ResourceType"]]).create_from_cloudformation_json(
            name, json, account, region, **kwargs
        )

    def role(self):
        """The role of the function, which must exist with its permissions before the resource is made."""
        function = self.place.backend(lambda_backends).get_function(self.properties["ServiceToken"])
        return trusted(self.place, function.role, "lambda.amazonaws.com")


class RestrictDefaultSecurityGroup(Custom):
    kind = "Custom::VpcRestrictDefaultSG"

    def create(self):
        group_id = self.properties["DefaultSecurityGroupId"]
        arn = self.place.arn("ec2", f"security-group/{group_id}")
        require(self.role(), "ec2:RevokeSecurityGroupIngress", arn)
        require(self.role(), "ec2:RevokeSecurityGroupEgress", arn)
        group = self.place.backend(ec2_backends).describe_security_groups(group_ids=[group_id])[0]
        group.ingress_rules.clear()
        group.egress_rules.clear()

    def update(self, before):
        self.create()

    def delete(self):
        """The function would open the group again; it is deleted with its VPC."""


class AutoDeleteObjects(Custom):
    kind = "Custom::S3AutoDeleteObjects"

    def create(self):
        bucket(self.place, self.properties["BucketName"])

    def update(self, before):
        """The function empties the old bucket only when that is deleted."""
        self.create()

    def delete(self):
        self.role()
        empty(bucket(self.place, self.properties["BucketName"]))
