"""What outlives the test that it began in: that one is blamed, and no other suffers."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import (
    check,
    environment,
    left_behind,
    on_each_server,
    pytest_command,
)
from tests.support import forked
from tests.support.services import need, without_postgresql

PATIENCE = 180
# How often each is left behind, by functions and by methods.
LEFT = {
    "the request GET /late/": (2, 1),
    "the request GET /late-block/": (1, 1),
    "the request GET /late-cursor/": (1, 0),
    "the request GET /statement/": (1, 0),
    "the task _write_later, made in": (0, 1),
}


def said(
    directory: Path, command: list[str], database: str, server: str = "uvicorn"
) -> str:
    """Run tests, and return what was said; their databases are gone."""
    name = f"restflow_{uuid4().hex[:12]}"
    more = {"LIVE_SERVER": server, "COLUMNS": "200"}
    done = forked.run(
        command,
        cwd=directory,
        env=environment(database, name, **more),
        timeout=PATIENCE,
    )
    assert left_behind(directory, name) == []
    return done.stdout + done.stderr


@on_each_server
def test_what_outlives_a_test_is_its_own_and_writes_nothing_into_the_next(
    tmp_path: Path, server: str, database: str
) -> None:
    if database == "postgresql":
        need(without_postgresql())
    options = ("-rA", "--tb=short", "-p", "no:randomly")
    command = pytest_command(tmp_path, "inner_stray", *options)
    output = said(tmp_path, command, database, server)
    check(output, "inner_stray")
    for what, (of_functions, of_methods) in LEFT.items():
        told = re.findall(rf"^E +{what}", output, re.MULTILINE)
        assert len(told) == of_functions + of_methods, f"{what}\n{output}"
    assert "ResourceWarning" not in output


def test_it_is_told_once_by_djangos_runner(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "always", "-m", "django", "test", "--noinput"]
    label = "tests.server.project.inner_stray"
    output = said(tmp_path, [*command, label], "file")
    assert "\nOK\n" in output
    for what, (_, of_methods) in LEFT.items():
        assert output.count(what) == of_methods, f"{what}\n{output}"


@pytest.mark.parametrize("server", ["uvicorn", "daphne"])
def test_a_server_that_does_not_stop_is_told_and_left(
    tmp_path: Path, server: str
) -> None:
    options = ("-W", "default", "-p", "no:randomly")
    command = pytest_command(tmp_path, "inner_blocked", *options)
    start = time.monotonic()
    output = said(tmp_path, command, "file", server)
    # The view sleeps for a minute. Nobody waits for it.
    assert time.monotonic() - start < 45
    assert "2 passed" in output
    line = r"[^;]+/urls\.py:\d+"
    assert re.search(rf"the request GET /blocking/; {line} blocks the server", output)
    assert f"The live server ({server}) has not stopped within 5 seconds" in output
    assert re.search(r"GET /blocking/ of tests/\S+::test_first\n", output)
    assert output.count("of tests/server/project/inner_blocked.py::test_next") == 0
