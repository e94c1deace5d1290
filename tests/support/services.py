"""Servers that tests need: PostgreSQL, which has to be there, and those they start.

A test that lacks a server is skipped. Where all of them have to be there, which
`CI=true` says, it fails.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from functools import cache
from importlib.util import find_spec
from typing import Any, NoReturn, Self

PATIENCE = 10
# As libpq has them: https://www.postgresql.org/docs/current/libpq-envars.html
POSTGRESQL = {
    "host": os.environ.get("PGHOST", "127.0.0.1"),
    "port": os.environ.get("PGPORT", "5432"),
    "user": os.environ.get("PGUSER", "root"),
    "password": os.environ.get("PGPASSWORD", ""),
}


def all_needed() -> bool:
    """Tell whether no server may be missing."""
    return os.environ.get("CI") == "true"


def need(missing: str) -> None:
    """Skip a test that lacks something, or fail it where nothing may be missing."""
    if missing:
        without(missing)


def without(reason: str) -> NoReturn:
    """Skip a test, or fail it where nothing may be missing."""
    # Settings and scripts use this module, too.
    import pytest

    (pytest.fail if all_needed() else pytest.skip)(reason)


def unusable(name: str, connect: Callable[[], Any]) -> str:
    """Say why a server can't be used, if it can't."""
    try:
        connect().close()
    except Exception as error:  # noqa: BLE001  (whatever it is, it is not there)
        return f"{name}: {error}"
    return ""


# --- PostgreSQL -----------------------------------------------------------------------


def postgresql() -> Any:
    """Connect to PostgreSQL, without transactions."""
    import psycopg

    return psycopg.connect(
        **POSTGRESQL,  # type: ignore[arg-type]
        dbname=os.environ.get("PGDATABASE", "postgres"),
        autocommit=True,
        connect_timeout=3,
    )


@cache
def without_postgresql() -> str:
    """Say why PostgreSQL can't be used, if it can't."""
    return unusable("PostgreSQL", postgresql)


@contextmanager
def own_database(name: str) -> Generator[None]:
    """Make a database on the PostgreSQL server, and drop it in the end."""
    with postgresql() as server:
        server.execute(f'CREATE DATABASE "{name}"')
    try:
        yield
    finally:
        with postgresql() as server:
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def on_postgresql(name: str) -> dict[str, Any]:
    """Return Django's settings of a database."""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        **{key.upper(): value for key, value in POSTGRESQL.items()},
    }


# --- Servers of a test's own ----------------------------------------------------------


class OwnServer:
    """A server of the test's own, empty, which it may stop. No data of anybody else.

    Attributes:
        program: What it is called.
        library: The Python package that its users need.
    """

    program = ""
    library = ""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port: int = free.getsockname()[1]
        self._process: subprocess.Popen[bytes] | None = None

    @classmethod
    def missing(cls) -> str:
        """Say why it can't be started, if it can't."""
        if not find_spec(cls.library):
            return f"{cls.library} is not installed."
        return "" if shutil.which(cls.program) else f"There is no {cls.program}."

    def options(self) -> list[str]:
        """Return how to start it, so that nobody else reaches it."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, empty, and wait until it takes connections."""
        self._process = subprocess.Popen(  # noqa: S603  (our own command)
            [self.program, *self.options()], stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port)).close()
            except ConnectionRefusedError:
                ended = self._process.poll() is not None
                assert not ended, f"{self.program} has ended."
                assert time.monotonic() < until, f"{self.program} does not start."
                time.sleep(0.01)
            else:
                return

    def kill(self) -> None:
        """End it; what it had is lost."""
        if self._process is not None:
            # One that is stopped is killed, too.
            self._process.kill()
            self._process.wait()
            self._process = None

    def hang(self) -> None:
        """Have it take connections and answer nothing."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Have it answer again, with what it had before."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def __enter__(self) -> Self:
        need(self.missing())
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


class OwnRedis(OwnServer):
    """A Redis of the test's own."""

    program = "redis-server"
    library = "redis"

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    def options(self) -> list[str]:
        """Return how to start it: it keeps nothing in files."""
        return ["--port", str(self.port), "--bind", "127.0.0.1",
                # A replica need not wait for others, nor write down what it is sent.
                "--repl-diskless-sync-delay", "0", "--repl-diskless-load", "swapdb",
                "--save", "", "--appendonly", "no"]  # fmt: skip


class OwnMemcached(OwnServer):
    """A Memcached of the test's own."""

    program = "memcached"
    library = "pymemcache"

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def options(self) -> list[str]:
        """Return how to start it: as another user than root, which it refuses."""
        return ["-p", str(self.port), "-l", "127.0.0.1", "-u", "nobody"]


class Wire:
    """A way to a server that can be cut, while the server keeps what it has.

    A server that hangs does later what it was sent meanwhile; beyond a cut, nothing
    arrives.
    """

    def __init__(self, server: OwnServer) -> None:
        self._to = server.port
        self._listener: socket.socket | None = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._ends: list[socket.socket] = []
        self._serve(self._listener)

    def _serve(self, listener: socket.socket) -> None:
        threading.Thread(target=self._accept, args=[listener], daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        # It ends when the listener is closed.
        with suppress(OSError):
            while True:
                here, _ = listener.accept()
                try:
                    there = socket.create_connection(("127.0.0.1", self._to))
                except ConnectionRefusedError:
                    _end(here)
                    continue
                self._ends += [here, there]
                for ends in ((here, there), (there, here)):
                    threading.Thread(target=_pass_on, args=ends, daemon=True).start()

    def cut(self) -> None:
        """Refuse connections, and break those that there are."""
        if self._listener is not None:
            _end(self._listener)
            self._listener = None
        while self._ends:
            _end(self._ends.pop())

    def mend(self) -> None:
        """Take connections again."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        self._serve(self._listener)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()


def _pass_on(here: socket.socket, there: socket.socket) -> None:
    with suppress(OSError):
        while data := here.recv(65536):
            there.sendall(data)
    _end(there)


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        # Whoever waits for it in another thread goes on.
        end.shutdown(socket.SHUT_RDWR)
    end.close()
