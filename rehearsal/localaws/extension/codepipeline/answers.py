"""Pipelines and executions, as AWS describes them."""


def without_empty(value):
    return {key: item for key, item in value.items() if item not in (None, "", [], {})}


def trigger(execution):
    return {"triggerType": execution.trigger, "triggerDetail": execution.detail}


def summary(held, execution):
    return {
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "statusSummary": execution.summary,
        "startTime": execution.began,
        "lastUpdateTime": execution.changed,
        "sourceRevisions": execution.revisions,
        "trigger": trigger(execution),
        **kind(held, execution),
    }


def kind(held, execution):
    described = {"executionMode": held.pipeline["executionMode"], "executionType": execution.type}
    if execution.target:
        described["rollbackMetadata"] = {"rollbackTargetPipelineExecutionId": execution.target.id}
    return described


def pipeline_execution(held, execution):
    revisions = [
        {"name": item["actionName"], **{key: item[key] for key in ("revisionId", "revisionSummary")}}
        for item in execution.revisions
    ]
    return {
        "pipelineName": held.pipeline["name"],
        "pipelineVersion": execution.version,
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "statusSummary": execution.summary,
        "artifactRevisions": revisions,
        "trigger": trigger(execution),
        **kind(held, execution),
    }


def error_details(action):
    return {"code": "JobFailed", "message": action.error} if action.error else {}


def action_execution(held, execution, action):
    declared = next(
        (
            item
            for stage in held.pipeline["stages"]
            if stage["name"] == action.stage
            for item in stage["actions"]
            if item["name"] == action.name
        ),
        None,  # the pipeline has changed
    )
    described = {"actionTypeId": declared["actionTypeId"], "configuration": declared["configuration"]} if declared else {}
    bucket = held.pipeline["artifactStore"]["location"]
    made = [{"name": name, "s3location": {"bucket": bucket, "key": key}} for name, key in action.artifacts.items()]
    return {
        "pipelineExecutionId": execution.id,
        "pipelineVersion": execution.version,
        "actionExecutionId": action.id,
        "stageName": action.stage,
        "actionName": action.name,
        "startTime": action.began,
        "lastUpdateTime": action.changed,
        "status": action.status,
        "input": described,
        "output": {
            "outputArtifacts": made,
            "outputVariables": {name.strip("#{}").split(".", 1)[1]: value for name, value in action.values.items()},
            "executionResult": without_empty(
                {"externalExecutionSummary": action.summary, "errorDetails": error_details(action)}
            )
        },
    }


def action_state(held, stage, name):
    runs = [item.actions[stage, name] for item in held.executions if (stage, name) in item.actions]
    if not runs:
        return {"actionName": name}
    run = max(runs, key=lambda item: item.number)
    waits = run.token and run.status == "InProgress"
    latest = {
        "actionExecutionId": run.id,
        "status": run.status,
        "summary": run.summary,
        "lastStatusChange": run.changed,
        "token": run.token if waits else "",
        "errorDetails": error_details(run),
    }
    return {"actionName": name, "latestExecution": without_empty(latest)}


def stage_execution(execution, status):
    return {"pipelineExecutionId": execution.id, "status": status, "type": execution.type}


def stage_state(held, name):
    """The latest way through a stage, and who waits for it."""
    described = {}
    passed = [item for item in held.executions if name in item.stages]
    if passed:
        latest = max(passed, key=lambda item: item.stages[name].number)
        passage = latest.stages[name]
        described["latestExecution"] = stage_execution(latest, passage.status)
        described |= without_empty({"retryStageMetadata": passage.retries, **passage.conditions})
    waits = [stage_execution(item, "InProgress") for item in held.executions if item.inbound == name]
    if waits and name in held.locks:
        described |= {"inboundExecution": waits[-1], "inboundExecutions": waits}
    return described


def state(held):
    stages = []
    for stage in held.pipeline["stages"]:
        name, actions = stage["name"], [action["name"] for action in stage["actions"]]
        stages.append(
            {
                "stageName": name,
                "inboundTransitionState": {"enabled": True},
                "actionStates": [action_state(held, name, action) for action in actions],
                **stage_state(held, name),
            }
        )
    return {
        "pipelineName": held.pipeline["name"],
        "pipelineVersion": held.pipeline["version"],
        "stageStates": stages,
        "created": held._created.timestamp(),
        "updated": held._updated.timestamp(),
    }
