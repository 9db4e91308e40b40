"""Web ACLs of AWS WAF, and the load balancers that they stand in front of."""

from moto.wafv2.models import wafv2_backends

from .balancing import load_balancer
from .model import Absent, Model, Rejected


class WebAcl(Model):
    type, name_property, fixed = "AWS::WAFv2::WebACL", "Name", ("*",)

    @property
    def physical_resource_id(self):
        return f"{self.name}|{self.resource.id}|{self.properties['Scope']}"

    @property
    def attributes(self):
        return {"Arn": self.resource.arn, "Id": self.resource.id}

    def create(self):
        given = self.properties
        self.resource = self.place.backend(wafv2_backends).create_web_acl(
            self.name, given["VisibilityConfig"], given["DefaultAction"], given["Scope"], given.get("Description", ""),
            [], [], None, None, None, None, None,
        )  # fmt: skip

    def delete(self):
        if self.resource.associated_resources:
            raise Rejected(f"AWS WAF couldn't perform the operation because your resource is being used: {self.resource.arn}")
        self.place.backend(wafv2_backends).wacls.pop(self.resource.arn)


class WebAclAssociation(Model):
    type, fixed = "AWS::WAFv2::WebACLAssociation", ("*",)

    @property
    def physical_resource_id(self):
        return f"{self.properties['WebACLArn']}|{self.properties['ResourceArn']}"

    def create(self):
        acl, to = self.properties["WebACLArn"], self.properties["ResourceArn"]
        if ":loadbalancer/" in to:
            load_balancer(self.place, to)
        backend = self.place.backend(wafv2_backends)
        if acl not in backend.wacls:
            raise Absent(f"AWS WAF couldn't perform the operation because your resource doesn't exist: {acl}")
        if backend.get_web_acl_for_resource(to) is not None:
            raise Rejected(f"{to} already has a web ACL")
        backend.associate_web_acl(acl, to)

    def delete(self):
        self.place.backend(wafv2_backends).disassociate_web_acl(self.properties["ResourceArn"])
