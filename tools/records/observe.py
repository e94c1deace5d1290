"""What running code did: commit hooks and SQL statements."""

from __future__ import annotations

import inspect
import re
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created

from tools.paths import SOURCE

_RUNS_HOOKS = ("run_and_clear_commit_hooks", "captureOnCommitCallbacks")
# What stands in for a hook while connections are shared, and calls it.
_COMMITS = SOURCE / "restflow" / "test" / "_database" / "commits.py"
_CALLS_A_HOOK = str(_COMMITS), "__call__"
_STATEMENT = re.compile(
    r'(?P<verb>SELECT|INSERT|UPDATE|DELETE)\b(?:(?<=UPDATE)|.*?\b(?:FROM|INTO))\s+"?(?P<table>\w+)',
    re.DOTALL,
)


class Observer:
    """Watches every thread while it is on.

    Attributes:
        hooks: The commit hooks that ran, in order.
        on: Whether it watches now.
        queries: The SQL statements, as verb and table, in order.
    """

    def __init__(self) -> None:
        self.hooks: list[str]
        self.queries: list[str]
        self.on = False
        self.forget()
        connection_created.connect(self._watch_connection, weak=False)
        for connection in connections.all(initialized_only=True):
            self._watch_connection(connection=connection)
        # Threads that exist already (there is none but this one) are not reached.
        threading.setprofile(self.profile)

    def forget(self) -> None:
        """Begin anew."""
        self.forget_work()

    def forget_work(self) -> None:
        """Forget queries and hooks, and keep what else was noted."""
        self.hooks, self.queries = [], []

    @contextmanager
    def watching(self) -> Generator[None]:
        """Watch what runs in this block, in every thread."""
        self.on = True
        sys.setprofile(self.profile)
        try:
            yield
        finally:
            sys.setprofile(None)
            self.on = False

    @contextmanager
    def paused(self) -> Generator[None]:
        """Watch nothing in this block."""
        on, self.on = self.on, False
        try:
            yield
        finally:
            self.on = on

    def profile(self, frame: FrameType, event: str, _argument: Any) -> None:
        """Look at a call, as a profile function does."""
        if event == "call" and self.on:
            self.entered(frame)

    def entered(self, frame: FrameType) -> None:
        """Note a commit hook."""
        if frame.f_back is not None and _runs_hooks(frame.f_back.f_code):
            self._note_hook(frame)

    def _note_hook(self, frame: FrameType) -> None:
        if getattr(frame.f_locals.get("self"), "ahead", False):
            # It is a library's, and runs before the application's own.
            return
        if frame.f_code.co_flags & inspect.CO_COROUTINE:
            # It is closed without having begun, which some versions call a call.
            return
        module = str(frame.f_globals.get("__name__"))
        if not module.startswith(
            (
                "_py_warnings",
                "django.",
                "logging",
                "restflow.test.",
                "tools.",
                "warnings",
            )
        ):
            self.hooks.append(f"{module}.{frame.f_code.co_qualname}")

    def _watch_connection(
        self, *, connection: BaseDatabaseWrapper, **_kwargs: Any
    ) -> None:
        if self._execute not in connection.execute_wrappers:
            connection.execute_wrappers.append(self._execute)

    def _execute(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Any,
        many: bool,
        context: Any,
    ) -> Any:
        match = _STATEMENT.match(sql)
        if self.on and match and not _of_the_test_case():
            self.queries.append(f"{match['verb']} {match['table']}")
        return execute(sql, params, many, context)


def _runs_hooks(code: CodeType) -> bool:
    if code.co_filename.startswith(str(SOURCE)):
        return (code.co_filename, code.co_name) == _CALLS_A_HOOK
    return code.co_name in _RUNS_HOOKS


def _of_the_test_case() -> bool:
    """Tell whether Django's test case is flushing or loading, rather than the test."""
    frame = inspect.currentframe()
    while frame is not None:
        if frame.f_code.co_name in ("_fixture_setup", "_fixture_teardown"):
            return True
        frame = frame.f_back
    return False
