"""How background work runs in the suite.

By default nothing runs: the dummy backend keeps what was asked for (`task_backends["default"]
.results`), so that a test of one write pays for one write. The fixture `tasks_at_once` runs each
task inside the commit that asked for it, for the tests of the whole chain.
"""

from typing import Any

from django_tasks import TaskResult
from django_tasks.backends.immediate import ImmediateBackend


class TaskFailedError(AssertionError):
    """A task raised; the immediate backend of the library would have kept it to itself."""


class AtOnceBackend(ImmediateBackend):
    """Runs a task where it is enqueued, and lets its failure be seen."""

    def _execute_task(self, task_result: TaskResult[Any]) -> None:
        super()._execute_task(task_result)
        if task_result.errors:
            raise TaskFailedError(task_result.errors[-1].traceback)


DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
AT_ONCE = {"default": {"BACKEND": "tests.support.tasks.AtOnceBackend"}}
