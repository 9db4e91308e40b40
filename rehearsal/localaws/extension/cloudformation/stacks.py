"""Stacks: change sets that create and update them, with a rollback, and their deletion."""

import json

from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack

from ..model import Rejected
from .resource import add_event, create, delete, reason, update
from .template import order, parse_template

RETAINED = ("Retain", "RetainExceptOnCreate")


def delete_all(stack, retained):
    for name in reversed(order(stack.template_dict)):
        resource = stack.template_dict["Resources"][name]
        if resource.get("DeletionPolicy") in retained:
            add_event(stack, name, resource, "", "DELETE_SKIPPED")
        else:
            delete(stack, name, resource)


def finish(stack, status, status_reason=None):
    stack.status = status
    stack._add_stack_event(status, status_reason)


class Backend:
    """Replaces the methods of the same name in moto's back end."""

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
        before = stack.template_dict.get("Resources", {})
        verb = change_set.change_set_type
        finish(stack, f"{verb}_IN_PROGRESS", "User Initiated")
        try:
            self.apply(stack, change_set, before)
        except Exception as error:
            change_set.execution_status = "EXECUTE_FAILED"
            if verb == "UPDATE":  # the old resources are not restored
                finish(stack, "UPDATE_ROLLBACK_FAILED", reason(error))
                return
            finish(stack, "ROLLBACK_IN_PROGRESS", reason(error))
            delete_all(stack, retained=["Retain"])
            finish(stack, "ROLLBACK_COMPLETE")
            return
        change_set.execution_status = "EXECUTE_COMPLETE"
        finish(stack, f"{verb}_COMPLETE")

    def apply(self, stack, change_set, before):
        template = change_set.template_dict
        stack.template, stack.template_dict = change_set.template, template
        stack.parameters, stack.tags = change_set.parameters, change_set.tags or {}
        stack.description = template.get("Description")
        resource_map = stack.resource_map
        resource_map._template, resource_map._resource_json_map = template, template["Resources"]
        resource_map.cross_stack_resources = self.exports
        resource_map.input_parameters = change_set.parameters
        resource_map.tags = {**stack.tags}
        resource_map.load()
        ordered = order(template)
        for name in ordered:
            resource = template["Resources"][name]
            if name not in before:
                create(stack, name, resource)
            elif before[name] != resource:
                update(stack, name, resource)
        for name in [name for name in before if name not in template["Resources"]]:
            if before[name].get("DeletionPolicy") not in RETAINED:
                delete(stack, name, before[name])
        stack.output_map = stack._create_output_map()
        for export in stack.exports:
            taken = self.exports.get(export.name)
            if taken and taken.exporting_stack_id != stack.stack_id:
                raise ValidationError(message=f"Export with name {export.name} is already exported by another stack")
            self.exports[export.name] = export

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


def install():
    Stack.parse_template = staticmethod(parse_template)
    ChangeSet._parse_template = lambda self: setattr(self, "template_dict", parse_template(self.template))
    for method in ("create_stack", "update_stack", "execute_change_set", "apply", "delete_stack"):
        setattr(CloudFormationBackend, method, getattr(Backend, method))
