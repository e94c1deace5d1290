"""The part of pytest that notes what came of each test, and gives it a web."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.neighbours.beside.situations import UncleanError

NOTES = Path(os.environ["BESIDE_NOTES"])
LONGEST = 100
# What pytest and Python say of old names is not about the packages.
OLD = (DeprecationWarning, PendingDeprecationWarning)


def note(**found: object) -> None:
    """Add a line: a process that is ended has written all before."""
    with NOTES.open("a", encoding="utf-8") as notes:
        notes.write(f"{json.dumps(found)}\n")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[Any]) -> Any:
    """Note what went wrong, in the words of the error."""
    report = yield
    wrong = call.excinfo
    if wrong is None or hasattr(report, "wasxfail"):
        note(test=item.name, when=report.when, said="")
    elif report.skipped:
        note(test=item.name, when=report.when, said=f"skipped: {wrong.value}")
    else:
        line = str(wrong.value).partition("\n")[0].replace("`", "")
        # Where a checkout is, is nothing for the table.
        line = re.sub(r", in [^:]+:\d+\.(?= )", ".", line)[:LONGEST]
        named = f"`{wrong.typename}: {line}`" if line else f"`{wrong.typename}`"
        said = line if isinstance(wrong.value, UncleanError) else named
        note(test=item.name, when=report.when, said=said)
    return report


def pytest_warning_recorded(warning_message: Any, nodeid: str) -> None:
    """Note a warning with the test that it is laid to."""
    if not issubclass(warning_message.category, OLD) and nodeid:
        name = nodeid.rpartition("::")[2]
        note(test=name, warning=warning_message.category.__name__)


@pytest.fixture
def web(request: pytest.FixtureRequest) -> Any:
    """Give restflow's client where its plugin is, and otherwise Django's."""
    if request.config.pluginmanager.hasplugin("restflow"):
        return request.getfixturevalue("async_api_client")
    return request.getfixturevalue("async_client")


@pytest.fixture
def http(request: pytest.FixtureRequest) -> Any:
    """Give a client of the ASGI application: restflow's, or httpx's own."""
    from tests.neighbours.beside.asgi import application

    if request.config.pluginmanager.hasplugin("restflow"):
        from restflow.test import AsyncHTTPClient

        return AsyncHTTPClient(raise_app_exceptions=False)
    import httpx

    app: Any = application
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://testserver")


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    """Give the address of a live server: restflow's, or pytest-django's."""
    if request.config.pluginmanager.hasplugin("restflow"):
        return str(request.getfixturevalue("live_asgi_server").url)
    return str(request.getfixturevalue("live_server").url)
