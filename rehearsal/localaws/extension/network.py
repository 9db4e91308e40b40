"""What moto's network lacks: associations and rules that can be undone, and deletion with AWS's refusals."""

from moto.ec2.exceptions import InvalidSecurityGroupNotFoundError, InvalidSubnetIdError
from moto.ec2.models import ec2_backends

from .model import Absent, Model, Rejected


class SubnetRouteTableAssociation(Model):
    type, fixed = "AWS::EC2::SubnetRouteTableAssociation", ("*",)

    def create(self):
        self.name = self.place.backend(ec2_backends).associate_route_table(
            self.properties["RouteTableId"], subnet_id=self.properties["SubnetId"]
        )

    def delete(self):
        self.place.backend(ec2_backends).disassociate_route_table(self.name)


class Rule(Model):
    """A rule of a security group, in either direction."""

    direction = other_group = ""
    fixed = ("*",)

    def rule(self):
        given = self.properties
        ranges = [{key: given[key]} for key in ("CidrIp", "CidrIpv6") if key in given]
        groups = [{"GroupId": given[self.other_group]}] if self.other_group in given else []
        if not ranges and not groups:
            raise Rejected(f"a rule of {given['GroupId']} names neither a range nor a group")
        for group in [{"GroupId": given["GroupId"]}, *groups]:
            self.place.backend(ec2_backends).describe_security_groups(group_ids=[group["GroupId"]])
        return {
            "group_name_or_id": given["GroupId"],
            "ip_protocol": given["IpProtocol"],
            "from_port": given.get("FromPort", "-1"),
            "to_port": given.get("ToPort", "-1"),
            "ip_ranges": ranges,
            "source_groups": groups,
        }

    def create(self):
        backend = self.place.backend(ec2_backends)
        getattr(backend, f"authorize_security_group_{self.direction}")(**self.rule())

    def delete(self):
        backend = self.place.backend(ec2_backends)
        getattr(backend, f"revoke_security_group_{self.direction}")(**self.rule())


class Ingress(Rule):
    type, direction, other_group = "AWS::EC2::SecurityGroupIngress", "ingress", "SourceSecurityGroupId"


class Egress(Rule):
    type, direction, other_group = "AWS::EC2::SecurityGroupEgress", "egress", "DestinationSecurityGroupId"


def delete_group(group, place):
    backend = place.backend(ec2_backends)
    for other in backend.describe_security_groups():
        rules = [*other.ingress_rules, *other.egress_rules]
        if other.id != group.id and any(rule.source_group.get("GroupId") == group.id for rule in rules):
            raise Rejected(f"resource {group.id} has a dependent object")
    backend.delete_security_group(group_id=group.id)


def detach(attachment, place):
    backend = place.backend(ec2_backends)
    if any(nat.vpc_id == attachment.vpc_id and nat.state == "available" for nat in backend.nat_gateways.values()):
        raise Rejected(f"Network {attachment.vpc_id} has some mapped public address(es)")
    backend.detach_internet_gateway(attachment.gateway_id, attachment.vpc_id)


def delete_route(route, place):
    cidr = route.destination_cidr_block or route.destination_ipv6_cidr_block
    place.backend(ec2_backends).delete_route(route.route_table.id, cidr)


def require_subnets(place, ids):
    """Subnets that exist, all in one VPC."""
    try:
        found = [place.backend(ec2_backends).get_subnet(name) for name in ids]
    except InvalidSubnetIdError as error:
        raise Absent(error.message) from None
    if len({subnet.vpc_id for subnet in found}) > 1:
        raise Rejected(f"the subnets {', '.join(ids)} are in more than one VPC")
    return found


def require_group(place, name, vpc_id):
    """A security group that exists, in a VPC."""
    try:
        group = place.backend(ec2_backends).describe_security_groups(group_ids=[name])[0]
    except InvalidSecurityGroupNotFoundError:
        raise Absent(f"The security group '{name}' does not exist") from None
    if group.vpc_id != vpc_id:
        raise Rejected(f"the security group {name} is in {group.vpc_id}")
    return group


def to_internet(place, subnet_id):
    """The kind of gateway that a subnet's default route leads to: "igw", "nat" or "" for none."""
    backend = place.backend(ec2_backends)
    tables = backend.describe_route_tables(filters={"association.subnet-id": [subnet_id]})
    for route in [route for table in tables for route in table.routes]:
        if route.destination_cidr_block != "0.0.0.0/0":
            continue
        if route.gateway and route.gateway.vpc:
            return "igw"
        if route.nat_gateway and route.nat_gateway.state == "available":
            return "nat" if to_internet(place, route.nat_gateway.subnet_id) == "igw" else ""
    return ""


def endpoint_services(place, vpc_id):
    """The AWS services that a VPC can reach without the internet."""
    endpoints = place.backend(ec2_backends).vpc_end_points.values()
    return {endpoint.service_name.rsplit(".", 1)[-1] for endpoint in endpoints if endpoint.vpc_id == vpc_id}
