"""The part of the plugin that refuses connections to hosts that a test does not name.

Python tells its audit hooks of each connection and of each look-up of a name, whichever
library makes it. What libraries in C connect to, such as PostgreSQL's, is not told.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import sys
from asyncio import BaseEventLoop
from collections.abc import Callable, Generator, Iterable
from contextlib import suppress
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from restflow._pytest import address
from restflow._pytest.words import uses_django
from restflow._traps import OUTSIDE, TrapError

OPTION = "restflow_refuse_outside"
MARK = "allow_hosts"
_CONNECTING = {"socket.connect", "socket.sendto", "socket.sendmsg"}
_LOOKING_UP = {"socket.getaddrinfo", "socket.gethostbyname"}


class Guard:
    """Refuses connections to other machines while tests run.

    Args:
        known: The hosts that all tests may connect to.
    """

    def __init__(self, known: Iterable[str]) -> None:
        self._known = {*known}
        self._allowed: set[str] | None = None
        self._refused: list[TrapError] = []
        sys.addaudithook(self._heard)

    def allow(self, hosts: Iterable[str] | None) -> None:
        """Refuse other hosts than these and the known ones, or none any more."""
        self._allowed = None
        if hosts is not None:
            named = self._known | {*hosts} | _of_settings()
            # An address of a service has its host in it.
            self._allowed = {host.lower() for host in named} | {*map(_host, named)}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        """Guard a test and its fixtures."""
        self.allow(str(host) for mark in item.iter_markers(MARK) for host in mark.args)
        self._refused.clear()
        look_up, of_loops = socket.getaddrinfo, BaseEventLoop.getaddrinfo
        socket.getaddrinfo = self._noting(look_up)
        loops: Any = BaseEventLoop
        loops.getaddrinfo = self._beforehand(of_loops)
        try:
            return (yield)
        finally:
            socket.getaddrinfo = look_up
            loops.getaddrinfo = of_loops
            self.allow(None)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self) -> Generator[None, object, object]:
        """Fail a fixture that has gone on without the host that it was refused."""
        return (yield from self._refusing())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Generator[None, object, object]:
        """Fail a test that has gone on without the host that it was refused."""
        return (yield from self._refusing())

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_teardown(self) -> Generator[None, object, object]:
        """Fail what cleans up and has gone on without a host."""
        return (yield from self._refusing())

    def _refusing(self) -> Generator[None, object, object]:
        try:
            result = yield
        except BaseException as error:
            for refused in self._taken():
                if not isinstance(error, pytest.skip.Exception) and (
                    refused not in _chain(error)
                ):
                    # A likely cause.
                    error.add_note(str(refused))
            raise
        for refused in self._taken():
            raise refused
        return result

    def _taken(self) -> list[TrapError]:
        """Return the first of the connections that were refused since the last time."""
        taken = self._refused[:1]
        self._refused.clear()
        return taken

    def _noting(self, look_up: Callable[..., Any]) -> Callable[..., Any]:
        """Return a look-up that allows the addresses of the hosts that are allowed."""

        def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
            found = look_up(host, *args, **kwargs)
            if self._allowed is not None:
                self._allowed |= {str(entry[4][0]) for entry in found}
            return found

        return getaddrinfo

    def _beforehand(self, look_up: Callable[..., Any]) -> Callable[..., Any]:
        """Return a loop's look-up that refuses a host where the task is known."""

        async def getaddrinfo(loop: Any, host: Any, *args: Any, **kwargs: Any) -> Any:
            if self._allowed is not None:
                # The thread that looks it up knows nothing of who has asked.
                self._require(host)
            return await look_up(loop, host, *args, **kwargs)

        return getaddrinfo

    def _heard(self, event: str, args: tuple[Any, ...]) -> None:
        if self._allowed is None:
            return
        if event in _CONNECTING:
            # That of a socket which is no network's is a path.
            where: Any = args[1]
            host: Any = cast("Any", where)[0] if isinstance(where, tuple) else None
        elif event in _LOOKING_UP:
            host = args[0]
        else:
            return
        self._require(host)

    def _require(self, host: Any) -> None:
        if isinstance(host, bytes):
            host = host.decode()
        if isinstance(host, str) and not self._may_reach(host):
            self._refuse(host)

    def _may_reach(self, host: str) -> bool:
        host = host.lower()
        if host in (self._allowed or ()) or host in ("", "localhost"):
            return True
        with suppress(ValueError):
            found: Any = ipaddress.ip_address(host.partition("%")[0])
            # Python before 3.13 takes an address of this kind for a distant one.
            found = getattr(found, "ipv4_mapped", None) or found
            return bool(found.is_loopback or found.is_unspecified)
        return host == socket.gethostname().lower()

    def _refuse(self, host: str) -> None:
        try:
            raise _kind()(
                OUTSIDE,
                f"The test connects to {host}, which it does not name{_where()}.",
                "Replace the other service, as with respx or pytest-httpx; or name the "
                f"host: `@pytest.mark.{MARK}({host!r})`.",
            )
        except TrapError as error:
            # The application may go on without the host.
            self._refused.append(error)
            raise


def _chain(error: BaseException | None) -> list[BaseException]:
    """Return an error and those that it comes from, as a traceback shows them."""
    found: list[BaseException] = []
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _kind() -> type[TrapError]:
    # A test of what knows nothing of Django may connect as well.
    if not uses_django():
        return TrapError
    from restflow.test._stories.errors import OutsideConnectionError

    return OutsideConnectionError


def _where() -> str:
    if not uses_django():
        return ""
    from restflow.test._database.lines import users_line

    line = users_line()
    return f", in {line}" if line else ""


def _of_settings() -> set[str]:
    """Return the hosts of the databases and the caches that the settings name."""
    if not uses_django():
        return set()
    from django.conf import settings

    hosts = {str(database.get("HOST", "")) for database in settings.DATABASES.values()}
    for cache in settings.CACHES.values():
        found = cache.get("LOCATION", "")
        places: Any = re.split("[,;]", found) if isinstance(found, str) else found
        hosts |= {_host(str(place)) for place in places}
    return hosts


def _host(place: str) -> str:
    """Return the host of a URL, or of a name with a port."""
    with suppress(ValueError):
        return urlsplit(place if "://" in place else f"//{place}").hostname or ""
    return ""


def register(config: pytest.Config) -> None:
    """Add the guard, if the run asks for it."""
    if not (config.getoption(OPTION) or config.getini(OPTION)):
        return
    target = address.chosen(config)
    known = [_host(target)] if address.is_address(target) else []
    config.pluginmanager.register(Guard(known), "restflow-outside")
