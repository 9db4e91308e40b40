"""Stages: one execution is in a stage at a time, and a stage can be rolled back or tried again.

After the AWS pages "How pipeline executions work in CodePipeline", "Configuring stage rollback" and "Configuring stage
retry for a failed stage or failed actions".
"""

from .executions import Execution, Passage, started

PATIENCE = 10  # seconds


class Unable(Exception):
    """Why a stage can be neither rolled back nor tried again: what AWS calls it, and the reason."""


def enter(held, execution, stage):
    """Waits until the execution may be in the stage. A newer one overtakes those that wait; false means: not yet."""
    with started:
        execution.inbound = stage
        if held.pipeline["executionMode"] == "SUPERSEDED" and execution.type == "STANDARD":
            at = held.executions.index(execution)
            for older in held.executions[:at]:
                if older.inbound == stage and older.type == "STANDARD":
                    older.finish("Superseded")
            if held.locks.get(stage) != execution.id and any(stage in newer.stages for newer in standard(held.executions[at + 1 :])):
                execution.finish("Superseded")
        started.notify_all()
        started.wait_for(lambda: execution.status != "InProgress" or free(held, execution, stage), timeout=PATIENCE)
        if execution.status != "InProgress" or not free(held, execution, stage):
            return False
        held.locks[stage] = execution.id
        execution.inbound = ""
        before = execution.stages.get(stage, Passage())
        execution.stages[stage] = Passage(retries=before.retries)
        return True


def standard(executions):
    return [item for item in executions if item.type == "STANDARD"]


def free(held, execution, stage):
    mode, holder = held.pipeline["executionMode"], held.locks.get(stage)
    earlier = held.executions[: held.executions.index(execution)]
    if mode == "QUEUED" and holder is None and any(item.inbound == stage for item in earlier):
        return False
    return mode == "PARALLEL" or holder in (None, execution.id)


def leave(held, execution, stage, status):
    with started:
        execution.stages[stage].status = status
        release(held, execution)


def finish(held, execution, status, summary):
    with started:
        execution.finish(status, summary)
        release(held, execution)


def release(held, execution):
    for stage in [stage for stage, holder in held.locks.items() if holder == execution.id]:
        del held.locks[stage]
    started.notify_all()


def succeeded(held, execution, stage):
    """Whether a rollback of the stage may return to the execution."""
    passage = execution.stages.get(stage)
    same = execution.version == held.pipeline["version"]
    return same and execution.type == "STANDARD" and passage is not None and passage.status == "Succeeded"


def roll_back(held, failed, stage):
    """What the failure of a stage starts: the execution that returns to the last one that succeeded there, or None. Nobody
    comes between the two."""
    with started:
        targets = [item for item in held.executions if item is not failed and succeeded(held, item, stage)]
        if not targets:
            return None
        detail = f'{{"FailedPipelineExecutionId":"{failed.id}"}}'
        back = return_to(held, max(targets, key=lambda item: item.stages[stage].number), stage, "AutomatedRollback", detail)
        back.reserved = True
        failed.stages[stage].status = "Failed"
        return back


def return_to(held, target, stage, trigger, detail):
    with started:
        back = Execution(trigger, detail, held.pipeline["version"], target=target, only=stage)
        back.revisions = list(target.revisions)
        held.executions.append(back)
        held.locks[stage] = back.id
        started.notify_all()
        return back


def roll_back_by_hand(held, stage, target, who):
    """RollbackStage."""
    check_stage(held, stage)
    if target is None:
        raise Unable("PipelineExecutionNotFoundException", "The target pipeline execution does not exist in the pipeline")
    reason = ""
    if stage == held.pipeline["stages"][0]["name"]:
        reason = "A source stage cannot be rolled back"
    elif held.pipeline["executionMode"] == "PARALLEL":
        reason = "A stage of a pipeline in PARALLEL mode cannot be rolled back"
    elif stage in held.locks:
        reason = "The stage is currently running"
    elif target.version != held.pipeline["version"]:
        reason = "The pipeline version has changed since the target pipeline execution was deployed"
    elif target.type == "ROLLBACK":
        reason = "The target pipeline execution is a rollback itself"
    elif not succeeded(held, target, stage):
        reason = "The target pipeline execution has not succeeded in the stage"
    if reason:
        raise Unable("UnableToRollbackStageException", f"Unable to roll back the stage. {reason}.")
    return return_to(held, target, stage, "ManualRollback", who)


def retry(held, execution, stage, mode):
    """RetryStageExecution."""
    check_stage(held, stage)
    passage = execution.stages.get(stage) if execution else None
    if mode not in ("FAILED_ACTIONS", "ALL_ACTIONS"):
        raise Unable("ValidationException", f"retryMode must be FAILED_ACTIONS or ALL_ACTIONS, got {mode}")
    if stage in held.locks:
        raise Unable("ConflictException", "The pipeline is busy handling ongoing activities. Try again later.")
    if passage is None or passage.status != "Failed" or execution.version != held.pipeline["version"]:
        raise Unable(
            "StageNotRetryableException",
            "Unable to retry. The pipeline structure or stage state might have changed while actions awaited retry, "
            "or the stage contains no failed actions.",
        )
    if any(item.stages[stage].number > passage.number for item in held.executions if stage in item.stages):
        raise Unable(
            "NotLatestPipelineExecutionException",
            "The stage has failed in a later run of the pipeline and the pipelineExecutionId associated with the request is "
            "out of date.",
        )
    with started:
        count(passage, "manualStageRetryAttempt", "ManualStageRetry")
        execution.status, execution.summary, execution.taken, execution.reserved = "InProgress", "", False, False
        execution.only, execution.mode, execution.attempt = stage, mode, execution.attempt + 1
        held.locks[stage] = execution.id
        started.notify_all()


def count(passage, attempts, trigger):
    passage.retries = {
        **passage.retries,
        attempts: passage.retries.get(attempts, 0) + 1,
        "latestRetryTrigger": trigger,
    }


def check_stage(held, stage):
    if stage not in [item["name"] for item in held.pipeline["stages"]]:
        raise Unable("StageNotFoundException", f"Stage {stage} does not exist in the pipeline")


def order(execution):
    """What the rehearsal is to do for an execution."""
    source = execution.target or execution
    artifacts, values = source.left()
    return {
        "type": "ROLLBACK" if execution.target else "RETRY" if execution.only else "STANDARD",
        "stage": execution.only,
        "done": [
            name
            for (stage, name), run in execution.actions.items()
            if stage == execution.only and run.status == "Succeeded" and execution.mode == "FAILED_ACTIONS"
        ],
        "commit": source.revisions[0]["revisionId"] if source.revisions else "",
        "artifacts": artifacts,
        "values": values,
        "revisions": execution.wanted,
    }
