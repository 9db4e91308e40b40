"""Stacks: change sets that create and update them, with a rollback, and their deletion."""

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack
from moto.cloudformation.parsing import OutputMap

from ..model import Rejected
from .differences import described, differences
from .resource import add_event, create, delete, delete_made, reason, replace, update
from .template import order, parse_template

RETAINED = ("Retain", "RetainExceptOnCreate")


def delete_all(stack, retained):
    for name in reversed(order(stack.template_dict)):
        resource = stack.template_dict["Resources"][name]
        if resource.get("DeletionPolicy") in retained:
            add_event(stack, name, resource, "", "DELETE_SKIPPED")
        else:
            delete(stack, name, resource)


@dataclass(frozen=True)
class State:
    """What a stack, or a change set for it, is told."""

    template: object
    template_dict: dict
    parameters: dict
    tags: dict

    @classmethod
    def of(cls, it):
        return cls(it.template, it.template_dict, it.parameters, it.tags or {})


def load(stack, state, exports):
    stack.template, stack.template_dict = state.template, state.template_dict
    stack.parameters, stack.tags = state.parameters, state.tags
    stack.description = state.template_dict.get("Description")
    resource_map = stack.resource_map
    resource_map._template, resource_map._resource_json_map = state.template_dict, state.template_dict["Resources"]
    resource_map.cross_stack_resources = exports
    resource_map.input_parameters = state.parameters
    resource_map.tags = {**state.tags}
    resource_map.load()


def forget(stack):
    """Nothing that a rolled back stack describes exists, and moto would make what it is asked for."""
    stack.resource_map._resource_json_map = {}
    stack.output_map = OutputMap(stack.resource_map, {}, stack.stack_id)


def put_back(stack, name, resource, replaced):
    delete(stack, name, resource)
    stack.resource_map._parsed_resources[name] = replaced


def clean_up(stack, before, made):
    """Deletes what an update has removed or replaced. By then the update has succeeded, whatever happens here."""
    if not made:
        return
    finish(stack, "UPDATE_COMPLETE_CLEANUP_IN_PROGRESS")
    for name in [name for name in reversed(order(before)) if made.get(name) is not None]:
        resource = before["Resources"][name]
        is_removed = name not in stack.template_dict["Resources"]
        if resource.get("DeletionPolicy" if is_removed else "UpdateReplacePolicy") in RETAINED:
            add_event(stack, name, resource, made[name].physical_resource_id, "DELETE_SKIPPED")
            continue
        with suppress(Rejected):
            delete_made(stack, name, resource, made[name])


def finish(stack, status, status_reason=None):
    stack.status = status
    stack._add_stack_event(status, status_reason)


make_change_set = CloudFormationBackend.create_change_set


def as_given(stack, parameters):
    """Moto takes what a parameter was resolved to for the previous value of one that names an SSM parameter."""
    resolved, before = stack.resource_map.resolved_parameters, stack.parameters
    same = [name for name in parameters if str(resolved.get(name)) == str(parameters[name])]
    return {name: before.get(name, value) for name, value in parameters.items() if name not in same or name in before}


class Backend:
    """Replaces the methods of the same name in moto's back end."""

    def create_change_set(self, stack_name, change_set_name, template, parameters, description, change_set_type, *rest, **more):
        if change_set_type == "CREATE":
            for stack in [stack for stack in self.stacks.values() if stack.name == stack_name]:
                if stack.status != "REVIEW_IN_PROGRESS":
                    raise ValidationError(
                        message=f"Stack [{stack_name}] already exists and cannot be created again with the changeSet"
                        f" [{change_set_name}]."
                    )
                del self.stacks[stack.stack_id]
        else:
            parameters = as_given(self.get_stack(stack_name), parameters)
        return make_change_set(
            self, stack_name, change_set_name, template, parameters, description, change_set_type, *rest, **more
        )

    def create_stack(self, name, template, parameters, notification_arns=None, tags=None, role_arn=None, **rest):
        if name in [stack.name for stack in self.stacks.values()]:
            raise AlreadyExistsException(f"Stack {name} already exists")
        change_set, stack_id = self.create_change_set(
            name, "create", template, parameters, "", "CREATE", notification_arns, tags, role_arn
        )
        self.stacks[stack_id].enable_termination_protection = rest.get("enable_termination_protection") or False
        self.execute_change_set(change_set)
        return self.stacks[stack_id]

    def update_stack(self, name, template, role_arn, parameters, tags):
        stack = self.get_stack(name)
        given = self._resolve_update_parameters(stack, parameters)
        change_set, _ = self.create_change_set(name, "update", template, given, "", "UPDATE", [], tags, role_arn)
        self.execute_change_set(change_set)
        return stack

    def execute_change_set(self, change_set_name):
        change_set = self.describe_change_set(change_set_name)
        stack = self.stacks[change_set.stack_id]
        verb = change_set.change_set_type
        before, done = State.of(stack), []
        finish(stack, f"{verb}_IN_PROGRESS", "User Initiated")
        try:
            self.apply(stack, State.of(change_set), done)
        except Exception as error:
            change_set.execution_status = "EXECUTE_FAILED"
            self.roll_back(stack, before, done, verb, reason(error))
            return
        change_set.execution_status = "EXECUTE_COMPLETE"
        finish(stack, f"{verb}_COMPLETE")

    def apply(self, stack, new, done):
        """Takes the new state; what is done is told in a list, each with what undoes it."""
        old = State.of(stack)
        moved = [name for name in new.parameters if old.parameters.get(name) != new.parameters[name]]
        ordered = [*differences(old.template_dict, new.template_dict, moved)]
        load(stack, new, self.exports)
        before, after, leftover = old.template_dict.get("Resources", {}), new.template_dict["Resources"], {}
        made = stack.resource_map._parsed_resources
        for it in ordered:
            name = it.name
            if it.action == "Add":
                create(stack, name, after[name])
                done.append(partial(delete, stack, name, after[name]))
            elif it.action == "Remove":
                leftover[name] = made.get(name)
            elif it.replaced_by:
                leftover[name] = replace(stack, name, after[name])
                done.append(partial(put_back, stack, name, after[name], leftover[name]))
            else:
                update(stack, name, after[name], before[name])
                done.append(partial(update, stack, name, before[name], after[name]))
        stack.output_map = stack._create_output_map()
        for export in stack.exports:
            taken = self.exports.get(export.name)
            if taken and taken.exporting_stack_id != stack.stack_id:
                raise ValidationError(message=f"Export with name {export.name} is already exported by another stack")
            self.exports[export.name] = export
        for name in leftover.keys() - after.keys():
            made.pop(name, None)
        clean_up(stack, old.template_dict, leftover)

    def roll_back(self, stack, before, done, verb, why):
        start = "ROLLBACK" if verb == "CREATE" else "UPDATE_ROLLBACK"
        finish(stack, f"{start}_IN_PROGRESS", why)
        try:
            if verb == "CREATE":
                delete_all(stack, retained=["Retain"])
                forget(stack)
            else:
                load(stack, before, self.exports)
                for undo in reversed(done):
                    undo()
                stack.output_map = stack._create_output_map()
        except Exception as error:
            finish(stack, f"{start}_FAILED", reason(error))
            return
        finish(stack, f"{start}_COMPLETE")

    def delete_stack(self, name_or_stack_id):
        stack = self.describe_stacks(name_or_stack_id)[0]
        if stack.enable_termination_protection:
            raise ValidationError(
                message=f"Stack [{stack.name}] cannot be deleted while TerminationProtection is enabled"
            )
        if stack.status == "REVIEW_IN_PROGRESS":  # nothing was made
            self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)
            return
        finish(stack, "DELETE_IN_PROGRESS", "User Initiated")
        exported = [export.name for export in self.exports.values() if export.exporting_stack_id == stack.stack_id]
        try:
            for name in exported:
                users = [other.name for other in self.stacks.values() if f'"{name}"' in json.dumps(other.template_dict)]
                if set(users) - {stack.name}:
                    raise Rejected(f"Cannot delete export {name} as it is in use by {', '.join(sorted(users))}.")
            delete_all(stack, RETAINED)
        except Exception as error:
            finish(stack, "DELETE_FAILED", reason(error))
            return
        for name in exported:
            del self.exports[name]
        finish(stack, "DELETE_COMPLETE")
        self.deleted_stacks[stack.stack_id] = self.stacks.pop(stack.stack_id)


def diff(change_set):
    stack = change_set.stack
    old, new = stack.parameters or {}, change_set.parameters
    moved = [name for name in new if stack.template_dict and old.get(name) != new[name]]
    found = differences(stack.template_dict, change_set.template_dict, moved)
    return [described(difference, stack) for difference in found]


def stack_resources(stack):
    """Those that exist: asked for all of a template, moto would make the missing ones."""
    made = stack.resource_map._parsed_resources
    return [made[name] for name in stack.resource_map._resource_json_map if made.get(name) is not None]


def install():
    Stack.parse_template = staticmethod(parse_template)
    ChangeSet._parse_template = lambda self: setattr(self, "template_dict", parse_template(self.template))
    ChangeSet.diff = diff
    Stack.stack_resources = property(stack_resources)
    for method in ("create_change_set", "create_stack", "update_stack", "execute_change_set", "apply", "roll_back", "delete_stack"):
        setattr(CloudFormationBackend, method, getattr(Backend, method))
