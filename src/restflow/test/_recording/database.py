"""Recording what all threads do: queries, and commit hooks as they run."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from functools import update_wrapper
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import TestCase

from restflow.test._database.commits import Checked, Hook, goes_ahead, running
from restflow.test._database.queries import Query, everywhere, listening
from restflow.test._database.replacing import replaced


@contextmanager
def record_queries() -> Generator[list[Query]]:
    """Collect the SQL statements of all connections, threads and tasks.

    Left out is what Django's test case does to the database before and after a test.

    Yields:
        The statements so far, in the order in which they ended. The list stays as it is
        when the block ends.

    Since:
        0.1.0. Django's `CaptureQueriesContext` watches the connection of one thread.
    """
    queries: list[Query] = []
    with listening, _kept_in(everywhere, queries):
        yield queries


@contextmanager
def record_commit_hooks() -> Generator[list[Callable[[], object]]]:
    """Collect the commit hooks of all connections as they run.

    Hooks run when a transaction ends, or when `captureOnCommitCallbacks(execute=True)`
    calls them. One that is registered outside of a transaction runs at once, and is
    collected only in an asynchronous test, or with `run_commit_hooks`.

    Yields:
        The hooks so far, as they were given to `transaction.on_commit`, in the order in
        which they ran. The list stays as it is when the block ends.

    Since:
        0.1.0. Django's `TestCase.captureOnCommitCallbacks` collects the hooks that are
        registered, on the connection of one thread.
    """
    hooks: list[Hook] = []
    with ExitStack() as stack:
        if not running:
            stack.enter_context(_watched())
        with _kept_in(running, hooks):
            yield hooks


@contextmanager
def _kept_in(lists: list[list[Any]], kept: list[Any]) -> Generator[None]:
    lists.append(kept)
    try:
        yield
    finally:
        # By identity: two recordings may hold equal lists.
        lists[:] = [each for each in lists if each is not kept]


@contextmanager
def _watched() -> Generator[None]:
    """Have Django note the hooks that it runs."""
    run: Any = BaseDatabaseWrapper.run_and_clear_commit_hooks
    capture: Any = vars(TestCase)["captureOnCommitCallbacks"].__func__

    def run_and_clear_commit_hooks(self: Any) -> None:
        # They are taken off the list next, so nobody else sees what stands in for them.
        self.run_on_commit = [
            (sids, _noting(func), robust) for sids, func, robust in self.run_on_commit
        ]
        run(self)

    @contextmanager
    def capture_on_commit_callbacks(
        cls: Any, *, using: str = "default", execute: bool = False
    ) -> Generator[list[Hook]]:
        callbacks: list[Hook] = []
        # Those before have run in the block, and were noted.
        start = 0
        try:
            with capture(cls, using=using, execute=execute) as callbacks:
                yield callbacks
                start = len(callbacks)
        finally:
            for hook in callbacks[start:] if execute else ():
                _note(hook)

    with (
        replaced(
            BaseDatabaseWrapper,
            "run_and_clear_commit_hooks",
            run_and_clear_commit_hooks,
        ),
        replaced(
            TestCase,
            "captureOnCommitCallbacks",
            classmethod(capture_on_commit_callbacks),
        ),
    ):
        yield


def _noting(hook: Hook) -> Hook:
    def noting() -> object:
        _note(hook)
        return hook()

    # Django names a hook in its log.
    return update_wrapper(noting, hook)


def _note(hook: Hook) -> None:
    # What checks a hook notes it itself.
    if not isinstance(hook, Checked) and not goes_ahead(hook):
        for hooks in running:
            hooks.append(hook)
