"""Load on the live server, in a process of its own so that its memory can be measured.

`RESTFLOW_LOAD=10000` has as many requests sent.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import DATABASES, environment, pytest_command
from tests.support.services import need, without_postgresql

REQUESTS = os.environ.get("RESTFLOW_LOAD", "2000")

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="How much memory a process has is read from /proc."
)


def load(directory: Path, database: str, requests: str = REQUESTS, **more: str) -> str:
    """Send the requests, and return what pytest says."""
    name = f"restflow_{uuid4().hex[:12]}"
    done = subprocess.run(  # noqa: S603  (our own command)
        pytest_command(directory, "inner_load", "-rP", "-p", "no:randomly"),
        cwd=directory,
        env=environment(database, name, LOAD_REQUESTS=requests, **more),
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("database", DATABASES)
def test_no_request_is_lost_and_memory_is_flat(tmp_path: Path, database: str) -> None:
    if database == "postgresql":
        need(without_postgresql())
    said = load(tmp_path, database)
    assert "1 passed in" in said, said


def test_a_server_that_keeps_something_of_each_request_is_noticed(
    tmp_path: Path,
) -> None:
    said = load(tmp_path, "memory", "1000", LOAD_KEEPS="1")
    assert "AssertionError: memory has grown by" in said
