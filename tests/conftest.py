"""What all tests share."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack
from inspect import iscoroutinefunction
from unittest import mock

import pytest
from django.test import override_settings
from django.urls import path

from tests.no_open_loop import pytest_configure
from tests.urls import Serve, View

__all__ = ["pytest_configure"]

# A run of pytest that a test starts takes half of the time without it.
QUICKLY = "-p no:hypothesispytest"


@pytest.fixture(scope="session", autouse=True)
def inner_runs_start_quickly() -> Iterator[None]:
    """Have runs of pytest that tests start not load a plugin that none of them uses."""
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


@pytest.hookimpl(tryfirst=True)
def pytest_pycollect_makeitem(obj: object) -> None:
    """Have coroutine tests run by pytest-asyncio without a mark on each of them."""
    if iscoroutinefunction(obj):
        pytest.mark.asyncio(obj)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Have one view answer every request.

    Settings that a test overrides as well have to be given back before it ends.
    """
    with ExitStack() as stack:

        def replace(view: View) -> None:
            patterns = (path("", view), path("<path:rest>", view))
            stack.enter_context(override_settings(ROOT_URLCONF=patterns))

        yield replace
