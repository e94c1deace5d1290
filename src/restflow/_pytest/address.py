"""Targets: the process, a server, or an address; where a server listens."""

from __future__ import annotations

import os
import re
from typing import Any
from urllib.parse import urlsplit

import pytest

MARK = "live_target"
# The fixtures whose requests go to the target.
CLIENTS = ("async_http_client", "async_story", "story")
OPTION = "restflow_target"
PROCESS, SERVER = "process", "server"

# Those of pytest-django's `live_server`.
_LISTEN = "liveserver"
_LISTENS_ON = "localhost"
_LAST_PORT = 65535
_LISTEN_VARIABLE = "DJANGO_LIVE_TEST_SERVER_ADDRESS"


def chosen(config: pytest.Config) -> str:
    """Return the target of a run: `process`, `server` or an address."""
    return str(config.getoption(OPTION) or config.getini(OPTION))


def shown(target: str) -> str:
    """Return a target without a password, which has no place in the log of a build."""
    return re.sub(r"//[^/?#]*@", "//…@", target)


def is_address(target: str) -> bool:
    """Tell whether a target is an address that a client can ask."""
    try:
        parts = urlsplit(target)
        # Reading the port checks it.
        usable = parts.hostname and parts.port != 0
    except ValueError:
        return False
    known = parts.scheme in {"http", "https"} and not (parts.query or parts.fragment)
    return bool(usable) and known and target.isprintable() and " " not in target


def client(address: str, *, here: bool, kind: str = "AsyncClient") -> Any:
    """Return httpx's own client for an address, of one kind or the other."""
    try:
        # Without `restflow.test`: an address can be tested without Django's settings.
        import httpx2 as httpx
    except ModuleNotFoundError:
        from restflow.test._asgi.httpx import httpx
    # A proxy that the environment names does not know the server of this process.
    return getattr(httpx, kind)(base_url=address, trust_env=not here)


def listening(config: pytest.Config) -> tuple[str, int]:
    """Return the host and the port on which the live server of a run listens.

    pytest-django's option says it, or its variable. The port is 0 where one is taken
    that is free.

    Raises:
        pytest.UsageError: What stands for the port is none.
    """
    variable = os.environ.get(_LISTEN_VARIABLE)
    named = config.getoption(_LISTEN, None) or variable or _LISTENS_ON
    host, _, port = str(named).partition(":")
    if not host or not re.fullmatch("[0-9]*", port) or int(port or 0) > _LAST_PORT:
        raise pytest.UsageError(
            f"--{_LISTEN} (or {_LISTEN_VARIABLE}) is {named!r}. It has to be a host, "
            "or a host and a port, such as localhost or 0.0.0.0:8081."
        )
    return host, int(port or 0)
