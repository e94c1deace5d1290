"""Live servers under Django's own runner, in one process and in several."""

from __future__ import annotations

import sys
from pathlib import Path
from uuid import uuid4

import pytest

from tests.server.inner import environment
from tests.support import forked, services


def run(directory: Path, database: str, *args: str) -> str:
    """Run the test cases, and return what the runner says."""
    done = forked.run(
        [
            sys.executable,
            *("-W", "error::ResourceWarning", "-m", "django", "test", *args),
            "tests.server.project.inner_cases",
        ],
        cwd=directory,
        env=environment(database, f"restflow_{uuid4().hex[:12]}"),
        timeout=300,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("database", ["memory", "file", "postgresql"])
def test_each_process_has_a_server_of_its_own(tmp_path: Path, database: str) -> None:
    if database == "postgresql":
        services.need(services.without_postgresql())
    output = run(tmp_path, database, "--parallel=2")
    assert "Ran 10 tests" in output
    assert "FAILED (failures=1)" in output, output
    first, second = (
        (tmp_path / f"{name}.txt").read_text().split()
        for name in ("FirstTests", "SecondTests")
    )
    assert first[0] != second[0], "both ran in one process"
    assert first[1] != second[1], "both used one server"


@pytest.mark.parametrize("option", ["--parallel=1", "--parallel=2"])
def test_a_failure_tells_what_the_server_raised(tmp_path: Path, option: str) -> None:
    output = run(tmp_path, "memory", option, "-k", "raises", "-k", "gone")
    assert "The live server raised this for GET /failing/:\n" in output
    assert "LookupError: what the server raised" in output
