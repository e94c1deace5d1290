"""An observer that costs nothing while no commit hook runs.

A profile function is called for each call of Python code, which a page feels. Here it
is set while the functions run that run commit hooks.
"""

from __future__ import annotations

import sys
from collections.abc import Generator
from contextlib import contextmanager
from types import CodeType
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase

from restflow.test._database import commits as _commits
from tools.records.observe import Observer

# Python 3.12 has it, and the page's is newer.
_monitoring: Any = vars(sys)["monitoring"]
_TOOL, _EVENTS = _monitoring.PROFILER_ID, _monitoring.events
_ENTER = ("PY_START", "PY_RESUME")
_LEAVE = ("PY_RETURN", "PY_YIELD")


def _runners() -> list[CodeType]:
    commits: Any = _commits
    capture: Any = TestCase.captureOnCommitCallbacks
    return [
        BaseDatabaseWrapper.run_and_clear_commit_hooks.__code__,
        capture.__wrapped__.__code__,
        commits._call.__code__,  # noqa: SLF001
    ]


class PageObserver(Observer):
    """Watches hooks and statements."""

    def __init__(self) -> None:
        super().__init__()
        _monitoring.use_tool_id(_TOOL, "restflow")
        events = 0
        for name in _ENTER:
            _monitoring.register_callback(_TOOL, getattr(_EVENTS, name), self._enter)
            events |= getattr(_EVENTS, name)
        for name in _LEAVE:
            _monitoring.register_callback(_TOOL, getattr(_EVENTS, name), self._leave)
            events |= getattr(_EVENTS, name)
        for code in _runners():
            _monitoring.set_local_events(_TOOL, code, events)

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch what runs in this block."""
        self.on = True
        try:
            yield
        finally:
            self.on = False

    def _enter(self, *_arguments: Any) -> None:
        if self.on:
            sys.setprofile(self.profile)

    def _leave(self, *_arguments: Any) -> None:
        sys.setprofile(None)
