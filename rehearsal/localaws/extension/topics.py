"""SNS: who may publish to a topic, and who is told. KMS: the keys that encrypt topics. Rules that tell of a pipeline."""

import json
from collections import defaultdict
from uuid import uuid4

from moto.kms.models import kms_backends
from moto.sns.models import sns_backends

from .iam import listed, statements
from .model import Absent, Model, Rejected


def topic(place, arn):
    found = place.backend(sns_backends).topics.get(arn)
    if found is None:
        raise Absent(f"Topic does not exist: {arn}")
    return found


class TopicPolicy(Model):
    type = "AWS::SNS::TopicPolicy"

    def create(self):
        document = self.properties["PolicyDocument"]
        for statement in statements(document):
            if not all(action.lower().startswith("sns:") for action in listed(statement["Action"])):
                raise Rejected("Invalid parameter: Policy statement action out of service scope!")
        for arn in self.properties["Topics"]:
            topic(self.place, arn).policy = json.dumps(document)

    def update(self, before):
        self.create()

    def delete(self):
        """The topic keeps its policy, as on AWS."""


class Subscription(Model):
    type, fixed = "AWS::SNS::Subscription", ("TopicArn", "Endpoint", "Protocol")

    @property
    def physical_resource_id(self):
        return self.arn

    def create(self):
        given = self.properties
        topic(self.place, given["TopicArn"])
        if given["Protocol"] in ("email", "email-json") and "@" not in given["Endpoint"]:
            raise Rejected("Invalid parameter: Email address")
        made = self.place.backend(sns_backends).subscribe(given["TopicArn"], given["Endpoint"], given["Protocol"])
        self.arn = made.arn

    def update(self, before):
        """What else a subscription has is not kept here."""

    def delete(self):
        self.place.backend(sns_backends).unsubscribe(self.arn)


class NotificationRule(Model):
    type, name_property = "AWS::CodeStarNotifications::NotificationRule", "Name"
    fixed = ("Resource",)
    made = defaultdict(list)  # by place: moto has no back end for them

    @property
    def physical_resource_id(self):
        return self.arn

    @property
    def attributes(self):
        return {"Arn": self.arn}

    def create(self):
        self.check()
        self.arn = self.place.arn("codestar-notifications", f"notificationrule/{uuid4().hex}")
        self.made[self.place].append(self.arn)

    def check(self):
        name = self.properties["Name"]
        if len(name) > 64:
            raise Rejected(f"Value '{name}' at 'name' failed to satisfy constraint: Member must have length <= 64")
        for target in self.properties["Targets"]:
            if target["TargetType"] == "SNS":
                topic(self.place, target["TargetAddress"])

    def update(self, before):
        self.check()

    def delete(self):
        self.made[self.place].remove(self.arn)


def change_topic(changed, properties, before, place):
    changed.kms_master_key_id = properties.get("KmsMasterKeyId", "")
    changed.display_name = properties.get("DisplayName", "")


def delete_topic(resource, place):
    backend = place.backend(sns_backends)
    for arn in [arn for arn, item in backend.subscriptions.items() if item.topic.arn == resource.arn]:
        backend.unsubscribe(arn)
    backend.delete_topic(resource.arn)


def change_key(key, properties, before, place):
    key.policy = properties["KeyPolicy"]
    key.description = properties.get("Description", "")
    key.key_rotation_status = properties.get("EnableKeyRotation", False)


def delete_key(key, place):
    """A key is kept for as long as somebody may still miss it."""
    place.backend(kms_backends).schedule_key_deletion(key.id, 7)
