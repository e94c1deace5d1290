"""A test that hangs on a live server: with pytest-timeout, and run again."""

from __future__ import annotations

import time
from pathlib import Path
from uuid import uuid4

from tests.server.inner import environment, left_behind, on_each_server, pytest_command
from tests.support import forked
from tests.support.services import need, without_postgresql

# What the view would take, in seconds.
SLEEPS = 60
# To start a server may take longer than a test may.
OPTIONS = ("-W", "default", "-p", "no:randomly", "-o", "timeout_func_only=true")
AGAIN = ("--reruns=1", "--only-rerun=ReadTimeout")


def run(
    directory: Path, name: str, database: str, *options: str, server: str = "uvicorn"
) -> str:
    command = pytest_command(directory, "inner_hanging", *OPTIONS, *options)
    start = time.monotonic()
    done = forked.run(
        command,
        cwd=directory,
        env=environment(database, name, LIVE_SERVER=server),
        timeout=SLEEPS * 3,
    )
    assert time.monotonic() - start < SLEEPS
    return done.stdout + done.stderr


@on_each_server
def test_the_run_goes_on_and_blames_the_test_that_hangs(
    tmp_path: Path, server: str, database: str
) -> None:
    if database == "postgresql":
        need(without_postgresql())
    name = f"restflow_{uuid4().hex[:12]}"
    limit = ("--timeout=3", "--timeout-method=signal")
    output = run(tmp_path, name, database, *limit, *AGAIN, server=server)
    assert "2 failed, 2 passed" in output, output
    assert "1 rerun" in output
    # Two that hang, and the first run of the one that is run again.
    assert output.count("    the request GET /late-block/\n") == 3, output
    assert left_behind(tmp_path, name) == []


def test_where_a_thread_ends_the_process_the_next_run_drops_the_databases(
    tmp_path: Path,
) -> None:
    name = f"restflow_{uuid4().hex[:12]}"
    limit = ("--timeout=3", "--timeout-method=thread", "-k", "hangs")
    output = run(tmp_path, name, "file", *limit)
    assert "Timeout +++" in output
    assert "late_block_view" in output
    assert left_behind(tmp_path, name) != []
    output = run(tmp_path, name, "file", "-k", "next")
    assert "1 passed" in output
    assert left_behind(tmp_path, name) == []
