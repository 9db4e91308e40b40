"""Roles: who may assume them, and what they may do."""

import json
from fnmatch import fnmatchcase

from moto.core.responses import ActionResult
from moto.iam import urls
from moto.iam.exceptions import NotFoundException
from moto.iam.models import Role, iam_backends
from moto.iam.responses import IamResponse

from .model import Absent, Rejected


def listed(value):
    return value if isinstance(value, list) else [value]


def statements(document):
    return listed((json.loads(document) if isinstance(document, str) else document)["Statement"])


def role(place, name_or_arn):
    """A role by its name or ARN."""
    backend = place.backend(iam_backends)
    try:
        return backend.get_role_by_arn(name_or_arn) if ":" in name_or_arn else backend.get_role(name_or_arn)
    except NotFoundException:
        raise Absent(f"the role {name_or_arn} does not exist") from None


def trusted(place, name_or_arn, service):
    """The role, if the service may assume it."""
    found = role(place, name_or_arn)
    for statement in statements(found.assume_role_policy_document):
        principal = statement["Principal"]
        if isinstance(principal, dict) and service in listed(principal.get("Service", [])):
            return found
    raise Rejected(f"{service} is not authorized to perform AssumeRole on role {found.arn}")


def trusts(found, other):
    """Whether another role in the account may assume the role, if its own policies allow it."""
    names = {other.arn, found.account_id, f"arn:aws:iam::{found.account_id}:root"}
    principals = [statement["Principal"] for statement in statements(found.assume_role_policy_document)]
    return any(isinstance(item, dict) and names & {*listed(item.get("AWS", []))} for item in principals)


def instance_profile(place, name):
    """The role that instances get through the profile."""
    try:
        roles = place.backend(iam_backends).get_instance_profile(name).roles
    except NotFoundException:
        raise Absent(f"the instance profile {name} does not exist") from None
    if not roles:
        raise Rejected(f"the instance profile {name} has no role")
    return trusted(place, roles[0].name, "ec2.amazonaws.com")


def documents(found):
    return [*found.policies.values()] + [
        next(version.document for version in policy.versions if version.is_default)
        for policy in found.managed_policies.values()
    ]


def matches(patterns, value):
    return any(fnmatchcase(value.lower(), pattern.lower()) for pattern in listed(patterns))


def concerns(patterns, resource):
    return any(fnmatchcase(resource, pattern) for pattern in listed(patterns))


def decides(statement, effect, action, resource):
    if statement["Effect"] != effect:
        return False
    if matches(statement.get("NotAction", []), action):
        return False
    if concerns(statement.get("NotResource", []), resource):
        return False
    return matches(statement.get("Action", "*"), action) and concerns(statement.get("Resource", "*"), resource)


def permits(policies, action, resource):
    """Whether policies allow an action. Conditions are not evaluated: an Allow counts, a conditional Deny does not."""
    found = [statement for document in policies for statement in statements(document)]
    denied = any(decides(item, "Deny", action, resource) and "Condition" not in item for item in found)
    return not denied and any(decides(item, "Allow", action, resource) for item in found)


def require(found, action, resource):
    """Stops where AWS would answer AccessDenied."""
    if not permits(documents(found), action, resource):
        raise Rejected(f"{found.arn} is not authorized to perform {action} on resource {resource}")


class Response(IamResponse):
    def simulate_principal_policy(self):
        """What a role may do: the rehearsal asks before it reads a secret for whoever has the role."""
        found = self.backend.get_role_by_arn(self._get_param("PolicySourceArn"))
        results = [
            {
                "EvalActionName": action,
                "EvalResourceName": resource,
                "EvalDecision": "allowed" if permits(documents(found), action, resource) else "implicitDeny",
            }
            for action in self._get_param("ActionNames")
            for resource in self._get_param("ResourceArns") or ["*"]
        ]
        return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def install():
    """Moto's CloudFormation leaves out the managed policies of a role; here they are attached and detached."""
    make_role = Role.create_from_cloudformation_json.__func__
    delete_role = Role.delete_from_cloudformation_json.__func__

    def create_with_managed_policies(cls, name, cloudformation_json, account, region, **kwargs):
        made = make_role(cls, name[-64:], cloudformation_json, account, region, **kwargs)
        for arn in cloudformation_json["Properties"].get("ManagedPolicyArns", []):
            iam_backends[account]["aws"].attach_role_policy(arn, made.name)
        return made

    def delete_with_managed_policies(cls, name, cloudformation_json, account, region):
        backend = iam_backends[account]["aws"]
        for policy in list(backend.get_role(name).managed_policies.values()):
            policy.detach_from(backend.get_role(name))
        delete_role(cls, name, cloudformation_json, account, region)

    Role.create_from_cloudformation_json = classmethod(create_with_managed_policies)
    Role.delete_from_cloudformation_json = classmethod(delete_with_managed_policies)
    urls.url_paths["{0}/$"] = Response.dispatch
