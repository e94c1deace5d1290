"""The ASGI servers that can run in a thread, and which of them is used."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections.abc import AsyncGenerator, Callable, Coroutine, Generator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from restflow.test._asgi.application import Application
from restflow.test._server import daphne, loop

SETTING = "RESTFLOW_LIVE_SERVER"
# How long a server lets requests go on when it stops, in seconds.
_GRACE = 1
# The first version of granian whose thread does not wait for Python's, and vice versa.
_NO_DEADLOCK = (2, 7, 2)


@dataclass(frozen=True)
class Server:
    """How a server is run.

    Attributes:
        name: Its name, which is also that of its distribution and its package.
        serving: Serves an application on a socket until the block ends.
        run: Runs a coroutine on the kind of event loop that the server needs.
        starts_applications: Whether it takes part in the lifespan of an application.
        listens_itself: Whether it opens a socket of its own, for the same port.
    """

    name: str
    serving: Callable[[Application, socket.socket], AbstractAsyncContextManager[None]]
    run: Callable[[Coroutine[Any, Any, None]], None] = loop.run
    starts_applications: bool = True
    listens_itself: bool = False

    @contextmanager
    def listening(self, host: str, port: int) -> Generator[socket.socket]:
        """Open the server's socket, on a port that is free if none is named."""
        if not self.listens_itself:
            with socket.create_server((host, port)) as listener:
                yield listener
            return
        if port:
            # Two servers with the option below would share the port, and the requests.
            socket.create_server((host, port)).close()
        # It keeps the port, and takes no connections as it doesn't listen.
        with socket.socket() as keeper:
            keeper.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            keeper.bind((host, port))
            yield keeper


@asynccontextmanager
async def _uvicorn(
    application: Application, listener: socket.socket
) -> AsyncGenerator[None]:
    uvicorn: Any = import_module("uvicorn")
    config = uvicorn.Config(
        application,
        lifespan="off",
        # Without one it takes the handlers of all others away.
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=_GRACE,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving


@asynccontextmanager
async def _hypercorn(
    application: Application, listener: socket.socket
) -> AsyncGenerator[None]:
    config: Any = import_module("hypercorn.config").Config()
    config.bind = [f"fd://{os.dup(listener.fileno())}"]
    config.graceful_timeout = _GRACE
    config.errorlog = logging.getLogger("hypercorn.error")
    config.loglevel = "WARNING"
    stop = asyncio.Event()
    serving = asyncio.create_task(
        import_module("hypercorn.asyncio").serve(
            _without_lifespan(application),
            config,
            shutdown_trigger=stop.wait,
            mode="asgi",
        )
    )
    try:
        yield
    finally:
        stop.set()
        await serving


def _without_lifespan(application: Application) -> Application:
    """Return an application that has been started up already."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "lifespan":
            await application(scope, receive, send)
            return
        for _ in range(2):
            message = await receive()
            await send({"type": f"{message['type']}.complete"})

    return wrapped


@asynccontextmanager
async def _granian(
    application: Application, keeper: socket.socket
) -> AsyncGenerator[None]:
    version = str(import_module("granian").__version__)
    if tuple(map(int, version.split(".")[:3])) < _NO_DEADLOCK:
        raise ImproperlyConfigured(
            f"granian {version} may stop in the middle of a request whose body is read "
            "in a task. The live server needs granian "
            f"{'.'.join(map(str, _NO_DEADLOCK))} or newer."
        )
    constants, log = import_module("granian.constants"), import_module("granian.log")
    address, port = keeper.getsockname()
    server: Any = import_module("granian.server.embed").Server(
        application,
        address=address,
        port=port,
        interface=constants.Interfaces.ASGINL,
        log_level=log.LogLevels.error,
        # Another one takes the handlers of all loggers away.
        log_dictconfig={"incremental": True, "handlers": {}, "loggers": {}},
    )
    serving = asyncio.create_task(server.serve())
    try:
        await _accepts(address, port, serving)
        yield
    finally:
        server.stop()
        await serving


async def _accepts(address: str, port: int, serving: asyncio.Task[None]) -> None:
    """Wait until a server takes connections, or has failed."""
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(address, port)
        except ConnectionRefusedError:
            # Nothing tells when it does.
            await asyncio.sleep(0.005)
        else:
            writer.close()
            await writer.wait_closed()
            return
    await serving


SERVERS = {
    server.name: server
    for server in (
        Server("uvicorn", _uvicorn),
        Server("daphne", daphne.serving, run=daphne.run, starts_applications=False),
        Server("granian", _granian, listens_itself=True),
        Server("hypercorn", _hypercorn),
    )
}


def chosen() -> Server:
    """Return the server that the setting RESTFLOW_LIVE_SERVER names.

    Without the setting it is the first of them that is installed.

    Raises:
        ImproperlyConfigured: It names none of those.
        ModuleNotFoundError: The server is not installed.
    """
    name = getattr(settings, SETTING, None) or _installed()
    if name not in SERVERS:
        raise ImproperlyConfigured(
            f"The setting {SETTING} is {name!r}. It has to be one of "
            f"{', '.join(map(repr, SERVERS))}."
        )
    try:
        import_module(name)
    except ModuleNotFoundError as missing:
        if missing.name != name:
            raise
        what = '"restflow[live]"' if name == "uvicorn" else name
        raise ModuleNotFoundError(
            f"The live server needs {name}, which is not installed. Install it with "
            f"`pip install {what}`, or name another server in the setting {SETTING}.",
            name=name,
        ) from None
    return SERVERS[name]


def _installed() -> str:
    return next((name for name in SERVERS if find_spec(name)), "uvicorn")
