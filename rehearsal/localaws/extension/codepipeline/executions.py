"""Executions: what starts them, and how far they are."""

import threading
from dataclasses import dataclass, field

from moto.codepipeline.models import codepipeline_backends
from moto.core.utils import unix_time
from moto.moto_api._internal import mock_random

from ..model import Rejected
from .permissions import authorize

started = threading.Condition()  # there is an execution that nobody has taken


def new_id():
    return str(mock_random.uuid4())


@dataclass
class Action:
    """The latest run of an action in an execution."""

    stage: str
    name: str
    status: str = "InProgress"
    summary: str = ""
    id: str = field(default_factory=new_id)
    token: str = ""  # of an approval that is awaited
    began: float = field(default_factory=unix_time)
    changed: float = field(default_factory=unix_time)
    error: str = ""


@dataclass
class Execution:
    trigger: str
    detail: str
    status: str = "InProgress"
    summary: str = ""
    id: str = field(default_factory=new_id)
    began: float = field(default_factory=unix_time)
    changed: float = field(default_factory=unix_time)
    taken: bool = False  # the rehearsal is at it
    actions: dict = field(default_factory=dict)
    revisions: list = field(default_factory=list)

    def finish(self, status, summary=""):
        self.status, self.summary, self.changed = status, summary, unix_time()


def start(place, held, trigger, detail, may_start=lambda: None):
    """Starts an execution; a missing permission makes it fail at once, with the reason."""
    execution = Execution(trigger, detail)
    try:
        may_start()
        authorize(place, held.pipeline)
    except Rejected as error:
        execution.finish("Failed", str(error))
    with started:
        for older in held.executions:
            if held.pipeline["executionMode"] == "SUPERSEDED" and not older.taken and older.status == "InProgress":
                older.finish("Superseded")
        held.executions.append(execution)
        started.notify_all()
    return execution


def waiting():
    """The executions that nobody has taken, each with its account, region and pipeline."""
    return [
        {"account": account, "region": region, "pipeline": name, "execution": execution.id}
        for account, regions in codepipeline_backends.items()
        for region, backend in regions.items()
        for name, held in backend.pipelines.items()
        for execution in held.executions
        if not execution.taken and execution.status == "InProgress"
    ]


def find(held, execution_id):
    return next((item for item in held.executions if item.id == execution_id), None)
