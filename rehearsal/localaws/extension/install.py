"""Adds everything in this package to moto. Nothing changes until install is called."""

from . import iam, logs, storage, trail
from .beanstalk import api as beanstalk
from .cloudformation import api, outputs, stacks, types
from .codecommit import api as codecommit
from .codecommit import repository
from .codepipeline import api as codepipeline
from .codepipeline import rules


def install():
    """Changes moto for the whole process. It must run once, before the first request."""
    for part in (types, outputs, stacks, api, iam, logs, storage, trail, repository, codecommit, codepipeline, rules, beanstalk):
        part.install()
