"""The tasks in the page: what readers get fails, and the solution passes."""

import pytest

from tests.gates.tasks import promise
from tests.page.interpreter import Interpreter
from tools.site.tasks import Task, load_tasks

each_task = pytest.mark.parametrize("task", load_tasks(), ids=lambda task: task.name)


@each_task
def test_it_fails_as_the_page_says_until_it_is_solved(
    task: Task, interpreter: Interpreter
) -> None:
    started = interpreter.run(task.path, {task.path: task.start})

    assert started.done["outcome"] == "failed", started.output
    assert promise(task.name) in started.output
    assert sum(started.done["counts"].values()) == task.tests

    solved = interpreter.run(task.path, {task.path: task.solution})

    assert solved.done["outcome"] == "passed", solved.output
    assert solved.done["counts"]["passed"] == task.tests
