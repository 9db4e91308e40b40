"""Outputs that other stacks read: moto knows every intrinsic function in the templates except Fn::GetStackOutput."""

from moto.cloudformation import parsing
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import cloudformation_backends


def install():
    resolve = parsing.clean_json

    def resolve_with_outputs(value, resource_map):
        if not isinstance(value, dict) or "Fn::GetStackOutput" not in value:
            return resolve(value, resource_map)
        wanted = resolve_with_outputs(value["Fn::GetStackOutput"], resource_map)
        region = wanted.get("Region", resource_map["AWS::Region"])
        stacks = cloudformation_backends[resource_map["AWS::AccountId"]][region].stacks.values()
        for stack in stacks:
            if wanted["StackName"] in (stack.name, stack.stack_id) and wanted["OutputName"] in stack.output_map.outputs:
                return stack.output_map[wanted["OutputName"]].value
        raise ValidationError(message=f"No output {wanted['OutputName']} found in stack {wanted['StackName']}")

    parsing.clean_json = resolve_with_outputs
