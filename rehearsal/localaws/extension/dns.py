"""Route 53: records, and what an alias may lead to."""

from moto.elasticbeanstalk.models import eb_backends
from moto.elbv2.models import elbv2_backends
from moto.route53.exceptions import NoSuchHostedZone
from moto.route53.models import FakeZone, route53_backends

from .model import Model, Rejected

# The zones in which AWS has the names of environments and of load balancers, where the rehearsal deploys unless it is
# told otherwise (AWS General Reference, the service endpoints of Elastic Beanstalk and of Elastic Load Balancing).
BEANSTALK_ZONES = {"us-east-1": "Z117KPS5GTRQ2G"}
GIVEN = "of the account"  # not of a stack
BALANCER_ZONES = {"us-east-1": "Z35SXDOTRQ7X7K"}


def plain(name):
    return name.lower().rstrip(".")


def zone(backend, zone_id, name):
    """A hosted zone. One that no stack has made is taken for one of the account, with room for the name."""
    try:
        return backend.get_hosted_zone(zone_id)
    except NoSuchHostedZone:
        domain = ".".join(plain(name).split(".")[-2:])
        found = backend.zones[zone_id] = FakeZone(domain + ".", zone_id, False, zone_id, comment=GIVEN)
        return found


def inside(name, found):
    return plain(name) == plain(found.name) or plain(name).endswith("." + plain(found.name))


class RecordSet(Model):
    type, name_property = "AWS::Route53::RecordSet", "Name"
    fixed = ("HostedZoneId", "HostedZoneName", "Name", "SetIdentifier", "Type")

    def create(self):
        given, self.name = self.properties, self.properties["Name"]
        if given["Type"] in [record.type for record in self.zone().rrsets if plain(record.name) == plain(self.name)]:
            raise Rejected(f"Tried to create resource record set [name='{self.name}', type='{given['Type']}'] but it already exists")
        self.put()

    def put(self):
        found = self.zone()
        if not inside(self.name, found):
            raise Rejected(f"RRSet with DNS name {self.name} is not permitted in zone {found.name}")
        if "AliasTarget" in self.properties:
            self.check_alias(self.properties["AliasTarget"])
        elif not self.properties.get("ResourceRecords") or "TTL" not in self.properties:
            raise Rejected("Invalid request: Expected exactly one of [AliasTarget, all of [TTL, and ResourceRecords], ...]")
        found.upsert_rrset(self.properties)

    def update(self, before):
        self.put()

    def delete(self):
        self.zone().delete_rrset({"Name": self.name, "Type": self.properties["Type"]})

    def zone(self):
        backend = self.place.backend(route53_backends)
        if "HostedZoneId" in self.properties:
            return zone(backend, self.properties["HostedZoneId"], self.name)
        name = self.properties["HostedZoneName"]
        found = [item for item in backend.zones.values() if plain(item.name) == plain(name)]
        if not found:
            raise Rejected(f"No hosted zone found with name: {name}")
        return found[0]

    def check_alias(self, target):
        """An alias leads to a name that exists, in the zone in which AWS keeps it."""
        name = plain(target["DNSName"])
        zones, names = self.targets(name)
        wanted = zones.get(self.place.region, target["HostedZoneId"])
        if name not in names or target["HostedZoneId"] != wanted:
            raise Rejected(
                f"Tried to create an alias that targets {target['DNSName']}, type {self.properties['Type']} in zone "
                f"{target['HostedZoneId']}, but that target was not found"
            )

    def targets(self, name):
        """The zones, by region, and the names that there are of the kind of a name."""
        if name.endswith(".elasticbeanstalk.com"):
            return BEANSTALK_ZONES, [item.cname for item in self.place.backend(eb_backends).describe_environments()]
        if name.endswith(".elb.amazonaws.com"):
            names = [plain(item.dns_name) for item in self.place.backend(elbv2_backends).load_balancers.values()]
            return BALANCER_ZONES, names + [f"dualstack.{item}" for item in names]
        records = [plain(record.name) for record in self.zone().rrsets]
        return {self.place.region: self.properties.get("HostedZoneId")}, records
