"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from inspect import iscoroutinefunction

import pytest
from django.test import override_settings
from django.urls import path

from tests.support import forked
from tests.support.no_open_loop import pytest_configure
from tests.support.urls import Serve, View

__all__ = ["pytest_configure"]


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


@pytest.fixture
def pytester(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> pytest.Pytester:
    """Have its runs forked from a process that has imported pytest and Django."""
    forked.fork_for(pytester, monkeypatch)
    return pytester


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have runs started, as what they import matters, rather than forked."""
    monkeypatch.setattr(forked, "is_forkable", lambda *_: False)
