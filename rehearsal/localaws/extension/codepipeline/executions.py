"""Executions: what starts them, and how far they are."""

import itertools
import threading
from dataclasses import dataclass, field

from moto.codepipeline.models import codepipeline_backends
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from ..model import Rejected
from .permissions import authorize

started = threading.Condition()  # an execution waits for somebody to take it, or a stage is free
numbers = itertools.count()


def new_id():
    return str(mock_random.uuid4())


@dataclass
class Action:
    """A run of an action in an execution."""

    stage: str
    name: str
    status: str = "InProgress"
    summary: str = ""
    id: str = field(default_factory=new_id)
    token: str = ""  # of an approval that is awaited
    began: float = field(default_factory=unix_time)
    changed: float = field(default_factory=unix_time)
    error: str = ""
    artifacts: dict = field(default_factory=dict)  # the keys in the bucket of what it made
    values: dict = field(default_factory=dict)  # what it exported, as later actions write it
    number: int = field(default_factory=lambda: next(numbers))


@dataclass
class Passage:
    """An execution's way through a stage."""

    status: str = "InProgress"
    number: int = field(default_factory=lambda: next(numbers))
    retries: dict = field(default_factory=dict)  # as retryStageMetadata
    conditions: dict = field(default_factory=dict)  # the state of each kind


@dataclass
class Execution:
    trigger: str
    detail: str
    version: int = 1  # of the pipeline
    status: str = "InProgress"
    summary: str = ""
    id: str = field(default_factory=new_id)
    began: float = field(default_factory=unix_time)
    changed: float = field(default_factory=unix_time)
    taken: bool = False  # the rehearsal is at it
    reserved: bool = False  # whoever had it started takes it
    actions: dict = field(default_factory=dict)  # the latest run of each
    history: list = field(default_factory=list)  # every run
    stages: dict = field(default_factory=dict)
    inbound: str = ""  # the stage that it waits for
    revisions: list = field(default_factory=list)
    wanted: dict = field(default_factory=dict)  # the commits to fetch, by source action
    target: "Execution" = None  # what a rollback returns to
    only: str = ""  # the stage that is rolled back or tried again
    mode: str = ""  # of the retry
    attempt: int = 1

    @property
    def type(self):
        return "ROLLBACK" if self.target else "STANDARD"

    def finish(self, status, summary=""):
        self.status, self.summary, self.changed, self.inbound = status, summary, unix_time(), ""

    def begin(self, stage, name):
        run = self.actions[stage, name] = Action(stage, name)
        self.history.append(run)
        self.stages.setdefault(stage, Passage())
        return run

    def left(self):
        """The artifacts and values that its actions have left."""
        artifacts, values = {}, {}
        for run in self.history:
            artifacts |= run.artifacts
            values |= run.values
        return artifacts, values


def start(place, held, trigger, detail, may_start=lambda: None, wanted=None):
    """Starts an execution; a missing permission makes it fail at once, with the reason."""
    execution = Execution(trigger, detail, held.pipeline["version"], wanted=wanted or {})
    try:
        may_start()
        authorize(place, held.pipeline)
    except Rejected as error:
        execution.finish("Failed", str(error))
    with started:
        for older in held.executions:
            waits = not older.taken and not older.only and older.status == "InProgress"
            if held.pipeline["executionMode"] == "SUPERSEDED" and waits:
                older.finish("Superseded")
        held.executions.append(execution)
        started.notify_all()
    return execution


def waiting():
    """The executions that nobody has taken, each with its account, region and pipeline, and a name that a retry changes."""
    return [
        {
            "account": account,
            "region": region,
            "pipeline": name,
            "execution": execution.id,
            "name": f"{execution.id}/{execution.attempt}",
        }
        for account, regions in codepipeline_backends.items()
        for region, backend in regions.items()
        for name, held in backend.pipelines.items()
        for execution in held.executions
        if not execution.taken and not execution.reserved and execution.status == "InProgress"
    ]


def find(held, execution_id):
    return next((item for item in held.executions if item.id == execution_id), None)
