"""One resource of a stack: its creation, update and deletion, and their events."""

import logging
import threading
from contextlib import contextmanager

from moto.cloudformation import parsing
from moto.cloudformation.models import Event
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from ..catalogue import DELETIONS
from ..changes import IN_PLACE
from ..model import Model, Place, Rejected

log = logging.getLogger("localaws")
turns = threading.RLock()  # stacks are deployed side by side, and moto's back ends are not made for that


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
def step(stack, name, resource, verb, it=None):
    """One resource's turn, in the stack's events."""
    made = stack.resource_map._parsed_resources
    physical_id = getattr(it or made.get(name), "physical_resource_id", "")
    add_event(stack, name, resource, physical_id, f"{verb}_IN_PROGRESS")
    try:
        with turns:
            yield
    except Exception as error:
        if not isinstance(error, Rejected) and not hasattr(error, "message"):
            log.exception("%s of %s in %s", verb, name, stack.name)
        add_event(stack, name, resource, physical_id, f"{verb}_FAILED", reason(error))
        raise Rejected(f"The following resource(s) failed to {verb.lower()}: [{name}].") from error
    physical_id = getattr(it or made.get(name), "physical_resource_id", physical_id)
    add_event(stack, name, resource, physical_id, f"{verb}_COMPLETE")


def make(stack, name, resource):
    made = parsing.parse_and_create_resource(
        name, resource, stack.resource_map, stack.account_id, stack.region_name
    )
    if made is not None:  # its condition holds
        stack.resource_map._parsed_resources[name] = made
    if isinstance(made, TaggedEC2Resource):
        tags = {**stack.tags, "aws:cloudformation:stack-name": stack.name, "aws:cloudformation:logical-id": name}
        ec2_backends[stack.account_id][stack.region_name].create_tags([made.physical_resource_id], tags)


def create(stack, name, resource):
    with step(stack, name, resource, "CREATE"):
        make(stack, name, resource)


def replace(stack, name, resource):
    """Makes another in the place of a resource, which is returned."""
    replaced = stack.resource_map._parsed_resources.get(name)
    with step(stack, name, resource, "UPDATE"):
        make(stack, name, resource)
    return replaced


def update(stack, name, resource, before):
    """Changes a resource in place."""
    resource_map, place = stack.resource_map, Place(stack.account_id, stack.region_name)
    made = resource_map._parsed_resources.get(name)
    with step(stack, name, resource, "UPDATE"):
        change, _ = IN_PLACE.get(resource["Type"], (None, None))
        if isinstance(made, Model) or (change is None and resource["Type"] in IN_PLACE):
            kind, json, new_name = parsing.parse_resource_and_generate_name(name, resource, resource_map)
            changed = kind.update_from_cloudformation_json(
                original_resource=made,
                new_resource_name=getattr(made, "name", new_name),
                cloudformation_json=json,
                account_id=stack.account_id,
                region_name=stack.region_name,
            )
            changed.cf_resource_type, changed.logical_resource_id = resource["Type"], name
            resource_map._parsed_resources[name] = changed
        elif change is not None:
            _, json, _ = parsing.parse_resource(resource, resource_map)
            change(made, json["Properties"], before.get("Properties", {}), place)


def delete(stack, name, resource):
    made = stack.resource_map._parsed_resources.get(name)
    if made is not None:
        delete_made(stack, name, resource, made)
        del stack.resource_map._parsed_resources[name]


def delete_made(stack, name, resource, made):
    with step(stack, name, resource, "DELETE", made):
        if isinstance(made, Model):
            made.delete()
        elif resource["Type"] in DELETIONS:
            DELETIONS[resource["Type"]](made, Place(stack.account_id, stack.region_name))
        else:
            stack.resource_map._delete_resource(made, resource)
