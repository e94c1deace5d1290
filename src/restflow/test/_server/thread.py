"""An ASGI server in a thread of the test process."""

from __future__ import annotations

import asyncio
import os
import socket
import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.db import connections
from django.test.testcases import LiveServerThread

from restflow.test._asgi.application import project_application, with_files
from restflow.test._asgi.lifespan import Lifespan
from restflow.test._database.django import is_in_memory
from restflow.test._server.ending import end_cleanly
from restflow.test._server.served import name_of, noted
from restflow.test._server.servers import Server, chosen

HOST = "localhost"
# How long a request may take to end once its test has, in seconds.
_GRACE = 1.0


class ASGIServerThread(LiveServerThread):
    """Runs an ASGI server where Django's thread runs a WSGI server."""

    _loop: asyncio.AbstractEventLoop | None = None
    _has_told = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shared = self.connections_override or {}
        # What takes a request off its client, and the task that answers it.
        self._requests: dict[asyncio.Future[None], tuple[str, asyncio.Task[Any]]] = {}
        self._idle = threading.Event()
        self._idle.set()

    def start(self) -> None:
        end_cleanly(os.getpid())
        super().start()

    # --- In the thread ---

    def run(self) -> None:
        try:
            server = chosen()
            with server.listening(self.host, self.port) as listener:
                self.port = listener.getsockname()[1]
                server.run(self._serve(server, listener))
        except SystemExit:
            # A program's way to say so; raised in the test it would end the whole run.
            self.error = RuntimeError(  # type: ignore[assignment]
                "The live server has given up. What it said is in the log of the test."
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
        self._loop = asyncio.get_running_loop()
        application = with_files(project_application())
        lifespan = Lifespan(self._connected(application), raising=True)
        if server.starts_applications:
            await lifespan.start()
        try:
            answering = self._answering(self._connected(noted(application)), lifespan)
            async with server.serving(answering, listener):
                self.is_ready.set()
                await self._is_asked_to_stop.wait()
                await self._end_requests()
        finally:
            await lifespan.stop()

    def _connected(self, application: Any) -> Any:
        """Return an application with database connections for each request."""

        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            # A thread for the synchronous code of each request, and connections by
            # thread. To an in-memory database that would be one that nobody closes.
            async with ThreadSensitiveContext():
                if self._shared:
                    await sync_to_async(self._share)()
                await application(scope, receive, send)

        return wrapped

    def _share(self) -> None:
        for alias, connection in self._shared.items():
            connections[alias] = connection

    def _answering(self, application: Any, lifespan: Lifespan) -> Any:
        """Return an application whose requests can be waited for, and ended."""

        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            if lifespan.state is not None:
                scope["state"] = lifespan.state.copy()
            with self._noted(scope) as leave:
                await application(scope, _until(leave, scope, receive), send)

        return wrapped

    @contextmanager
    def _noted(self, scope: Any) -> Generator[asyncio.Future[None]]:
        leave = asyncio.get_running_loop().create_future()
        task = asyncio.current_task()
        assert task is not None  # noqa: S101  (servers call applications in tasks)
        self._requests[leave] = f"the request {name_of(scope)}", task
        self._idle.clear()
        if self._is_asked_to_stop.is_set():
            leave.set_result(None)
        try:
            yield leave
        finally:
            del self._requests[leave]
            if not self._requests:
                self._idle.set()

    def _leave(self) -> None:
        for leave in self._requests:
            if not leave.done():
                leave.set_result(None)

    async def _end_requests(self) -> None:
        """Have all requests end, as some servers would wait for them for ever."""
        self._leave()
        if tasks := [task for _, task in self._requests.values()]:
            _, going_on = await asyncio.wait(tasks, timeout=_GRACE)
            for task in going_on:
                task.cancel()

    # --- In the test's ---

    def settle(self) -> list[str]:
        """Wait until all requests are answered; take those that go on off the client.

        What they do to the database after their test has ended, nobody would undo.

        Returns:
            The requests that went on, for a warning.
        """
        if self._idle.wait(_GRACE) or self._loop is None:
            return []
        left = [name for name, _ in [*self._requests.values()]]
        self._loop.call_soon_threadsafe(self._leave)
        self._idle.wait(_GRACE)
        return left

    def terminate(self) -> None:
        """Stop the server.

        Raises:
            Exception: It has failed since it was ready.
        """
        if self._loop is not None:
            # The loop is closed, if it has failed.
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._is_asked_to_stop.set)
        self.join()
        if self.error is not None and not self._has_told:
            raise self.error


def _until(leave: asyncio.Future[None], scope: Any, receive: Any) -> Any:
    """Return what receives messages until the client is said to have gone."""

    async def receive_or_leave() -> Any:
        message = asyncio.ensure_future(receive())
        try:
            await asyncio.wait({message, leave}, return_when=asyncio.FIRST_COMPLETED)
            if message.done():
                return message.result()
        finally:
            message.cancel()
        return {"type": f"{scope['type']}.disconnect", "code": 1001}

    return receive_or_leave


@contextmanager
def running_server() -> Generator[ASGIServerThread]:
    """Run a server until the block ends; it is ready when the block begins."""
    in_memory = {
        connection.alias: connection
        for connection in connections.all()
        if is_in_memory(connection)
    }
    with ExitStack() as stack:
        for connection in in_memory.values():
            connection.inc_thread_sharing()
            stack.callback(connection.dec_thread_sharing)
        thread = ASGIServerThread(HOST, None, connections_override=in_memory)
        thread.daemon = True
        thread.start()
        stack.callback(thread.terminate)
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield thread
