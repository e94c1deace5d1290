"""An ASGI server in a thread of the test process."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler
from django.core.asgi import get_asgi_application
from django.db import connections
from django.test.testcases import LiveServerThread
from django.utils.module_loading import import_string

from restflow.test._database_private import is_in_memory

if TYPE_CHECKING:
    import uvicorn

HOST = "localhost"
# How long a request may take to end once its test has, in seconds.
_GRACE = 1.0


def _application() -> Any:
    """Return the project's ASGI application, with static files if it has any."""
    path = getattr(settings, "ASGI_APPLICATION", None)
    application = import_string(path) if path else get_asgi_application()
    if not apps.is_installed("django.contrib.staticfiles"):
        return application
    return ASGIStaticFilesHandler(application)


class ASGIServerThread(LiveServerThread):
    """Runs uvicorn where Django's thread runs a WSGI server."""

    _server: uvicorn.Server | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._shared = self.connections_override or {}
        self._requests: dict[asyncio.Future[None], str] = {}
        self._idle = threading.Event()
        self._idle.set()

    def run(self) -> None:
        try:
            with socket.create_server((self.host, self.port)) as listener:
                self.port = listener.getsockname()[1]
                asyncio.run(self._serve(listener))
        except SystemExit:
            # uvicorn's way to say so; raised in the test it would end the whole run.
            self.error = RuntimeError(  # type: ignore[assignment]
                "The ASGI application did not start. What it said is in the log of the "
                "test, from the logger `uvicorn.error`."
            )
        except BaseException as error:  # noqa: BLE001  (it is raised in the test)
            self.error = error  # type: ignore[assignment]
        finally:
            # Whatever happened, the test that waits must go on.
            self.is_ready.set()
            connections.close_all()

    async def _serve(self, listener: socket.socket) -> None:
        import uvicorn

        self._loop = asyncio.get_running_loop()
        config = uvicorn.Config(
            self._wrapped(_application()),
            log_level="warning",
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        serving = asyncio.ensure_future(self._server.serve(sockets=[listener]))
        while not self._server.started and not serving.done():  # noqa: ASYNC110
            # uvicorn has no event for this.
            await asyncio.sleep(0.005)
        if not self._server.started:
            await serving
            # Where uvicorn returns instead, as it did before it came to exit.
            raise SystemExit
        self.is_ready.set()
        await serving

    def _wrapped(self, application: Any) -> Any:
        async def wrapped(scope: Any, receive: Any, send: Any) -> None:
            # A thread for the synchronous code of each request, and connections by
            # thread. To an in-memory database that would be one that nobody closes.
            async with ThreadSensitiveContext():
                if self._shared:
                    await sync_to_async(self._share)()
                with self._noted(scope) as leave:
                    await application(scope, _until(leave, scope, receive), send)

        return wrapped

    def _share(self) -> None:
        for alias, connection in self._shared.items():
            connections[alias] = connection

    @contextmanager
    def _noted(self, scope: Any) -> Generator[asyncio.Future[None]]:
        leave = asyncio.get_running_loop().create_future()
        if scope["type"] == "lifespan":
            yield leave
            return
        # A WebSocket has no method.
        method = scope.get("method", "WebSocket")
        self._requests[leave] = f"the request {method} {scope['path']}"
        self._idle.clear()
        try:
            yield leave
        finally:
            del self._requests[leave]
            if not self._requests:
                self._idle.set()

    def settle(self) -> list[str]:
        """Wait until all requests are answered; take those that go on off the client.

        What they do to the database after their test has ended, nobody would undo.

        Returns:
            The requests that went on, for a warning.
        """
        if self._idle.wait(_GRACE) or self._loop is None:
            return []
        left = list(self._requests.values())
        self._loop.call_soon_threadsafe(self._leave)
        self._idle.wait(_GRACE)
        return left

    def _leave(self) -> None:
        for leave in self._requests:
            if not leave.done():
                leave.set_result(None)

    def terminate(self) -> None:
        if self._server is not None:
            self._server.should_exit = True
        self.join()


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
