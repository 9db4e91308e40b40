"""What the local AWS knows beyond moto: the types it makes, and how it deletes those that moto only makes."""

from moto.ec2.models import ec2_backends

from .alarms import CompositeAlarm, MetricAlarm, delete_dashboard
from .balancing import Listener, ListenerRule, LoadBalancer, TargetGroup
from .beanstalk.application import Application
from .beanstalk.environment import Environment, delete_unused_group
from .certificates import Certificate
from .codebuild import Project
from .codecommit.repository import Repository
from .codepipeline.pipeline import Pipeline
from .connections import Connection
from .custom import Custom
from .dns import RecordSet
from .firewall import WebAcl, WebAclAssociation
from .machines import StateMachine
from .metadata import Metadata
from .network import Egress, Ingress, SubnetRouteTableAssociation, delete_route, detach
from .secrets import Secret, SecretTargetAttachment
from .storage import BucketPolicy, delete_bucket
from .topics import NotificationRule, Subscription, TopicPolicy, delete_key, delete_topic

MODELS = [
    Application,
    BucketPolicy,
    Certificate,
    CompositeAlarm,
    Connection,
    Custom,
    Egress,
    Environment,
    Ingress,
    Listener,
    ListenerRule,
    LoadBalancer,
    Metadata,
    MetricAlarm,
    NotificationRule,
    Pipeline,
    Project,
    RecordSet,
    Repository,
    Secret,
    SecretTargetAttachment,
    StateMachine,
    SubnetRouteTableAssociation,
    Subscription,
    TopicPolicy,
    TargetGroup,
    WebAcl,
    WebAclAssociation,
]

# Types that moto's CloudFormation makes but does not delete, or not as AWS would: each with what deletes a resource.
DELETIONS = {
    "AWS::CloudWatch::Dashboard": delete_dashboard,
    "AWS::EC2::EIP": lambda it, at: at.backend(ec2_backends).release_address(allocation_id=it.allocation_id),
    "AWS::EC2::FlowLog": lambda it, at: at.backend(ec2_backends).delete_flow_logs([it.id]),
    "AWS::EC2::InternetGateway": lambda it, at: at.backend(ec2_backends).delete_internet_gateway(it.id),
    "AWS::EC2::NatGateway": lambda it, at: at.backend(ec2_backends).delete_nat_gateway(it.id),
    "AWS::EC2::Route": delete_route,
    "AWS::EC2::RouteTable": lambda it, at: at.backend(ec2_backends).delete_route_table(it.id),
    "AWS::EC2::SecurityGroup": delete_unused_group,
    "AWS::EC2::VPCEndpoint": lambda it, at: at.backend(ec2_backends).delete_vpc_endpoints([it.id]),
    "AWS::EC2::VPCGatewayAttachment": detach,
    "AWS::KMS::Key": delete_key,
    "AWS::S3::Bucket": delete_bucket,
    "AWS::SNS::Topic": delete_topic,
}
