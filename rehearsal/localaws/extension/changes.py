"""How the types that moto makes are changed: in place where CloudFormation does so too, or by another in their place.

Moto itself ignores some changes of a property, and gives a changed security group another id.
"""

import json

from moto.ec2.models import ec2_backends
from moto.iam.models import iam_backends
from moto.logs.models import logs_backends

from .alarms import change_dashboard
from .topics import change_key, change_topic


def change_role(role, properties, before, place):
    backend = place.backend(iam_backends)
    document = properties["AssumeRolePolicyDocument"]
    role.assume_role_policy_document = document if isinstance(document, str) else json.dumps(document)
    role.description = properties.get("Description", "")
    role.max_session_duration = properties.get("MaxSessionDuration", 3600)
    wanted = properties.get("ManagedPolicyArns", [])
    for arn in [arn for arn in role.managed_policies if arn not in wanted]:
        role.managed_policies[arn].detach_from(role)
    for arn in [arn for arn in wanted if arn not in role.managed_policies]:
        backend.attach_role_policy(arn, role.name)
    for policy in before.get("Policies", []):
        role.policies.pop(policy["PolicyName"], None)
    for policy in properties.get("Policies", []):
        backend.put_role_policy(role.name, policy["PolicyName"], json.dumps(policy["PolicyDocument"]))


def change_log_group(group, properties, before, place):
    backend = place.backend(logs_backends)
    if "RetentionInDays" in properties:
        backend.put_retention_policy(group.name, properties["RetentionInDays"])
    else:
        backend.delete_retention_policy(group.name)


def inline_rule(group, rule):
    source = {"GroupId": rule["SourceSecurityGroupId"]} if "SourceSecurityGroupId" in rule else None
    return {
        "group_name_or_id": group.id,
        "ip_protocol": rule["IpProtocol"],
        "from_port": rule.get("FromPort", "-1"),
        "to_port": rule.get("ToPort", "-1"),
        "ip_ranges": [{key: rule[key]} for key in ("CidrIp", "CidrIpv6") if key in rule],
        "source_groups": [source] if source else [],
    }


def change_security_group(group, properties, before, place):
    """Only the group's own rules: others may have been added by resources of their own."""
    backend = place.backend(ec2_backends)
    old, new = before.get("SecurityGroupIngress", []), properties.get("SecurityGroupIngress", [])
    for rule in [rule for rule in old if rule not in new]:
        backend.revoke_security_group_ingress(**inline_rule(group, rule))
    for rule in [rule for rule in new if rule not in old]:
        backend.authorize_security_group_ingress(**inline_rule(group, rule))


def change_vpc(vpc, properties, before, place):
    for name in ("EnableDnsHostnames", "EnableDnsSupport"):
        if name in properties:
            attribute = "enable_dns_hostnames" if name == "EnableDnsHostnames" else "enable_dns_support"
            place.backend(ec2_backends).modify_vpc_attribute(vpc.id, attribute, properties[name])


def change_subnet(subnet, properties, before, place):
    subnet.map_public_ip_on_launch = str(properties.get("MapPublicIpOnLaunch", False)).lower()


def change_endpoint(endpoint, properties, before, place):
    endpoint.policy_document = properties.get("PolicyDocument")
    endpoint.route_table_ids = properties.get("RouteTableIds", [])
    endpoint.subnet_ids = properties.get("SubnetIds", [])
    endpoint.security_group_ids = properties.get("SecurityGroupIds", [])
    endpoint.private_dns_enabled = properties.get("PrivateDnsEnabled")


def change_nothing(resource, properties, before, place):
    """Moto keeps nothing that could change."""


MOTO = None  # moto's own change will do

# What CloudFormation changes in place: by type, with what does it, and the properties whose change replaces all the
# same. A type that is not listed is replaced, unless only its tags change.
IN_PLACE = {
    "AWS::CloudWatch::Dashboard": (change_dashboard, {"DashboardName"}),
    "AWS::EC2::SecurityGroup": (change_security_group, {"GroupDescription", "GroupName", "VpcId"}),
    "AWS::EC2::Subnet": (change_subnet, {"AvailabilityZone", "CidrBlock", "VpcId"}),
    "AWS::EC2::VPC": (change_vpc, {"CidrBlock"}),
    "AWS::EC2::VPCEndpoint": (change_endpoint, {"ServiceName", "VpcEndpointType", "VpcId"}),
    "AWS::Events::Rule": (MOTO, {"EventBusName", "Name"}),
    "AWS::IAM::Policy": (MOTO, set()),
    "AWS::IAM::Role": (change_role, {"Path", "RoleName"}),
    "AWS::KMS::Key": (change_key, {"KeySpec", "KeyUsage", "MultiRegion", "Origin"}),
    "AWS::Lambda::Function": (MOTO, {"FunctionName", "PackageType"}),
    "AWS::Logs::LogGroup": (change_log_group, {"LogGroupName"}),
    "AWS::S3::Bucket": (change_nothing, {"BucketName"}),
    "AWS::SNS::Topic": (change_topic, {"FifoTopic", "TopicName"}),
    "AWS::SSM::Parameter": (MOTO, {"Name"}),
}
