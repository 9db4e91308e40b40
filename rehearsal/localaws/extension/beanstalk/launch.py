"""What the instances and the load balancer of an environment need in order to start: roles, a network, a route out."""

from moto.ec2.exceptions import InvalidVPCIdError
from moto.ec2.models import ec2_backends

from ..iam import instance_profile, trusted
from ..model import Absent, Rejected
from ..network import endpoint_services, require_group, require_subnets, to_internet
from ..storage import require_log_delivery
from .balancer import check_certificates, check_shared
from .options import BALANCER, ENVIRONMENT, LAUNCH, VPC


class Launch:
    """The start of an environment with its options. What would make it fail on AWS is rejected."""

    def __init__(self, place, options):
        self.place, self.options = place, options

    def check(self):
        self.check_roles()
        if self.options.value(VPC, "VPCId"):
            self.check_network()
        check_shared(self.place, self.options)
        check_certificates(self.place, self.options)
        if self.options.value(BALANCER, "AccessLogsS3Enabled") == "true":
            name = self.options.value(BALANCER, "AccessLogsS3Bucket")
            require_log_delivery(self.place, name, self.options.value(BALANCER, "AccessLogsS3Prefix"))

    def check_roles(self):
        if not self.options.value(LAUNCH, "IamInstanceProfile"):
            raise Rejected("Environment must have instance profile associated with it.")
        instance_profile(self.place, self.options.value(LAUNCH, "IamInstanceProfile").rsplit("/", 1)[-1])
        updates = self.options.value("aws:elasticbeanstalk:managedactions", "ServiceRoleForManagedUpdates")
        made_by_aws = "AWSServiceRoleForElasticBeanstalkManagedUpdates"
        for role in {self.options.value(ENVIRONMENT, "ServiceRole"), updates} - {"", made_by_aws}:
            trusted(self.place, role, "elasticbeanstalk.amazonaws.com")

    def check_network(self):
        subnets = self.in_vpc("Subnets")
        for subnet in subnets:
            self.check_way_out(subnet)
        if self.options.load_balanced() and not self.options.shared():
            balancer = self.in_vpc("ELBSubnets") or subnets
            if len({subnet.availability_zone for subnet in balancer}) < 2:
                raise Rejected("At least two subnets in two different Availability Zones must be specified")
            scheme = self.options.value(VPC, "ELBScheme", "public")
            closed = [subnet.id for subnet in balancer if to_internet(self.place, subnet.id) != "igw"]
            if scheme == "public" and closed:
                raise Rejected(f"the subnet {closed[0]} of a public load balancer has no route to an internet gateway")
        groups = [self.group(name) for name in self.options.names(LAUNCH, "SecurityGroups")]
        balancers = [self.group(name) for name in self.options.names(BALANCER, "SecurityGroups")]
        if self.options.value(LAUNCH, "DisableDefaultEC2SecurityGroup") == "true":
            self.check_rules(groups, balancers)

    def in_vpc(self, option):
        vpc_id = self.options.value(VPC, "VPCId")
        try:
            self.place.backend(ec2_backends).get_vpc(vpc_id)
        except InvalidVPCIdError as error:
            raise Absent(error.message) from None
        found = require_subnets(self.place, self.options.names(VPC, option))
        for subnet in found:
            if subnet.vpc_id != vpc_id:
                raise Rejected(f"the subnet {subnet.id} of {option} is in {subnet.vpc_id}")
        return found

    def group(self, name):
        return require_group(self.place, name, self.options.value(VPC, "VPCId"))

    def check_way_out(self, subnet):
        """Instances that cannot call Elastic Beanstalk when they start never become ready."""
        gateway = to_internet(self.place, subnet.id)
        public = self.options.value(VPC, "AssociatePublicIpAddress") == "true" or not self.options.load_balanced()
        if gateway == "nat" or (gateway == "igw" and public):
            return
        needed = {"elasticbeanstalk", "elasticbeanstalk-health", "s3"}
        missing = needed - endpoint_services(self.place, self.options.value(VPC, "VPCId"))
        if missing:
            raise Rejected(
                f"The EC2 instances failed to communicate with AWS Elastic Beanstalk: the subnet {subnet.id} has no "
                f"route to the internet, and its VPC has no endpoints for {', '.join(sorted(missing))}"
            )

    def check_rules(self, groups, balancers):
        if not groups:
            raise Rejected("DisableDefaultEC2SecurityGroup needs a security group of your own in SecurityGroups")
        ingress = [rule for group in groups for rule in group.ingress_rules]
        egress = [rule for group in groups for rule in group.egress_rules]
        if self.options.load_balanced():
            sources = {rule.source_group.get("GroupId") for rule in ingress}
            if not sources & {group.id for group in balancers}:
                raise Rejected("EC2 security group(s) must include an inbound rule that references the load balancer's")
        elif not any(reaches(rule, 80) for rule in ingress):
            raise Rejected("nothing can reach port 80 of the instance")
        if not any(reaches(rule, 443) for rule in egress):
            raise Rejected("The EC2 instances failed to communicate with AWS Elastic Beanstalk: no rule lets them out")


def reaches(rule, port):
    return rule.ip_protocol == "-1" or (rule.ip_protocol == "tcp" and rule.from_port <= port <= rule.to_port)
