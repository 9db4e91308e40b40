"""The operations on executions."""

import json

from moto.codepipeline import urls
from moto.codepipeline.responses import CodePipelineResponse
from moto.core.exceptions import JsonRESTError
from moto.core.utils import unix_time

from ..model import Place
from .answers import action_execution, pipeline_execution, state, summary
from .executions import find, start


class Refused(JsonRESTError):
    code = 400


class Response(CodePipelineResponse):
    def held(self, parameter):
        pipeline, _ = self.codepipeline_backend.get_pipeline(self._get_param(parameter))
        return self.codepipeline_backend.pipelines[pipeline["name"]]

    def get_pipeline(self):
        """With times as numbers, as AWS writes them; moto writes text, which only some clients can read."""
        pipeline, metadata = self.codepipeline_backend.get_pipeline(self._get_param("name"))
        held = self.codepipeline_backend.pipelines[pipeline["name"]]
        times = {"created": unix_time(held._created), "updated": unix_time(held._updated)}
        return json.dumps({"pipeline": pipeline, "metadata": {**metadata, **times}})

    def get_pipeline_state(self):
        return json.dumps(state(self.held("name")))

    def list_pipeline_executions(self):
        executions = self.held("pipelineName").executions[::-1]
        return json.dumps({"pipelineExecutionSummaries": [summary(item) for item in executions]})

    def get_pipeline_execution(self):
        held = self.held("pipelineName")
        execution = find(held, self._get_param("pipelineExecutionId"))
        if execution is None:
            raise Refused("PipelineExecutionNotFoundException", "The pipeline execution does not exist")
        return json.dumps({"pipelineExecution": pipeline_execution(held, execution)})

    def list_action_executions(self):
        held = self.held("pipelineName")
        wanted = (self._get_param("filter") or {}).get("pipelineExecutionId")
        details = [
            action_execution(held, execution, action)
            for execution in held.executions[::-1]
            if wanted in (None, execution.id)
            for action in [*execution.actions.values()][::-1]
        ]
        return json.dumps({"actionExecutionDetails": details})

    def start_pipeline_execution(self):
        held = self.held("name")
        place = Place(self.current_account, self.region)
        execution = start(place, held, "StartPipelineExecution", f"arn:aws:iam::{self.current_account}:root")
        return json.dumps({"pipelineExecutionId": execution.id})

    def put_approval_result(self):
        held, result = self.held("pipelineName"), self._get_param("result")
        where = self._get_param("stageName"), self._get_param("actionName")
        stages = {stage["name"]: [action["name"] for action in stage["actions"]] for stage in held.pipeline["stages"]}
        if where[0] not in stages:
            raise Refused("StageNotFoundException", f"Stage {where[0]} does not exist in the pipeline")
        if where[1] not in stages[where[0]]:
            raise Refused("ActionNotFoundException", f"Action {where[1]} does not exist in the stage {where[0]}")
        if result["status"] not in ("Approved", "Rejected"):
            raise Refused("ValidationException", "result.status must be Approved or Rejected")
        runs = [execution.actions[where] for execution in held.executions if where in execution.actions]
        run = next((run for run in runs if run.token == self._get_param("token")), None)
        if run is None:
            raise Refused("InvalidApprovalTokenException", "The approval token is not valid")
        if run.status != "InProgress":
            raise Refused("ApprovalAlreadyCompletedException", "The approval has already been given or refused")
        run.status = "Succeeded" if result["status"] == "Approved" else "Failed"
        run.summary, run.changed = result.get("summary", ""), unix_time()
        return json.dumps({"approvedAt": run.changed})


def install():
    urls.url_paths["{0}/$"] = Response.dispatch
