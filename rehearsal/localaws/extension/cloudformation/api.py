"""The operations that moto lacks, or answers differently from AWS."""

from moto.cloudformation import urls
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult, EmptyResult


class ChangeSetNotFound(ServiceException):
    code = "ChangeSetNotFound"


class Response(CloudFormationResponse):
    def change_set(self):
        """Finds a change set by its stack too: the CDK gives the change sets of all stacks the same name."""
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
            raise ChangeSetNotFound(f"ChangeSet [{self._get_param('ChangeSetName')}] does not exist")
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


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
