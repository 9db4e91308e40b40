"""What the rehearsal, which does what actions and instances would do, takes from here and tells here.

The paths below /rehearsal/ are no part of AWS. Each takes and answers JSON.
"""

import json
import time

from moto.codecommit.models import codecommit_backends
from moto.codepipeline.models import codepipeline_backends
from moto.core.utils import unix_time
from moto.elasticbeanstalk.models import eb_backends

from .codepipeline import conditions, stages
from .codepipeline.executions import find, new_id, started, waiting
from .model import Place

PREFIX = "/rehearsal/"
PATIENCE = 10  # seconds


def place(told):
    return Place(told["account"], told["region"])


def pipeline(told):
    return place(told).backend(codepipeline_backends).pipelines[told["pipeline"]]


def execution(told):
    return find(pipeline(told), told["execution"])


def next_executions(told):
    """What there is to do, as soon as there is any: executions that nobody has taken and that are not known, and
    environments whose instances are to take other settings."""

    def unknown():
        return [item for item in waiting() if item["name"] not in (told.get("known") or [])]

    with started:
        started.wait_for(lambda: unknown() or [*restarting()], timeout=PATIENCE)
        found = unknown()
        for where, running in [*restarting()]:
            running.restarts = False
            found.append({**where, "environment": running.environment_name})
        return found


def restarting():
    for account, regions in eb_backends.items():
        for region, backend in regions.items():
            for running in backend.describe_environments():
                if running.restarts:
                    yield {"account": account, "region": region}, running


def take(told):
    """Whether the execution may begin, once only, and what it is to do."""
    with started:
        found = execution(told)
        may = found is not None and not found.taken and found.status == "InProgress"
        if not may:
            return {"taken": False, "status": found.status if found else ""}
        found.taken = True
        return {"taken": True, **stages.order(found)}


def enter(told):
    """Whether the execution is in the stage now, or what has become of it meanwhile."""
    found = execution(told)
    entered = stages.enter(pipeline(told), found, told["stage"])
    return {"entered": entered, "status": found.status}


def leave(told):
    stages.leave(pipeline(told), execution(told), told["stage"], told["status"])


def condition(told):
    return conditions.evaluate(place(told), pipeline(told), execution(told), told["stage"], told["kind"])


def retried(told):
    """A stage is tried again because its definition says so."""
    stages.count(execution(told).stages[told["stage"]], "autoStageRetryAttempt", "AutomatedStageRetry")


def rollback(told):
    """The execution that takes the stage back, or an empty one when there is nothing to return to."""
    back = stages.roll_back(pipeline(told), execution(told), told["stage"])
    return {"execution": back.id if back else ""}


def finish(told):
    stages.finish(pipeline(told), execution(told), told["status"], told.get("summary", ""))


def action(told):
    """How far an action is."""
    found = execution(told)
    run = found.actions.get((told["stage"], told["action"]))
    if run is None or (told["status"] == "InProgress" and run.status != "InProgress"):
        run = found.begin(told["stage"], told["action"])
    run.status, run.summary, run.error = told["status"], told.get("summary", ""), told.get("error", "")
    run.artifacts, run.values = told.get("artifacts") or {}, told.get("values") or {}
    run.changed = unix_time()


def revision(told):
    """What the source action has fetched."""
    found, commit = execution(told), told["commit"]
    summary = ""
    repository = place(told).backend(codecommit_backends).repositories.get(told.get("repository"))
    if repository is not None:
        summary = repository.git.show(commit)["message"].strip()
    found.revisions = [item for item in found.revisions if item["actionName"] != told["action"]]
    found.revisions.append({"actionName": told["action"], "revisionId": commit, "revisionSummary": summary})


def approval(told):
    """Answers with the token that PutApprovalResult takes, then waits for what somebody says with it."""
    run = execution(told).actions[told["stage"], told["action"]]
    if not run.token:
        run.token = new_id()
        return {"status": run.status, "summary": run.summary, "token": run.token}
    until = time.monotonic() + PATIENCE
    while run.status == "InProgress" and time.monotonic() < until:
        time.sleep(0.1)
    return {"status": run.status, "summary": run.summary}


def environment(told):
    """What became of a deployment."""
    running = place(told).backend(eb_backends).applications[told["application"]].environments[told["environment"]]
    running.status = told["status"]
    if "health" in told:
        running.health, running.health_status = told["health"], {"Green": "Ok", "Red": "Severe", "Grey": "Info"}[told["health"]]
    if told.get("address"):
        running.cname = running.endpoint_url = told["address"]
    if told.get("back"):
        running.version_label = running.version_before
    for severity, message in told.get("events", []):
        running.note(message, severity)


OPERATIONS = {
    "next": next_executions,
    "take": take,
    "enter": enter,
    "leave": leave,
    "condition": condition,
    "retried": retried,
    "rollback": rollback,
    "finish": finish,
    "action": action,
    "revision": revision,
    "approval": approval,
    "environment": environment,
}


def answer(environ, start_response):
    told = json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)) or b"{}")
    try:
        status, said = "200 OK", OPERATIONS[environ["PATH_INFO"].removeprefix(PREFIX)](told)
    except (KeyError, AttributeError) as gone:
        status, said = "404 Not Found", f"not there, or not anymore: {gone}"
    start_response(status, [("Content-Type", "application/json")])
    return [json.dumps(said).encode()]
