"""Where the requests of `async_http_client` go: the process, a server, an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

if TYPE_CHECKING:
    import httpx2

    from restflow.test import Exchange, LiveASGIServer

MARK = "live_target"
CLIENT = "async_http_client"
OPTION = "restflow_target"
PROCESS, SERVER = "process", "server"
# What pytest-django is called where it is found, and where `-p` names its module.
_PYTEST_DJANGO = ("django", "pytest_django.plugin")


def chosen(config: pytest.Config) -> str:
    """Return the target of a run: `process`, `server` or an address."""
    return str(config.getoption(OPTION) or config.getini(OPTION))


def register(config: pytest.Config, exchanges: pytest.StashKey[list[Exchange]]) -> None:
    """Add the part of the plugin that knows the target.

    Raises:
        pytest.UsageError: There is no such target.
    """
    target = chosen(config)
    if target == PROCESS:
        part: object = InProcess()
    elif target == SERVER:
        part = OnServer()
    elif _is_address(target):
        # Most runs have no use for it.
        from restflow._pytest_deployed import Deployed

        part = Deployed(target, exchanges)
    else:
        raise pytest.UsageError(
            f"--restflow-target (or {OPTION}) is {shown(target)!r}. It has to be "
            f"`{PROCESS}`, `{SERVER}`, or an address such as "
            "https://staging.example.com, without a query and a fragment."
        )
    if not config.pluginmanager.has_plugin("restflow-target"):
        config.pluginmanager.register(part, "restflow-target")


def shown(target: str) -> str:
    """Return a target without a password, which has no place in the log of a build."""
    return re.sub(r"//[^/?#]*@", "//…@", target)


def _is_address(target: str) -> bool:
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
        from restflow.test._httpx import httpx
    # A proxy that the environment names does not know the server of this process.
    return httpx.AsyncClient(base_url=address, trust_env=not here)


class InProcess:
    """The application is called in the process of the test."""

    @pytest.fixture
    def _http_address(self) -> None:
        return None

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Give a live test the database that a deployed application has."""
        mark = item.get_closest_marker(MARK)
        if mark is None or CLIENT not in getattr(item, "fixturenames", ()):
            return
        given = item.get_closest_marker("django_db") is not None
        if given or not any(map(item.config.pluginmanager.hasplugin, _PYTEST_DJANGO)):
            return
        item.add_marker(pytest.mark.django_db(*mark.args, **mark.kwargs))
        if not mark.kwargs.get("transaction"):
            item.add_marker(pytest.mark.run_commit_hooks)


class OnServer(InProcess):
    """The application is served on a port, by the process of the test."""

    @pytest.fixture
    def _http_address(self, live_asgi_server: LiveASGIServer) -> str:
        return live_asgi_server.url

    def pytest_report_header(self) -> str:
        """Say it at the beginning of a run."""
        return "restflow: the target is a live server in this process"
