"""Cloud Control's ListResources: the existing resources of a type, whoever made them."""

import json

from moto.acm.models import acm_backends
from moto.awslambda.models import lambda_backends
from moto.cloudwatch.models import cloudwatch_backends
from moto.codebuild.models import codebuild_backends
from moto.codecommit.models import codecommit_backends
from moto.codepipeline.models import codepipeline_backends
from moto.ec2.models import ec2_backends
from moto.ecr.models import ecr_backends
from moto.elasticbeanstalk.models import eb_backends
from moto.elbv2.models import elbv2_backends
from moto.events.models import events_backends
from moto.iam.models import get_account_id_from, iam_backends
from moto.kms.models import kms_backends
from moto.logs.models import logs_backends
from moto.rds.models import rds_backends
from moto.route53.models import route53_backends
from moto.s3.models import s3_backends
from moto.secretsmanager.models import secretsmanager_backends
from moto.sns.models import sns_backends
from moto.ssm.models import ssm_backends
from moto.wafv2.models import wafv2_backends

from .connections import Connection
from .dns import GIVEN
from .machines import StateMachine
from .model import Place
from .topics import NotificationRule

OPERATION = "CloudApiService.ListResources"

LISTS = {
    "AWS::CertificateManager::Certificate": lambda at: [
        arn for arn, item in at.backend(acm_backends)._certificates.items() if not hasattr(item, "given")
    ],
    "AWS::CloudWatch::Alarm": lambda at: [
        item.name for item in at.backend(cloudwatch_backends).alarms.values() if not item.rule
    ],
    "AWS::CloudWatch::CompositeAlarm": lambda at: [
        item.name for item in at.backend(cloudwatch_backends).alarms.values() if item.rule
    ],
    "AWS::CloudWatch::Dashboard": lambda at: at.backend(cloudwatch_backends).dashboards,
    "AWS::CodeBuild::Project": lambda at: at.backend(codebuild_backends).codebuild_projects,
    "AWS::CodeConnections::Connection": lambda at: Connection.made[at],
    "AWS::CodeCommit::Repository": lambda at: [
        item.repository_metadata["repositoryId"] for item in at.backend(codecommit_backends).repositories.values()
    ],
    "AWS::CodePipeline::Pipeline": lambda at: at.backend(codepipeline_backends).pipelines,
    "AWS::CodeStarNotifications::NotificationRule": lambda at: NotificationRule.made[at],
    "AWS::EC2::EIP": lambda at: [item.public_ip for item in at.backend(ec2_backends).addresses],
    "AWS::EC2::FlowLog": lambda at: at.backend(ec2_backends).flow_logs,
    "AWS::EC2::InternetGateway": lambda at: at.backend(ec2_backends).internet_gateways,
    "AWS::EC2::NatGateway": lambda at: [
        item.id for item in at.backend(ec2_backends).nat_gateways.values() if item.state != "deleted"
    ],
    "AWS::EC2::RouteTable": lambda at: at.backend(ec2_backends).route_tables,
    "AWS::EC2::SecurityGroup": lambda at: [item.id for item in at.backend(ec2_backends).describe_security_groups()],
    "AWS::EC2::Subnet": lambda at: [item.id for item in at.backend(ec2_backends).describe_subnets()],
    "AWS::EC2::VPC": lambda at: at.backend(ec2_backends).vpcs,
    "AWS::EC2::VPCEndpoint": lambda at: [
        item.id for item in at.backend(ec2_backends).vpc_end_points.values() if item.state != "deleted"
    ],
    "AWS::ECR::Repository": lambda at: at.backend(ecr_backends).repositories,
    "AWS::ElasticBeanstalk::Application": lambda at: at.backend(eb_backends).applications,
    "AWS::ElasticBeanstalk::Environment": lambda at: [
        item.environment_name for item in at.backend(eb_backends).describe_environments()
    ],
    "AWS::ElasticLoadBalancingV2::LoadBalancer": lambda at: at.backend(elbv2_backends).load_balancers,
    "AWS::ElasticLoadBalancingV2::TargetGroup": lambda at: at.backend(elbv2_backends).target_groups,
    "AWS::Events::Rule": lambda at: [
        rule.name for bus in at.backend(events_backends).event_buses.values() for rule in bus.rules.values()
    ],
    "AWS::IAM::InstanceProfile": lambda at: [item.name for item in at.backend(iam_backends).get_instance_profiles()],
    "AWS::IAM::Role": lambda at: [item.name for item in at.backend(iam_backends).get_roles()],
    "AWS::KMS::Key": lambda at: [
        item.id for item in at.backend(kms_backends).keys.values() if item.key_state != "PendingDeletion"
    ],
    "AWS::Lambda::Function": lambda at: [item.function_name for item in at.backend(lambda_backends).list_functions()],
    "AWS::Logs::LogGroup": lambda at: at.backend(logs_backends).groups,
    "AWS::RDS::DBInstance": lambda at: at.backend(rds_backends).databases,
    "AWS::RDS::DBSubnetGroup": lambda at: at.backend(rds_backends).subnet_groups,
    "AWS::Route53::HostedZone": lambda at: [
        item.resource_id for item in at.backend(route53_backends).zones.values() if item.comment != GIVEN
    ],
    "AWS::Route53::RecordSet": lambda at: [
        record.name for zone in at.backend(route53_backends).zones.values() for record in zone.rrsets
    ],
    "AWS::SecretsManager::Secret": lambda at: [
        item.arn for item in at.backend(secretsmanager_backends).secrets.values() if not item.is_deleted()
    ],
    "AWS::SNS::Subscription": lambda at: at.backend(sns_backends).subscriptions,
    "AWS::SNS::Topic": lambda at: at.backend(sns_backends).topics,
    "AWS::SSM::Parameter": lambda at: at.backend(ssm_backends)._parameters,
    "AWS::StepFunctions::StateMachine": lambda at: StateMachine.made[at],
    "AWS::S3::Bucket": lambda at: s3_backends[at.account]["aws"].buckets,
    "AWS::WAFv2::WebACL": lambda at: [
        "|".join((item.name, item.id, item.arn.split(":")[5].split("/")[0].upper()))
        for item in at.backend(wafv2_backends).wacls.values()
    ],
}


def answer(environ, start_response):
    """Moto has no Cloud Control, so this sits in front of it."""
    request = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
    key, _, region = environ["HTTP_AUTHORIZATION"].split("Credential=")[1].split("/")[:3]
    account = get_account_id_from(key)
    name = request["TypeName"]
    if name in LISTS:
        found = [{"Identifier": item, "Properties": "{}"} for item in sorted(LISTS[name](Place(account, region)))]
        status, body = "200 OK", {"TypeName": name, "ResourceDescriptions": found}
    else:
        status = "400 Bad Request"
        body = {"__type": "UnsupportedActionException", "message": f"the local AWS cannot list {name}"}
    start_response(status, [("Content-Type", "application/x-amz-json-1.0")])
    return [json.dumps(body).encode()]
