"""What a test case class gives a test, and leaves to the next: the table of the site.

Each class runs the same two tests under Django's runner. `RESTFLOW_WRITE=1` renews the
table.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.support import forked
from tests.support.tables import kept
from tools.markdown import table as as_markdown

ROOT = Path(__file__).parents[2]
TABLE = Path(__file__).with_name("classes.md")
HEAD = (
    "Class",
    "`self.client`",
    "Queries",
    "Rows",
    "`on_commit` callbacks",
    "The cache",
    "`self.live_server_url`",
)
REFERENCE = "[`{0}`][restflow.test.{0}]"


def found() -> dict[str, dict[str, Any]]:
    """Run the tests, and return what each class has said."""
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
    done = forked.run(
        [
            *(sys.executable, "-m", "django", "test"),
            "tests.cases.project.inner_classes",
        ],
        env=os.environ
        | {
            "DJANGO_SETTINGS_MODULE": "tests.pytest_plugin.project.settings",
            "PYTHONPATH": path,
        },
        cwd=ROOT,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    classes: dict[str, dict[str, Any]] = {}
    for line in done.stdout.splitlines():
        if line.startswith("{"):
            said = json.loads(line)
            classes.setdefault(said.pop("class"), {}).update(said)
    return classes


def row(name: str, said: dict[str, Any]) -> list[str]:
    """Return the cells of a class."""
    cls, _, option = name.partition(" with ")
    shown = REFERENCE.format(cls) if cls.startswith("Async") else f"`{cls}`"
    gone = "rolled back" if said["rolled_back"] else "deleted"
    rows = "stay" if said["row"] else gone
    return [
        f"{shown}, `{option} = True`" if option else shown,
        f"`{said['client']}`",
        "work" if said["callbacks"] else "an error",
        rows if said["callbacks"] else "",
        said["callbacks"],
        "stays" if said["cache"] else "new",
        "yes" if said["server"] else "",
    ]


def test_the_table_is_what_happens() -> None:
    rows = [row(name, said) for name, said in sorted(found().items())]
    table = as_markdown(HEAD, rows)
    assert table == kept(TABLE, table)
