"""What the models of CloudFormation types have in common."""

from dataclasses import dataclass

from moto.core.common_models import CloudFormationModel


class Rejected(Exception):
    """AWS would refuse this; the text is the reason CloudFormation shows."""


class Absent(Rejected):
    """AWS would refuse this too, unless the account has had it before the stacks. A rehearsal's account has had nothing."""

    def __init__(self, reason):
        super().__init__(f"{reason.rstrip('.')}; a rehearsal has only what its stacks make")


@dataclass(frozen=True)
class Place:
    account: str
    region: str

    def backend(self, backends):
        """The back end of a service, in this account and region (or partition, for global services)."""
        services = backends[self.account]
        return services[self.region] if self.region in services else services["aws"]

    def arn(self, service, resource):
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


class Model(CloudFormationModel):
    """A CloudFormation type. A subclass names it, and says how it is made, changed and deleted."""

    type = ""
    name_property = ""  # the property that holds the physical name; CloudFormation generates one where it is absent
    fixed = ()  # the properties whose change replaces the resource; "*" stands for all

    def __init__(self, place, name, properties):
        self.place = place
        self.name = name
        self.properties = properties

    def create(self):
        raise NotImplementedError

    def update(self, before):
        """Takes the new properties; `before` holds the old ones."""
        raise Rejected(f"the local AWS cannot update {self.type}")

    def delete(self):
        raise NotImplementedError

    @property
    def physical_resource_id(self):
        return self.name

    @property
    def attributes(self):
        """What Fn::GetAtt gives, by attribute name."""
        return {}

    @classmethod
    def cloudformation_type(cls):
        return cls.type

    @classmethod
    def cloudformation_name_type(cls):
        return cls.name_property

    @classmethod
    def has_cfn_attr(cls, attr):
        return True  # known only once the resource is made, when get_cfn_attribute decides

    def get_cfn_attribute(self, attribute):
        if attribute not in self.attributes:
            raise Rejected(f"{self.type} has no attribute {attribute}")
        return self.attributes[attribute]

    def is_created(self):
        return True

    @classmethod
    def create_from_cloudformation_json(cls, resource_name, cloudformation_json, account_id, region_name, **kwargs):
        resource = cls(Place(account_id, region_name), resource_name, cloudformation_json["Properties"])
        resource.create()
        return resource

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource, new_resource_name, cloudformation_json, account_id, region_name
    ):
        before, original_resource.properties = original_resource.properties, cloudformation_json["Properties"]
        try:
            original_resource.update(before)
        except Exception:
            original_resource.properties = before
            raise
        return original_resource
