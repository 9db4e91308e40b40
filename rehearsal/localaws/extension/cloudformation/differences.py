"""What a new template changes in a stack: which resources, which of their properties, and whether they are replaced."""

from dataclasses import dataclass

from moto.cloudformation import parsing

from ..changes import IN_PLACE
from ..model import Model
from .template import order, references

ELSEWHERE = ("Properties", "DependsOn", "Metadata", "DeletionPolicy", "UpdateReplacePolicy")


@dataclass(frozen=True)
class Difference:
    action: str  # as CloudFormation names it: Add, Modify or Remove
    name: str
    type: str
    replaced_by: tuple = ()  # the properties whose change replaces the resource
    changed: tuple = ()  # the others


def replaces(resource_type, name):
    """Whether a change of a property makes CloudFormation put another resource in the place of this one."""
    model = parsing.resource_class_from_type(resource_type)
    if isinstance(model, type) and issubclass(model, Model):
        return "*" in model.fixed or name in model.fixed
    if resource_type in IN_PLACE:
        return name in IN_PLACE[resource_type][1]
    return name != "Tags"


def differences(before, after, moved=()):
    """Those between two templates, in the order in which they are made. What refers to something that has moved, or
    to a resource that is replaced, changes too."""
    old, new, moved = before.get("Resources", {}), after["Resources"], {*moved}
    for name in order(after):
        resource = new[name]
        kind = resource["Type"]
        if name not in old:
            yield Difference("Add", name, kind)
            continue
        was, now = old[name].get("Properties", {}), resource.get("Properties", {})
        changed = [key for key in {**was, **now} if was.get(key) != now.get(key) or moved & {*references(now.get(key))}]
        replacing = tuple(key for key in changed if old[name]["Type"] != kind or replaces(kind, key))
        if replacing:
            moved.add(name)
        if changed or any(old[name].get(key) != resource.get(key) for key in resource if key not in ELSEWHERE):
            yield Difference("Modify", name, kind, replacing, tuple(key for key in changed if key not in replacing))
    for name in [name for name in reversed(order(before)) if name not in new] if old else []:
        yield Difference("Remove", name, old[name]["Type"])


def described(difference, stack):
    """As the resource's change in an answer to DescribeChangeSet."""
    made = stack.resource_map._parsed_resources.get(difference.name)
    change = {
        "Action": difference.action,
        "LogicalResourceId": difference.name,
        "PhysicalResourceId": getattr(made, "physical_resource_id", None),
        "ResourceType": difference.type,
    }
    if difference.action == "Modify":
        named = [(name, "Always") for name in difference.replaced_by] + [(name, "Never") for name in difference.changed]
        change |= {
            "Replacement": "True" if difference.replaced_by else "False",
            "Scope": ["Properties"] if named else [],
            "Details": [
                {
                    "Target": {"Attribute": "Properties", "Name": name, "RequiresRecreation": recreation},
                    "Evaluation": "Static",
                    "ChangeSource": "DirectModification",
                }
                for name, recreation in named
            ],
        }
    return change
