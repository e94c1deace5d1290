"""An ASGI server in a thread of the test process."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
import warnings
from collections.abc import AsyncGenerator, Generator
from contextlib import ExitStack, asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import Any

from asgiref.sync import ThreadSensitiveContext
from django.db import connections
from django.test.testcases import LiveServerThread

from restflow._traps import LEFT_BEHIND
from restflow.test._asgi.application import project_application, with_files
from restflow.test._asgi.lifespan import Lifespan
from restflow.test._database.django import execute_in, is_in_memory, release
from restflow.test._database.lines import line_of_thread
from restflow.test._leaks.told import LeftBehindWarning
from restflow.test._server import flight
from restflow.test._server.ending import end_cleanly
from restflow.test._server.flight import Test, end_requests, following
from restflow.test._server.guard import guard
from restflow.test._server.loop import let_process_end
from restflow.test._server.one_thread import OneThread
from restflow.test._server.served import name_of, noted
from restflow.test._server.servers import Server, chosen

HOST = "localhost"
# How long a server may take to stop, in seconds. Its requests get four of them, those
# that it waits for by itself one, the shutdown of the application five.
STOPS_WITHIN = 15.0


class ASGIServerThread(LiveServerThread):
    """Runs an ASGI server where Django's thread runs a WSGI server."""

    _loop: asyncio.AbstractEventLoop | None = None
    _has_told = False
    _server_name = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shared = self.connections_override or {}
        self._test = Test("no test")
        self._tests = [self._test]

    def start(self) -> None:
        end_cleanly(os.getpid())
        super().start()

    # --- In the thread ---

    def run(self) -> None:
        try:
            server = chosen()
            self._server_name = server.name
            with server.listening(self.host, self.port) as listener:
                self.port = listener.getsockname()[1]
                server.run(self._serve(server, listener))
        except SystemExit:
            # A program's way to say so; raised in the test it would end the whole run.
            self.error = RuntimeError(  # type: ignore[assignment]
                "The live server has exited. The log of the test says why."
            )
        except BaseException as error:  # noqa: BLE001  (it is raised in the test)
            self.error = error  # type: ignore[assignment]
        finally:
            # Who starts it raises an error, once it is ready.
            self._has_told = not self.is_ready.is_set()
            # Whatever happened, the test that waits must go on.
            self.is_ready.set()
            connections.close_all()

    async def _serve(self, server: Server, listener: socket.socket) -> None:
        self._is_asked_to_stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        application = with_files(project_application())
        lifespan = Lifespan(
            self._starting(application), raising=True, within=application
        )
        self._ident_of_loop = threading.get_ident()
        with following(loop) as self._made:
            self._loop = loop
            if server.starts_applications:
                await lifespan.start()
            try:
                await self._answer(server, listener, application, lifespan)
            finally:
                await lifespan.stop()

    async def _answer(
        self,
        server: Server,
        listener: socket.socket,
        application: Any,
        lifespan: Lifespan,
    ) -> None:
        answering = self._answering(noted(application), lifespan)
        async with server.serving(answering, listener):
            self.is_ready.set()
            await self._is_asked_to_stop.wait()
            await end_requests(self._tests)

    @asynccontextmanager
    async def _running_in(self, thread: OneThread) -> AsyncGenerator[None]:
        """Have the synchronous code of the block run in a thread of its own."""
        async with ThreadSensitiveContext() as context:
            execute_in(context, thread)
            try:
                yield
            finally:
                # It would wait for the thread, and the whole server with it.
                release(context)

    def _share_with(self, test: Test) -> None:
        # If no test is running, its own connection will be refused.
        if not test.has_ended:
            self._share()

    def _share(self) -> None:
        # Connections are by thread. To an in-memory database, one of this thread would
        # be another database.
        for alias, connection in self._shared.items():
            connections[alias] = connection

    def _starting(self, application: Any) -> Any:
        """Return an application that can be asked to start up and to shut down."""

        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            thread = OneThread(self._share)
            try:
                async with self._running_in(thread):
                    await application(scope, receive, send)
            finally:
                thread.shutdown()

        return wrapped

    def _answering(self, application: Any, lifespan: Lifespan) -> Any:
        """Return an application whose requests can be waited for, and ended."""

        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if lifespan.state is not None:
                scope["state"] = lifespan.state.copy()
            test = self._test
            thread = OneThread(partial(self._share_with, test))
            with test.request(name_of(scope), thread) as request:
                if self._is_asked_to_stop.is_set():
                    request.leave()
                async with self._running_in(thread):
                    await application(
                        scope, request.receiving(scope, receive), request.sending(send)
                    )

        return wrapped

    # --- In the test's ---

    def begin(self, name: str) -> None:
        """Have the requests that come from now on belong to a test.

        Args:
            name: How a message names it.
        """
        self._test = Test(name)
        self._tests = [test for test in self._tests if test.going_on]
        self._tests.append(self._test)

    def settle(self) -> list[str]:
        """End what the test has begun, and keep from its database what goes on.

        What that does after its test has ended, nobody would undo.

        Returns:
            What went on, for a warning.
        """
        test = self._test
        try:
            return self._settled(test) if test.requests and self._loop else []
        finally:
            test.end()
            if test.requests:
                guard()

    def _settled(self, test: Test) -> list[str]:
        assert self._loop is not None  # noqa: S101  (requests have come in)
        if not self.is_alive():
            return test.going_on
        settling = asyncio.run_coroutine_threadsafe(test.settle(self._made), self._loop)
        try:
            return settling.result(flight.SETTLES_WITHIN)
        except TimeoutError:
            settling.cancel()
            where = self._place() or "a library"
            return [f"{name}; {where} blocks the server" for name in test.going_on]

    def _place(self) -> str:
        return line_of_thread(self._ident_of_loop)

    def terminate(self) -> None:
        """Stop the server.

        Raises:
            Exception: It has failed since it was ready.
        """
        # A test may be ended while its server is starting.
        self.is_ready.wait(STOPS_WITHIN)
        if self._loop is not None:
            # The loop is closed, if it has failed.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._is_asked_to_stop.set)
        self.join(STOPS_WITHIN)
        let_process_end()
        if self.is_alive():
            warnings.warn(self._complaint(), stacklevel=2)
        elif self.error is not None and not self._has_told:
            raise self.error

    def _complaint(self) -> LeftBehindWarning:
        doing = [
            f"  {name} of {test.name}" for test in self._tests for name in test.going_on
        ]
        if place := self._place():
            doing.append(f"  its event loop, at {place}")
        return LeftBehindWarning(
            LEFT_BEHIND,
            f"The live server ({self._server_name}) has not stopped within "
            f"{STOPS_WITHIN:g} seconds. The run goes on without it. Still running:\n"
            + "\n".join(doing or ["  what it waits for is not known"]),
            "A view must not block the event loop: await, or use `sync_to_async`.",
        )


@contextmanager
def running_server(host: str = HOST, port: int = 0) -> Generator[ASGIServerThread]:
    """Run a server until the block ends; it is ready when the block begins.

    Args:
        host: The name or the address on which it listens.
        port: The port, or 0 for one that is free.
    """
    in_memory = {
        connection.alias: connection
        for connection in connections.all()
        if is_in_memory(connection)
    }
    with ExitStack() as stack:
        for connection in in_memory.values():
            connection.inc_thread_sharing()
            stack.callback(connection.dec_thread_sharing)
        thread = ASGIServerThread(host, None, connections_override=in_memory, port=port)
        thread.daemon = True
        thread.start()
        stack.callback(thread.terminate)
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield thread
