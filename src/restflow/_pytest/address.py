"""What a target is: the process, a server, or an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    import httpx2

MARK = "live_target"
CLIENT = "async_http_client"
OPTION = "restflow_target"
PROCESS, SERVER = "process", "server"


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


def client(address: str, *, here: bool) -> httpx2.AsyncClient:
    """Return httpx's own client for an address."""
    try:
        # Without `restflow.test`: an address can be tested without Django's settings.
        import httpx2 as httpx
    except ModuleNotFoundError:
        from restflow.test._asgi.httpx import httpx
    # A proxy that the environment names does not know the server of this process.
    return httpx.AsyncClient(base_url=address, trust_env=not here)
