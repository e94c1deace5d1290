"""The tasks: tests that fail, which readers mend on the page, each with a solution.

They are in docs_src/tasks/<name>. A task is no example: `start.py` has to fail, so no
run may collect it, and neither of its files is called `test_*.py`.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass

from restflow.docs import escape
from tools.paths import EXAMPLES
from tools.site.render import fenced
from tools.sources.catalogue import NotReadyError

# In the order of the page.
TASKS = (
    "leaking_row",
    "commit_hook",
    "forgotten_await",
    "growing_queries",
    "stale_page",
)
FOLDER = EXAMPLES / "tasks"


@dataclass(frozen=True)
class Task:
    """A test that fails, and the same test mended.

    Attributes:
        name: Its directory below docs_src/tasks (`leaking_row`).
        start: The file that readers get.
        solution: What it may look like in the end.
    """

    name: str
    start: str
    solution: str

    @property
    def card(self) -> str:
        """What a page includes to show it (`tasks/leaking_row.md`)."""
        return f"tasks/{self.name}.md"

    @property
    def path(self) -> str:
        """What the file is called where it runs, below docs_src."""
        return f"playground/test_{self.name}.py"

    @property
    def tests(self) -> int:
        """How many tests have to pass."""
        return sum(
            isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
            and node.name.startswith("test_")
            for node in ast.walk(ast.parse(self.solution))
        )


def load_tasks() -> list[Task]:
    """Read every task, in the order of the page.

    Raises:
        NotReadyError: A file of a task is missing.
    """
    return [Task(name, _read(name, "start"), _read(name, "solution")) for name in TASKS]


def card(task: Task) -> str:
    """Return the Markdown of a task: its file, and the solution folded below it.

    Args:
        task: The task.
    """
    name = escape(task.path.rpartition("/")[2])
    start = (
        f'<div class="rf-card rf-task" data-task="{escape(task.path)}" '
        f'data-tests="{task.tests}" markdown="1">\n'
        '<div class="rf-bar" data-search-exclude="true">'
        f'<span class="rf-bar__path">{name}</span>'
        '<span class="rf-actions"></span></div>'
    )
    # Search leaves it out up to the next end tag of its own name.
    solution = (
        '<details class="rf-fold rf-solution" data-search-exclude="true" markdown="1">'
        "\n<summary>Show a solution</summary>"
    )
    blocks = [fenced(task.start, "python"), solution]
    blocks += [fenced(task.solution, "python"), "</details>"]
    return "\n\n".join([start, *blocks, "</div>"]) + "\n"


def text(task: Task) -> str:
    """Return both files of a task as they are."""
    return (
        f"{fenced(task.start, 'python')}\n\nA solution:\n\n"
        f"{fenced(task.solution, 'python')}"
    )


def _read(name: str, kind: str) -> str:
    path = FOLDER / name / f"{kind}.py"
    if not path.exists():
        raise NotReadyError(f"The task {name} has no docs_src/tasks/{name}/{kind}.py.")
    return path.read_text(encoding="utf-8")
