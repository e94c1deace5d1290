"""A run whose tests stop the clock ends, on each live server."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from uuid import uuid4

import freezegun
import pytest

from restflow.test._server import loop
from tests.server.inner import environment, left_behind, on_each_server, pytest_command
from tests.support import forked
from tests.support.services import need, without_postgresql

# In seconds. It takes five; without a clock of its own, the server sleeps for years.
PATIENCE = 90
TESTS = 37


def ended(command: list[str], directory: Path, database: str, server: str) -> str:
    """Run the tests, and return what was said."""
    name = f"restflow_{uuid4().hex[:12]}"
    done = forked.run(
        command,
        cwd=directory,
        env=environment(database, name, LIVE_SERVER=server),
        timeout=PATIENCE,
    )
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    assert left_behind(directory, name) == []
    return said


@on_each_server
def test_the_run_ends_though_tests_stop_the_clock(
    tmp_path: Path, server: str, database: str
) -> None:
    if database == "postgresql":
        need(without_postgresql())
    command = pytest_command(tmp_path, "inner_frozen", "-p", "no:randomly")
    said = ended(command, tmp_path, database, server)
    assert f"{TESTS} passed" in said


def test_the_run_of_djangos_runner_ends_as_well(tmp_path: Path) -> None:
    label = "tests.server.project.inner_frozen"
    command = [sys.executable, "-m", "django", "test", "--noinput", label]
    assert "\nOK\n" in ended(command, tmp_path, "file", "uvicorn")


@pytest.mark.parametrize("has_another", [True, False])
def test_the_clock_of_a_server_goes_on(
    monkeypatch: pytest.MonkeyPatch, has_another: bool
) -> None:
    if not has_another:
        # As on Windows.
        monkeypatch.delattr(time, "clock_gettime", raising=False)
    before = loop.clock()
    with freezegun.freeze_time("2036-01-01"):
        first, later = before(), loop.clock()()
        assert time.monotonic() - first > 1_000_000
        assert 0 <= later - first < 60
    assert 0 <= before() - later < 60
