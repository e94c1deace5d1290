"""One set of database connections for all threads and tasks of a test.

Django keeps connections by thread. A test opens its transaction in the main thread, and
what the event loop runs uses another one: it sees other rows, and nothing rolls it
back. While connections are shared, every thread gets those of the main thread.

A test with real transactions keeps them real: there, only the main thread and asgiref's
share, as they are the two halves of one piece of code. An SQLite database in memory is
always shared, since another connection would wait for its table locks.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from functools import cache
from typing import Any

from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from restflow.test._database import autocommit, blocks
from restflow.test._database import django as private
from restflow.test._database.caches import shared_notes
from restflow.test._database.commits import Hooks
from restflow.test._database.namespace import Namespace
from restflow.test._database.queries import listening
from restflow.test._database.replacing import Replacements, replaced
from restflow.test._database.strays import Strays
from restflow.test._database.turns import (
    ConnectionTakenError,
    Party,
    Turn,
    has_own_thread,
    patience,
)


class Sharing:
    """The connections that a test's threads share.

    Attributes:
        shared: The main thread's connections, by alias.
        party: The threads that always share them.
        everywhere: The aliases that every thread shares.
        hooks: The commit hooks of each connection whose transaction is the test's.
        problems: What had to be put right at the end, for a warning.
        namespace: What holds connections when these are no more shared.
    """

    def __init__(self, *, faithful: bool) -> None:
        self.shared: dict[str, Any] = {
            alias: connections[alias] for alias in connections
        }
        self.party = Party(
            {threading.get_ident(), _worker_ident(private.worker(), os.getpid())}
        )
        rolled_back = {
            alias: connection
            for alias, connection in self.shared.items()
            if connection.in_atomic_block
        }
        if rolled_back:
            self._merge_mirrors()
        self.everywhere = {
            alias
            for alias, connection in self.shared.items()
            if rolled_back or private.is_in_memory(connection)
        }
        self.hooks = {
            alias: Hooks(connection, faithful)
            for alias, connection in rolled_back.items()
            if self.shared[alias] is connection
        }
        self.problems: list[str] = []
        self.namespace = private.namespace()
        self._turns = {
            id(connection): Turn(connection.alias, self.party)
            for connection in self.shared.values()
        }
        self._depths = {
            alias: private.depth(connection)
            for alias, connection in self.shared.items()
        }
        self._strays = Strays(set(self._turns))
        self._waits: list[tuple[BaseDatabaseWrapper, Any]] = []
        self._last: Future[Any] | None = None

    def _merge_mirrors(self) -> None:
        """Have a mirror of a database see what the test wrote to that."""
        for alias, connection in self.shared.items():
            mirrored = connection.settings_dict["TEST"]["MIRROR"]
            if mirrored in self.shared:
                self.shared[alias] = self.shared[mirrored]
                # Its own transaction is empty. Looking into that at the end would wait
                # for the other's, on an SQLite database in memory.
                connection.needs_rollback = True

    def has(self, connection: BaseDatabaseWrapper) -> bool:
        """Tell whether a connection is one of those that are shared."""
        return id(connection) in self._turns

    # --- For the time being ---

    @contextmanager
    def installed(self) -> Generator[None]:
        """Share the connections until the block ends."""
        with ExitStack() as stack:
            stack.callback(lambda: self.problems.extend(self._strays.close()))
            stack.callback(self._unwind)
            if self.hooks:
                stack.enter_context(shared_notes(private.worker()))
            stack.callback(self._let_go)
            self._share_connections()
            stack.enter_context(listening)
            replacements = Replacements()
            stack.callback(replacements.undo)
            self._replace_everything(replacements)
            stack.callback(private.set_namespace, self.namespace)
            private.set_namespace(Namespace(self.shared, self.everywhere, self.party))
            stack.enter_context(self._strays.noted())
            stack.callback(self._wait_for_turns)
            stack.enter_context(replaced(private.worker(), "submit", self._submit()))
            stack.callback(self.drain)
            yield

    def _share_connections(self) -> None:
        for alias, connection in self.shared.items():
            connection.inc_thread_sharing()
            own = self.hooks.get(alias)
            wait = blocks.waiting(
                self._turns[id(connection)],
                own if own and own.connection is connection else None,
            )
            # First in the list is outermost, and whoever adds one takes the last away.
            connection.execute_wrappers.insert(0, wait)
            self._waits.append((connection, wait))

    def _let_go(self) -> None:
        for connection, wait in reversed(self._waits):
            connection.execute_wrappers.remove(wait)
            connection.dec_thread_sharing()

    def _replace_everything(self, replacements: Replacements) -> None:
        for alias, connection in self.shared.items():
            for name, method in self._methods(alias, connection).items():
                replacements.set(connection, name, method)
        turns, hooks = self._turns, self.hooks
        others: list[tuple[Any, str, Any]] = [
            (private.ATOMIC, "__enter__", blocks.enter_atomic(turns, hooks)),
            (private.ATOMIC, "__exit__", blocks.exit_atomic(turns, hooks)),
            (private.CURSOR, "__enter__", blocks.enter_cursor(turns)),
            (private.CURSOR, "__exit__", blocks.exit_cursor(turns)),
            (private.COMPILER, "execute_sql", blocks.execute_sql(turns)),
            (
                transaction,
                "mark_for_rollback_on_error",
                autocommit.mark_for_rollback_on_error(turns, hooks),
            ),
        ]
        if self.everywhere:
            enter = _enter_no_context(self.party)
            others.append((private.CONTEXT, "__aenter__", enter))
        for owner, name, value in others:
            replacements.set(owner, name, value)

    def _methods(
        self, alias: str, connection: BaseDatabaseWrapper
    ) -> dict[str, Callable[..., Any]]:
        def ensure_connection() -> None:
            # Django's refuses to be called beside a running loop, connected or not.
            if connection.connection is None or private.is_blocked():
                type(connection).ensure_connection(connection)

        methods: dict[str, Callable[..., Any]] = {
            "ensure_connection": ensure_connection,
            "on_commit": blocks.on_real_commit(connection),
            # Django looks at connections when a request starts and ends, beside the
            # loop as well. What is shared is the test's to close.
            "close_if_unusable_or_obsolete": _do_nothing,
        }
        if alias in self.hooks:
            methods["close"] = _do_nothing
            own = self.hooks[alias], self._turns[id(connection)]
            methods["on_commit"] = blocks.on_commit(*own)
            methods["get_autocommit"] = autocommit.get_autocommit(*own)
        return methods

    # --- At the end ---

    def _submit(self) -> Callable[..., Future[Any]]:
        submit: Any = private.worker().submit

        def note(*args: Any, **kwargs: Any) -> Future[Any]:
            last: Future[Any] = submit(*args, **kwargs)
            self._last = last
            return last

        return note

    def drain(self) -> None:
        """Wait for what asgiref's thread is doing, so that it is not done later."""
        # It does one thing after another. What was cancelled says nothing of those.
        if self._last is None or (self._last.done() and not self._last.cancelled()):
            return
        with suppress(TimeoutError):
            private.worker().submit(_do_nothing).result(patience())

    def _wait_for_turns(self) -> None:
        for connection in self.shared.values():
            turn = self._turns[id(connection)]
            if turn.forfeit():
                private.interrupt(connection)
            try:
                turn.take()
            except ConnectionTakenError as error:
                self.problems.append(str(error).partition("\n")[0])
            else:
                turn.give_back()

    def _unwind(self) -> None:
        """Roll back atomic blocks that were left open; later tests would be in them."""
        for alias, connection in self.shared.items():
            left = private.depth(connection) - self._depths.get(alias, 0)
            for _ in range(left):
                connection.needs_rollback = True
                private.innermost(connection).__exit__(None, None, None)
            if left > 0:
                self.problems.append(
                    f"{left} atomic block{'s were' if left > 1 else ' was'} left open "
                    f"on the connection {alias!r}, and rolled back."
                )


def _enter_no_context(party: Party) -> Callable[[Any], Any]:
    enter = private.CONTEXT.__aenter__

    async def __aenter__(context: Any) -> Any:  # noqa: N807
        # An ASGI application gives each request a thread of its own. Those of a live
        # server have to keep it, and so have those of a client that overlap: they take
        # turns with the party.
        keeps = private.has_own_executor(context) or has_own_thread.get()
        if keeps or threading.get_ident() not in party:
            return await enter(context)
        return context

    return __aenter__


def _do_nothing() -> None:
    pass


@cache
def _worker_ident(executor: ThreadPoolExecutor, process: int) -> int:
    """Return the thread of an executor that has just one."""
    del process  # After a fork it is another one.
    return executor.submit(threading.get_ident).result(patience())


_active: Sharing | None = None


def active() -> Sharing | None:
    """Return what is being shared now, if anything is."""
    return _active


@contextmanager
def shared_connections(*, faithful: bool = False) -> Generator[Sharing]:
    """Share this thread's connections with all threads; within a block, do nothing.

    Args:
        faithful: Run commit hooks when the outermost atomic block of the application
            ends, although the test's own transaction goes on.
    """
    global _active  # noqa: PLW0603  (connections are the process's)
    if _active is not None:
        yield _active
        return
    sharing = Sharing(faithful=faithful)
    with sharing.installed():
        _active = sharing
        try:
            yield sharing
        finally:
            _active = None
