"""CodePipeline: pipelines, their executions, and what becomes of each action.

An execution is checked when it starts, role by role, for what its actions are about to do. The rehearsal then does it,
and says here what came of it.
"""
