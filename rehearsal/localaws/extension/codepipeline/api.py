"""The operations on executions."""

import json

from moto.codepipeline import urls
from moto.codepipeline.responses import CodePipelineResponse
from moto.core.exceptions import JsonRESTError
from moto.core.utils import unix_time

from ..model import Place
from .answers import action_execution, pipeline_execution, state, summary
from .executions import find, start
from .stages import Unable, retry, roll_back_by_hand, succeeded


class Refused(JsonRESTError):
    code = 400


def allowed(do, *what):
    try:
        return do(*what)
    except Unable as error:
        raise Refused(*error.args) from None


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
        held = self.held("pipelineName")
        stage = (self._get_param("filter") or {}).get("succeededInStage", {}).get("stageName")
        executions = [item for item in held.executions[::-1] if stage is None or succeeded(held, item, stage)]
        return json.dumps({"pipelineExecutionSummaries": [summary(held, item) for item in executions]})

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
            for action in execution.history[::-1]
        ]
        return json.dumps({"actionExecutionDetails": details})

    def start_pipeline_execution(self):
        held, place = self.held("name"), Place(self.current_account, self.region)
        wanted = self.wanted_revisions(held)
        execution = start(place, held, "StartPipelineExecution", self.who(), wanted=wanted)
        return json.dumps({"pipelineExecutionId": execution.id})

    def who(self):
        return f"arn:aws:iam::{self.current_account}:root"

    def wanted_revisions(self, held):
        """The commits that the request names for source actions (AWS page "Start a pipeline with a source revision override")."""
        sources = {action["name"]: action for action in held.pipeline["stages"][0]["actions"]}
        wanted = {}
        for override in self._get_param("sourceRevisions") or []:
            name, kind = override["actionName"], override["revisionType"]
            if name not in sources:
                raise Refused("ValidationException", f"the pipeline has no source action {name}")
            if kind != "COMMIT_ID" or sources[name]["actionTypeId"]["provider"] != "CodeCommit":
                raise Refused("ValidationException", f"the revision type {kind} is not one of the source action {name} here")
            wanted[name] = override["revisionValue"]
        return wanted

    def rollback_stage(self):
        held, stage = self.held("pipelineName"), self._get_param("stageName")
        target = find(held, self._get_param("targetPipelineExecutionId"))
        back = allowed(roll_back_by_hand, held, stage, target, self.who())
        return json.dumps({"pipelineExecutionId": back.id})

    def retry_stage_execution(self):
        held, stage = self.held("pipelineName"), self._get_param("stageName")
        execution = find(held, self._get_param("pipelineExecutionId"))
        allowed(retry, held, execution, stage, self._get_param("retryMode"))
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
