"""CloudFormation's way of working through a template.

Moto's own takes resources in the order of the template, whatever they depend on, and knows neither a failure nor a
rollback. Here a resource is made after everything it depends on and no sooner; and, where the order is free, an
environment and a pipeline come as early as the template allows, because on AWS nothing makes them wait either. A
missing dependency is then a failure here as it is there.
"""

import json
import logging
import re
from contextlib import contextmanager

import yaml
from moto.cloudformation import parsing, urls
from moto.cloudformation.exceptions import AlreadyExistsException, ValidationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Event, Stack, cloudformation_backends
from moto.cloudformation.responses import CloudFormationResponse
from moto.cloudformation.utils import yaml_tag_constructor
from moto.core.responses import ActionResult, EmptyResult
from moto.ec2.models import ec2_backends
from moto.ec2.models.core import TaggedEC2Resource

from .model import Model, Place, Rejected
from .network import DELETE

EAGER = ("AWS::ElasticBeanstalk::Environment", "AWS::CodePipeline::Pipeline")
RETAINED = ("Retain", "RetainExceptOnCreate")

log = logging.getLogger("localaws")


def parse_template(template):
    """JSON first: the CDK writes JSON, and reading it as YAML takes seconds."""
    try:
        return json.loads(template)
    except ValueError:
        yaml.add_multi_constructor("", yaml_tag_constructor)
        return yaml.load(template, Loader=yaml.Loader)


def references(value):
    """The logical ids a piece of a template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "Ref":
                yield item
            elif key == "Fn::GetAtt":
                yield item[0] if isinstance(item, list) else item.split(".")[0]
            elif key == "Fn::Sub":
                text, given = (item, {}) if isinstance(item, str) else item
                yield from (name for name in re.findall(r"\${([\w:]+)[.}]", text) if name not in given)
                yield from references(list(given.values()))
            else:
                yield from references(item)


def dependencies(resource):
    explicit = resource.get("DependsOn", [])
    return [explicit] if isinstance(explicit, str) else list(explicit)


def order(template):
    """The logical ids, each after everything it depends on."""
    resources = template["Resources"]
    known = {*resources, *template.get("Parameters", {})}
    done, under_way = [], []

    def visit(name):
        if name in done or name not in resources:
            return
        if name in under_way:
            raise ValidationError(message=f"Circular dependency between resources: {under_way}")
        under_way.append(name)
        needed = dependencies(resources[name]) + list(references(resources[name].get("Properties", {})))
        for other in needed:
            if other not in known and not other.startswith("AWS::"):
                raise ValidationError(
                    message="Template format error: Unresolved resource dependencies "
                    f"[{other}] in the Resources block of the template"
                )
            visit(other)
        under_way.remove(name)
        done.append(name)

    for name in sorted(resources, key=lambda name: resources[name]["Type"] not in EAGER):
        visit(name)
    return done


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
        elif resource["Type"] in DELETE:
            DELETE[resource["Type"]](made, Place(stack.account_id, stack.region_name))
        else:
            stack.resource_map._delete_resource(made, resource)
    del stack.resource_map._parsed_resources[name]


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
    """Replaces the methods of the same name of moto's back end."""

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
            if verb == "UPDATE":  # back to the old resources it does not go
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


resolve = parsing.clean_json


def resolve_with_outputs(value, resource_map):
    """Moto knows every intrinsic function of the templates but Fn::GetStackOutput."""
    if not isinstance(value, dict) or "Fn::GetStackOutput" not in value:
        return resolve(value, resource_map)
    wanted = resolve_with_outputs(value["Fn::GetStackOutput"], resource_map)
    region = wanted.get("Region", resource_map["AWS::Region"])
    stacks = cloudformation_backends[resource_map["AWS::AccountId"]][region].stacks.values()
    for stack in stacks:
        if wanted["StackName"] in (stack.name, stack.stack_id) and wanted["OutputName"] in stack.output_map.outputs:
            return stack.output_map[wanted["OutputName"]].value
    raise ValidationError(message=f"No output {wanted['OutputName']} found in stack {wanted['StackName']}")


class Response(CloudFormationResponse):
    def change_set(self):
        """Finds a change set by its stack too: the CDK gives every stack's the same name."""
        name, stack_name = self._get_param("ChangeSetName"), self._get_param("StackName")
        for change_set in reversed(self.cloudformation_backend.change_sets.values()):
            if name == change_set.change_set_id:
                return change_set
            if name == change_set.change_set_name and stack_name in (change_set.stack_name, change_set.stack_id):
                return change_set
        return None

    def describe_change_set(self):
        change_set = self.change_set()
        if change_set is None:
            raise ValidationError(message=f"ChangeSet [{self._get_param('ChangeSetName')}] does not exist")
        return ActionResult(change_set)

    def execute_change_set(self):
        self.cloudformation_backend.execute_change_set(self.change_set().change_set_id)
        return EmptyResult()

    def delete_change_set(self):
        change_set = self.change_set()
        if change_set is not None:
            self.cloudformation_backend.delete_change_set(change_set.change_set_id)
        return EmptyResult()

    def update_termination_protection(self):
        stack = self.cloudformation_backend.get_stack(self._get_param("StackName"))
        stack.enable_termination_protection = self._get_bool_param("EnableTerminationProtection")
        return ActionResult({"StackId": stack.stack_id})


parsing.clean_json = resolve_with_outputs
Stack.parse_template = staticmethod(parse_template)
ChangeSet._parse_template = lambda self: setattr(self, "template_dict", parse_template(self.template))
for method in ("create_stack", "update_stack", "execute_change_set", "apply", "delete_stack"):
    setattr(CloudFormationBackend, method, getattr(Backend, method))
urls.url_paths["{0}/$"] = Response.dispatch
