"""A live server that speaks ASGI, for test cases and for pytest."""

# The test case has the clients of Django REST framework in place of Django's own.
# pyright: reportIncompatibleVariableOverride=false

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest import TestResult

from django.test.testcases import LiveServerTestCase
from django.test.utils import modify_settings

from restflow.test._cases.classes import AsyncAPITestCase, AsyncAPITransactionTestCase
from restflow.test._cases.coroutines import AsyncTests
from restflow.test._database.sharing import Sharing
from restflow.test._server.served import served
from restflow.test._server.thread import HOST, ASGIServerThread


class _Served(AsyncTests):
    """Has each test wait for the requests that it has made to the server."""

    server_thread_class = ASGIServerThread
    server_thread: ASGIServerThread

    def run(self, result: TestResult | None = None) -> TestResult | None:
        served.clear()
        return super().run(result)

    def _callTestMethod(self, method: Any) -> None:  # noqa: N802
        with served.told():
            super()._callTestMethod(method)

    def _callSetUp(self) -> None:  # noqa: N802
        # Also for a synchronous test: the server runs in another thread.
        self._begin()
        with served.told():
            super()._callSetUp()

    def _begin(self) -> None:
        if self._meanwhile is not None:
            return
        super()._begin()
        self.server_thread.begin(self.id())
        stack: Any = self._meanwhile
        # After the test's loop is closed, before connections are no more shared.
        stack.callback(self._settle, self._sharing)

    def _settle(self, sharing: Sharing) -> None:
        sharing.problems.extend(self.server_thread.settle())


class AsyncAPILiveServerTestCase(
    _Served, AsyncAPITransactionTestCase, LiveServerTestCase
):
    """A test case that serves the project's ASGI application on a real port.

    The application is the one that ASGI_APPLICATION names, or else the one that Django
    makes. The setting RESTFLOW_LIVE_SERVER names the server: "uvicorn" (extra
    `restflow[live]`), "daphne", "granian" or "hypercorn". Without the setting it is the
    first of these that is installed. It runs in a thread of the
    test process. Django's `LiveServerTestCase` serves the WSGI application instead.

    `assertNumQueries` and `captureOnCommitCallbacks` look at the connection of the
    test. The server has connections of its own, unless the database is in memory.

    Attributes:
        live_server_url: The server's address, without a slash at its end.
        client: An `AsyncAPIClient`, new for each test; it bypasses the server.
        async_client: The same client.
        sync_client: Django REST framework's `APIClient`; it bypasses the server, too.
        client_class: The class of `client`.
        async_client_class: The class of `async_client`.

    Raises:
        ModuleNotFoundError: The server is not installed.
        ImproperlyConfigured: RESTFLOW_LIVE_SERVER names no server, or granian is older
            than 2.7.2.

    Since:
        0.1.0. `rest_framework.test.APILiveServerTestCase` with an ASGI server.
    """

    client_class: Any
    async_client_class: Any


class AsyncAPIRollbackLiveServerTestCase(_Served, AsyncAPITestCase, LiveServerTestCase):
    """A live server whose requests share the test's transaction, which is rolled back.

    Use it like `AsyncAPILiveServerTestCase`. It does not flush the database after each
    test. `assertNumQueries` counts the server's queries as well, and
    `captureOnCommitCallbacks` captures its hooks. It has limits:

    * Test and server share one connection. While one of them is in an atomic block, the
      others wait. So a test must not wait for the server in an atomic block: the server
      reports a `ConnectionTakenError`.
    * Nothing is committed. Commit hooks run only with `run_commit_hooks = True`.

    Attributes:
        live_server_url: The server's address, without a slash at its end.
        run_commit_hooks: Run commit hooks when the outermost atomic block of the
            application ends, although the test is rolled back in the end.
        isolate_cache: Give each test caches of its own, as its rows are its own.
        client: An `AsyncAPIClient`, new for each test; it bypasses the server.
        async_client: The same client.
        sync_client: Django REST framework's `APIClient`; it bypasses the server, too.
        client_class: The class of `client`.
        async_client_class: The class of `async_client`.

    Raises:
        ModuleNotFoundError: The server is not installed.
        ImproperlyConfigured: RESTFLOW_LIVE_SERVER names no server, or granian is older
            than 2.7.2.

    Since:
        0.1.0. Django flushes the database after each test of a live server.
    """

    client_class: Any
    async_client_class: Any


@dataclass(frozen=True)
class LiveASGIServer:
    """A running server, as the fixture `live_asgi_server` gives it.

    `str()` gives its address, and you can add a path to the object with `+`.

    Attributes:
        url: The server's address, without a slash at its end.

    Since:
        0.1.0. pytest-django's `live_server` gives an object of this kind.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def __add__(self, path: str) -> str:
        return f"{self.url}{path}"


@contextmanager
def serving_a_test(
    thread: ASGIServerThread, test: str, left: list[str]
) -> Generator[LiveASGIServer]:
    """Let a test use a server, and wait until it has answered all requests.

    Args:
        thread: The server.
        test: How a message names the test.
        left: A list to which requests are added that went on.
    """
    # Who listens on all addresses is asked on this one as well.
    with modify_settings(ALLOWED_HOSTS={"append": [thread.host, HOST]}):
        thread.begin(test)
        try:
            yield LiveASGIServer(f"http://{thread.host}:{thread.port}")
        finally:
            left.extend(thread.settle())
