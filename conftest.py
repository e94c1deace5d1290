"""What tests and examples share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from unittest import mock

import pytest

# A run of pytest that a test starts takes half of the time without them.
SLOW = ("examples", "faker", "hypothesispytest", "pytest_httpx", "randomly", "respx")
QUICKLY = " ".join(f"-p no:{plugin}" for plugin in SLOW)


@pytest.fixture(scope="session", autouse=True)
def inner_runs_start_quickly() -> Iterator[None]:
    """Have runs of pytest that tests start not load what few of them use."""
    given = os.environ.get("PYTEST_ADDOPTS", "")
    with mock.patch.dict(os.environ, PYTEST_ADDOPTS=f"{given} {QUICKLY}"):
        yield


@pytest.fixture
def pytester(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> pytest.Pytester:
    """Have the runs of pytest's own fixture do so, too; it clears the environment."""
    monkeypatch.setenv("PYTEST_ADDOPTS", QUICKLY)
    return pytester
