"""The part of the plugin that sends requests to a target."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from restflow._pytest.address import (
    CLIENTS,
    MARK,
    OPTION,
    PROCESS,
    SERVER,
    chosen,
    is_address,
    shown,
)

if TYPE_CHECKING:
    from restflow.test import Exchange, LiveASGIServer

# What pytest-django is called where it is found, and where `-p` names its module.
_PYTEST_DJANGO = ("django", "pytest_django.plugin")


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
    elif is_address(target):
        # Most runs have no use for it.
        from restflow._pytest.deployed import Deployed

        part = Deployed(target, exchanges)
    else:
        raise pytest.UsageError(
            f"--restflow-target (or {OPTION}) is {shown(target)!r}. It has to be "
            f"`{PROCESS}`, `{SERVER}`, or an address such as "
            "https://staging.example.com, without a query and a fragment."
        )
    if not config.pluginmanager.has_plugin("restflow-target"):
        config.pluginmanager.register(part, "restflow-target")


class InProcess:
    """The application is called in the process of the test."""

    @pytest.fixture
    def _http_address(self) -> None:
        return None

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Give a live test the database that a deployed application has."""
        mark = item.get_closest_marker(MARK)
        if mark is None or not {*CLIENTS} & {*getattr(item, "fixturenames", ())}:
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
