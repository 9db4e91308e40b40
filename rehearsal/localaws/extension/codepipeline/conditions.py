"""The conditions of stages (AWS page "How do stage conditions work?"): the state of an alarm is looked at; time is not."""

from moto.cloudwatch.models import cloudwatch_backends
from moto.core.utils import unix_time

from .executions import new_id

KINDS = {"beforeEntry": "beforeEntryConditionState", "onSuccess": "onSuccessConditionState"}


def provider(rule):
    return rule["ruleTypeId"]["provider"]


def judge(place, rule):
    """Whether a rule succeeds, why not, and what is not rehearsed of it."""
    if provider(rule) != "CloudWatchAlarm":
        return "Succeeded", "", f"{rule['name']}: a rehearsal does not ask the rule {provider(rule)}, which counts as met"
    name = rule["configuration"]["AlarmName"]
    alarm = place.backend(cloudwatch_backends).alarms.get(name)
    if alarm is None:
        return "Failed", f"There is no alarm {name}", ""
    if alarm.state_value == "ALARM":
        return "Failed", f"The alarm {name} is in the state ALARM", ""
    return "Succeeded", f"The alarm {name} is in the state {alarm.state_value}", ""


def evaluate(place, held, execution, stage, kind):
    """Judges the condition of a stage and keeps its state. One rule that fails engages the result."""
    declared = next(item for item in held.pipeline["stages"] if item["name"] == stage)
    condition = declared[kind]["conditions"][0]
    judged = [(rule, *judge(place, rule)) for rule in condition["rules"]]
    failed = [summary for _, status, summary, _ in judged if status == "Failed"]
    status = "Failed" if failed else "Succeeded"
    latest = {"status": status, **({"summary": "; ".join(failed)} if failed else {})}
    execution.stages[stage].conditions[KINDS[kind]] = {
        "latestExecution": latest,
        "conditionStates": [
            {
                "latestExecution": {**latest, "lastStatusChange": unix_time()},
                "ruleStates": [rule_state(*item[:3]) for item in judged],
            }
        ],
    }
    return {
        "failed": "; ".join(failed),
        "result": condition.get("result", "FAIL"),
        "notes": [note for *_, note in judged if note],
    }


def rule_state(rule, status, summary):
    latest = {"ruleExecutionId": new_id(), "status": status, "lastStatusChange": unix_time()}
    return {"ruleName": rule["name"], "latestExecution": {**latest, **({"summary": summary} if summary else {})}}
