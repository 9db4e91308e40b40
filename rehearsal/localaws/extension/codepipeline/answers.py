"""Pipelines and executions, as AWS describes them."""


def without_empty(value):
    return {key: item for key, item in value.items() if item not in (None, "", [], {})}


def trigger(execution):
    return {"triggerType": execution.trigger, "triggerDetail": execution.detail}


def summary(execution):
    return {
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "statusSummary": execution.summary,
        "startTime": execution.began,
        "lastUpdateTime": execution.changed,
        "sourceRevisions": execution.revisions,
        "trigger": trigger(execution),
    }


def pipeline_execution(held, execution):
    revisions = [
        {"name": item["actionName"], **{key: item[key] for key in ("revisionId", "revisionSummary")}}
        for item in execution.revisions
    ]
    return {
        "pipelineName": held.pipeline["name"],
        "pipelineVersion": held.pipeline["version"],
        "pipelineExecutionId": execution.id,
        "status": execution.status,
        "statusSummary": execution.summary,
        "artifactRevisions": revisions,
        "trigger": trigger(execution),
        "executionMode": held.pipeline["executionMode"],
    }


def error_details(action):
    return {"code": "JobFailed", "message": action.error} if action.error else {}


def action_execution(held, execution, action):
    declared = next(
        item
        for stage in held.pipeline["stages"]
        if stage["name"] == action.stage
        for item in stage["actions"]
        if item["name"] == action.name
    )
    return {
        "pipelineExecutionId": execution.id,
        "pipelineVersion": held.pipeline["version"],
        "actionExecutionId": action.id,
        "stageName": action.stage,
        "actionName": action.name,
        "startTime": action.began,
        "lastUpdateTime": action.changed,
        "status": action.status,
        "input": {"actionTypeId": declared["actionTypeId"], "configuration": declared["configuration"]},
        "output": {
            "executionResult": without_empty(
                {"externalExecutionSummary": action.summary, "errorDetails": error_details(action)}
            )
        },
    }


def action_state(held, stage, name):
    runs = [item.actions[stage, name] for item in held.executions if (stage, name) in item.actions]
    if not runs:
        return {"actionName": name}
    run = runs[-1]
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


def stage_status(runs, expected):
    statuses = {run.status for run in runs}
    for status in ("Failed", "InProgress"):
        if status in statuses:
            return status
    return "Succeeded" if len(runs) == expected else "InProgress"


def state(held):
    stages = []
    for stage in held.pipeline["stages"]:
        name, actions = stage["name"], [action["name"] for action in stage["actions"]]
        described = {
            "stageName": name,
            "inboundTransitionState": {"enabled": True},
            "actionStates": [action_state(held, name, action) for action in actions],
        }
        for execution in held.executions[::-1]:
            runs = [run for run in execution.actions.values() if run.stage == name]
            if runs:
                status = stage_status(runs, len(actions))
                described["latestExecution"] = {"pipelineExecutionId": execution.id, "status": status}
                break
        stages.append(described)
    return {
        "pipelineName": held.pipeline["name"],
        "pipelineVersion": held.pipeline["version"],
        "stageStates": stages,
        "created": held._created.timestamp(),
        "updated": held._updated.timestamp(),
    }
