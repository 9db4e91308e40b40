"""Application Load Balancers that a stack makes, with their listeners, target groups and rules."""

from moto.elbv2.models import FakeLoadBalancer, elbv2_backends

from .certificates import require_certificate
from .dns import BALANCER_ZONES
from .model import Absent, Model, Rejected
from .network import require_group, require_subnets, to_internet
from .storage import require_log_delivery


def shortened(name):
    """A name that CloudFormation generates, in 32 characters."""
    start, end = name.rsplit("-", 1) if "-" in name else (name, "")
    return name if len(name) <= 32 else f"{start[: 31 - len(end)].rstrip('-')}-{end}"


def load_balancer(place, arn):
    found = place.backend(elbv2_backends).load_balancers.get(arn)
    if found is None:
        raise Absent(f"Load balancer '{arn}' not found")
    return found


class LoadBalancer(Model):
    type, name_property = "AWS::ElasticLoadBalancingV2::LoadBalancer", "Name"
    fixed = ("Name", "Scheme", "Type")

    @property
    def physical_resource_id(self):
        return self.resource.arn

    @property
    def attributes(self):
        return {
            "CanonicalHostedZoneID": self.resource.canonical_hosted_zone_id,
            "DNSName": self.resource.dns_name,
            "LoadBalancerArn": self.resource.arn,
            "LoadBalancerFullName": self.resource.arn.split("loadbalancer/")[1],
            "LoadBalancerName": self.resource.name,
            "SecurityGroups": self.resource.security_groups,
        }

    def create(self):
        self.name = shortened(self.name)
        self.check()
        given = self.properties
        self.resource = self.place.backend(elbv2_backends).create_load_balancer(
            self.name,
            given.get("SecurityGroups", []),
            given["Subnets"],
            scheme=given.get("Scheme", "internet-facing"),
            loadbalancer_type=given.get("Type", "application"),
        )
        zone = BALANCER_ZONES.get(self.place.region)
        self.resource.canonical_hosted_zone_id = zone or self.resource.canonical_hosted_zone_id
        self.resource.attrs |= self.given_attributes()

    def given_attributes(self):
        return {item["Key"]: str(item["Value"]).lower() for item in self.properties.get("LoadBalancerAttributes", [])}

    def check(self):
        subnets = require_subnets(self.place, self.properties["Subnets"])
        if len({subnet.availability_zone for subnet in subnets}) < 2:
            raise Rejected("At least two subnets in two different Availability Zones must be specified")
        for group in self.properties.get("SecurityGroups", []):
            require_group(self.place, group, subnets[0].vpc_id)
        closed = [subnet.id for subnet in subnets if to_internet(self.place, subnet.id) != "igw"]
        if self.properties.get("Scheme", "internet-facing") == "internet-facing" and closed:
            raise Rejected(f"VPC {subnets[0].vpc_id} has no internet gateway that the subnet {closed[0]} leads to")
        given = self.given_attributes()
        unknown = given.keys() - FakeLoadBalancer.VALID_ATTRS
        if unknown:
            raise Rejected(f"Load balancer attribute key '{sorted(unknown)[0]}' is not recognized")
        if given.get("access_logs.s3.enabled") == "true":
            require_log_delivery(self.place, given["access_logs.s3.bucket"], given.get("access_logs.s3.prefix", ""))

    def update(self, before):
        self.check()
        self.resource.security_groups = self.properties.get("SecurityGroups", [])
        self.resource.subnets = require_subnets(self.place, self.properties["Subnets"])
        self.resource.attrs |= self.given_attributes()

    def delete(self):
        if self.resource.attrs.get("deletion_protection.enabled") == "true":
            raise Rejected(f"Load balancer '{self.resource.arn}' cannot be deleted because deletion protection is enabled")
        self.place.backend(elbv2_backends).delete_load_balancer(self.resource.arn)


class Listener(Model):
    type, fixed = "AWS::ElasticLoadBalancingV2::Listener", ("LoadBalancerArn",)

    @property
    def physical_resource_id(self):
        return self.resource.arn

    @property
    def attributes(self):
        return {"ListenerArn": self.resource.arn}

    def create(self):
        balancer = load_balancer(self.place, self.properties["LoadBalancerArn"])
        port = int(self.properties["Port"])
        if port in [int(listener.port) for listener in balancer.listeners.values()]:
            raise Rejected(f"A listener already exists on this port for this load balancer '{balancer.arn}'")
        self.resource = self.place.backend(elbv2_backends).create_listener(
            balancer.arn, self.properties["Protocol"], port, self.properties.get("SslPolicy"), self.certificate(), self.actions()
        )

    def certificate(self):
        """The first certificate of an HTTPS listener, which must be there."""
        arns = [item["CertificateArn"] for item in self.properties.get("Certificates", [])]
        if self.properties["Protocol"] != "HTTPS":
            if arns or "SslPolicy" in self.properties:
                raise Rejected("A certificate and an SSL policy cannot be specified for HTTP listeners")
            return None
        if not arns:
            raise Rejected("A certificate must be specified for HTTPS listeners")
        for arn in arns:
            require_certificate(self.place, arn)
        return arns[0]

    def actions(self):
        return self.place.backend(elbv2_backends).convert_and_validate_properties(self.properties)

    def update(self, before):
        certificate = self.certificate()
        self.place.backend(elbv2_backends).modify_listener(
            self.resource.arn,
            int(self.properties["Port"]),
            self.properties["Protocol"],
            self.properties.get("SslPolicy"),
            [{"CertificateArn": certificate}] if certificate else [],
            self.actions(),
        )

    def delete(self):
        backend = self.place.backend(elbv2_backends)
        if self.resource.certificate:
            found = require_certificate(self.place, self.resource.certificate)
            if found and self.resource.arn in found.in_use_by:
                found.in_use_by.remove(self.resource.arn)
        backend.delete_listener(self.resource.arn)


class TargetGroup(Model):
    type, name_property = "AWS::ElasticLoadBalancingV2::TargetGroup", "Name"
    fixed = ("Name", "Port", "Protocol", "ProtocolVersion", "TargetType", "VpcId")

    @property
    def physical_resource_id(self):
        return self.resource.arn

    @property
    def attributes(self):
        full_name = self.resource.arn.split(":")[-1]
        return {
            "LoadBalancerArns": self.resource.load_balancer_arns,
            "TargetGroupArn": self.resource.arn,
            "TargetGroupFullName": full_name,
            "TargetGroupName": self.resource.name,
        }

    def create(self):
        given = self.properties
        self.name = shortened(self.name)
        self.resource = self.place.backend(elbv2_backends).create_target_group(
            self.name,
            vpc_id=given.get("VpcId"),
            protocol=given.get("Protocol"),
            port=given.get("Port"),
            healthcheck_path=given.get("HealthCheckPath"),
            matcher=given.get("Matcher"),
            target_type=given.get("TargetType", "instance"),
        )

    def delete(self):
        self.place.backend(elbv2_backends).delete_target_group(self.resource.arn)


class ListenerRule(Model):
    type, fixed = "AWS::ElasticLoadBalancingV2::ListenerRule", ("ListenerArn",)

    @property
    def physical_resource_id(self):
        return self.resource.arn

    @property
    def attributes(self):
        return {"IsDefault": False, "RuleArn": self.resource.arn}

    def create(self):
        backend = self.place.backend(elbv2_backends)
        actions = backend.convert_and_validate_action_properties(self.properties)
        conditions, priority = self.properties["Conditions"], int(self.properties["Priority"])
        self.resource = backend.create_rule(self.properties["ListenerArn"], conditions, priority, actions)

    def delete(self):
        self.place.backend(elbv2_backends).delete_rule(self.resource.arn)
