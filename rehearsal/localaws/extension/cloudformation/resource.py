"""One resource of a stack: its creation, update and deletion, and their events."""

import logging
from contextlib import contextmanager

from moto.cloudformation import parsing
from moto.cloudformation.models import Event
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from ..catalogue import DELETIONS
from ..model import Model, Place, Rejected

log = logging.getLogger("localaws")


def reason(error):
    return getattr(error, "message", None) or str(error) or type(error).__name__


def add_event(stack, name, resource, physical_id, status, status_reason=None):
    stack.events.append(
        Event(
            stack_id=stack.stack_id,
            stack_name=stack.name,
            logical_resource_id=name,
            physical_resource_id=physical_id,
            resource_type=resource["Type"],
            resource_status=status,
            resource_status_reason=status_reason,
            resource_properties=None,
        )
    )


@contextmanager
def step(stack, name, resource, verb):
    """One resource's turn, in the stack's events."""
    made = stack.resource_map._parsed_resources
    physical_id = getattr(made.get(name), "physical_resource_id", "")
    add_event(stack, name, resource, physical_id, f"{verb}_IN_PROGRESS")
    try:
        yield
    except Exception as error:
        if not isinstance(error, Rejected) and not hasattr(error, "message"):
            log.exception("%s of %s in %s", verb, name, stack.name)
        add_event(stack, name, resource, physical_id, f"{verb}_FAILED", reason(error))
        raise
    physical_id = getattr(made.get(name), "physical_resource_id", physical_id)
    add_event(stack, name, resource, physical_id, f"{verb}_COMPLETE")


def create(stack, name, resource):
    resource_map = stack.resource_map
    with step(stack, name, resource, "CREATE"):
        made = resource_map[name]
        if isinstance(made, TaggedEC2Resource):
            tags = {**stack.tags, "aws:cloudformation:stack-name": stack.name, "aws:cloudformation:logical-id": name}
            ec2_backends[stack.account_id][stack.region_name].create_tags([made.physical_resource_id], tags)


def update(stack, name, resource):
    with step(stack, name, resource, "UPDATE"):
        stack.resource_map._parsed_resources[name] = parsing.parse_and_update_resource(
            name, resource, stack.resource_map, stack.account_id, stack.region_name
        )


def delete(stack, name, resource):
    made = stack.resource_map._parsed_resources.get(name)
    if made is None:
        return
    with step(stack, name, resource, "DELETE"):
        if isinstance(made, Model):
            made.delete()
        elif resource["Type"] in DELETIONS:
            DELETIONS[resource["Type"]](made, Place(stack.account_id, stack.region_name))
        else:
            stack.resource_map._delete_resource(made, resource)
    del stack.resource_map._parsed_resources[name]
