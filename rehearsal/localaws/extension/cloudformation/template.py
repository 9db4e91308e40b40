"""Templates: how they are read, and the order in which their resources are made."""

import json
import re

import yaml
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.utils import yaml_tag_constructor

EAGER = ("AWS::ElasticBeanstalk::Environment", "AWS::CodePipeline::Pipeline")


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
