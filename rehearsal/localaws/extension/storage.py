"""Buckets: their policies, and their deletion."""

import json

from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, NotificationConfiguration, s3_backends

from .iam import listed, matches, permits, statements
from .model import Absent, Model, Rejected


def bucket(place, name):
    backend = place.backend(s3_backends)
    if name not in backend.buckets:
        raise Absent(f"the bucket {name} does not exist")
    return backend.buckets[name]


class BucketPolicy(Model):
    type, fixed = "AWS::S3::BucketPolicy", ("Bucket",)

    def create(self):
        document = self.properties["PolicyDocument"]
        target = bucket(self.place, self.properties["Bucket"])
        for statement in statements(document):
            if not {"Principal", "NotPrincipal"} & statement.keys():
                raise Rejected("MalformedPolicy: Missing required field Principal")
            if not all(matches([target.arn, f"{target.arn}/*"], item) for item in listed(statement["Resource"])):
                raise Rejected("MalformedPolicy: Policy has invalid resource")
        target.policy = json.dumps(document).encode()
        self.name = target.name

    def update(self, before):
        self.create()

    def delete(self):
        bucket(self.place, self.name).policy = None


def require_log_delivery(place, name, prefix):
    """What a load balancer does when its access log is switched on: try to write a test object."""
    target = bucket(place, name)
    folder = f"{prefix}/" if prefix else ""
    resource = f"{target.arn}/{folder}AWSLogs/{place.account}/ELBAccessLogTestFile"
    policy = json.loads(target.policy) if target.policy else {"Statement": []}
    for_elb = [
        item
        for item in statements(policy)
        if isinstance(item["Principal"], dict)
        and "logdelivery.elasticloadbalancing.amazonaws.com" in item["Principal"].get("Service", [])
    ]
    if not permits([{"Statement": for_elb}], "s3:PutObject", resource):
        raise Rejected(f"Access Denied for bucket: {name}. Please check S3bucket permission")
    if "aws:kms" in json.dumps(target.encryption or {}):
        raise Rejected(f"Access Denied for bucket: {name}: access logs need SSE-S3, not a KMS key")


def empty(target):
    target.keys.clear()


def delete_bucket(resource, place):
    if resource.keys:
        raise Rejected("The bucket you tried to delete is not empty")
    place.backend(s3_backends).delete_bucket(resource.name)


def configure(target, properties):
    """What moto leaves out of a bucket's template: versions, and notifications to EventBridge."""
    target.versioning_status = properties.get("VersioningConfiguration", {}).get("Status")
    events = properties.get("NotificationConfiguration", {}).get("EventBridgeConfiguration", {})
    wanted = str(events.get("EventBridgeEnabled", False)).lower() == "true"
    target.notification_configuration = NotificationConfiguration(event_bridge={}) if wanted else None


def install():
    """Moto ignores the conditions of a bucket policy, so that "deny without TLS" would deny everything."""
    FakeBucket.get_permission = lambda self, action, resource: PermissionResult.NEUTRAL
    for name in ("create_from_cloudformation_json", "update_from_cloudformation_json"):
        setattr(FakeBucket, name, classmethod(configured(getattr(FakeBucket, name).__func__)))


def configured(make):
    """Makes or updates a bucket as moto does, and configures it."""

    def with_the_rest(cls, *args, **kwargs):
        given = kwargs.get("cloudformation_json") or next(item for item in args if isinstance(item, dict))
        made = make(cls, *args, **kwargs)
        configure(made, given.get("Properties", {}))
        return made

    return with_the_rest
