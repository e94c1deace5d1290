"""daphne, on the one reactor of Twisted that a process can have."""

from __future__ import annotations

import asyncio
import socket
import threading
import warnings
from collections.abc import AsyncGenerator, Coroutine, Generator
from contextlib import asynccontextmanager, contextmanager
from importlib import import_module
from typing import Any

from restflow.test._asgi.application import Application
from restflow.test._database.replacing import replaced
from restflow.test._server.loop import default_pool, keep_time

# How long the event loop may take to show that it runs, or to stop, in seconds.
_PATIENCE = 5.0


class _Reactor:
    """Runs the reactor's event loop in a thread, for as long as somebody uses it.

    A reactor can't be started again. Its event loop can.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._users = 0
        self._thread: threading.Thread | None = None

    @contextmanager
    def running(self) -> Generator[asyncio.AbstractEventLoop]:
        with self._lock:
            loop: asyncio.AbstractEventLoop = import_module(
                "daphne.server"
            ).twisted_loop
            if not (self._responds(loop) if self._users else self._has_stopped()):
                raise RuntimeError(
                    "An earlier live server blocks daphne's event loop, and a process "
                    "has only one."
                )
            if not self._users:
                keep_time(loop)
                self._thread = threading.Thread(
                    target=self._run, args=[loop], name="daphne", daemon=True
                )
                self._thread.start()
            self._users += 1
        try:
            yield loop
        finally:
            with self._lock:
                self._users -= 1
                if not self._users:
                    loop.call_soon_threadsafe(loop.stop)
                    self._has_stopped()

    def _has_stopped(self) -> bool:
        if self._thread is None:
            return True
        self._thread.join(_PATIENCE)
        return not self._thread.is_alive()

    def _responds(self, loop: asyncio.AbstractEventLoop) -> bool:
        has_come = threading.Event()
        loop.call_soon_threadsafe(has_come.set)
        return has_come.wait(_PATIENCE)

    def _run(self, loop: asyncio.AbstractEventLoop) -> None:
        reactor: Any = import_module("twisted.internet.reactor")
        # daphne asks for the thread's.
        asyncio.set_event_loop(loop)
        with default_pool() as executor:
            loop.set_default_executor(executor)
            if not reactor.running:
                reactor.startRunning(installSignalHandlers=False)
            loop.run_forever()


_reactor = _Reactor()


def run(main: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine on the reactor's event loop."""
    with _reactor.running() as loop:
        asyncio.run_coroutine_threadsafe(main, loop).result()


@asynccontextmanager
async def serving(
    application: Application, listener: socket.socket
) -> AsyncGenerator[None]:
    """Serve an application on a socket until the block ends."""
    reactor: Any = import_module("twisted.internet.reactor")
    policies: Any = import_module("twisted.protocols.policies")
    server = _prepared(application)
    # It knows which connections are open, which daphne doesn't of idle ones.
    factory = policies.WrappingFactory(server.http_factory)
    listener.setblocking(False)
    port = reactor.adoptStreamPort(listener.fileno(), listener.family, factory)
    try:
        yield
    finally:
        stopped = port.stopListening()
        if stopped is not None:
            await stopped.asFuture(asyncio.get_running_loop())
        for protocol in [*factory.protocols]:
            protocol.transport.abortConnection()
        while factory.protocols:  # noqa: ASYNC110
            # They are told in the next round of the loop.
            await asyncio.sleep(0)
        for call in reactor.getDelayedCalls():
            if getattr(call.func, "__self__", None) is server:
                call.cancel()


def _prepared(application: Application) -> Any:
    """Return a server of daphne's that is ready, on a reactor that runs already."""
    server: Any = import_module("daphne.server").Server(
        application, endpoints=["the caller's"], signal_handlers=False, verbosity=0
    )
    server.endpoints = []
    # It is to do all but run the reactor.
    server.abort_start = True
    # Twisted's log would take Python's warnings, to throw them away.
    with replaced(warnings, "showwarning", warnings.showwarning):
        server.run()
    return server
