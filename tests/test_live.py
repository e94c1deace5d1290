"""The live server: a real port, an ASGI application behind it."""

from __future__ import annotations

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import override_settings

from restflow.test import AsyncAPILiveServerTestCase

application_calls: list[str] = []


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that is not Django's."""
    if scope["type"] == "lifespan":
        while True:
            message = await receive()
            application_calls.append(message["type"])
            await send({"type": f"{message['type']}.complete"})
            if message["type"] == "lifespan.shutdown":
                return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"not Django's"})


async def broken_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that can't start."""
    assert scope["type"] == "lifespan"
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no broker"})


class PlainCase(AsyncAPILiveServerTestCase):
    """Has no tests."""


class UnsharedCase(AsyncAPILiveServerTestCase):
    """Is what a project has whose database is not in memory."""

    @classmethod
    def _make_connections_override(cls) -> dict[str, Any]:
        return {}


@contextmanager
def serving(
    case: type[AsyncAPILiveServerTestCase] = PlainCase, **overridden: Any
) -> Iterator[str]:
    """Start the server as a test runner does, and stop it again."""
    # A class of its own, as a class has one server.
    one: Any = type("Case", (case,), {})
    with override_settings(**overridden):
        try:
            one.setUpClass()
            yield one.live_server_url
        finally:
            one.doClassCleanups()
            one.tearDownClass()


@override_settings(ROOT_URLCONF="tests.urls")
class LiveServerTests(AsyncAPILiveServerTestCase):
    def url(self, path: str) -> str:
        return f"{self.live_server_url}{path}"

    async def test_a_client_from_outside_is_answered(self) -> None:
        async with httpx2.AsyncClient() as client:
            response = await client.post(self.url("/orders/?a=1"), json={"b": 2})
        assert response.json()["data"] == {"b": 2}
        assert response.json()["query"] == {"a": ["1"]}
        assert response.json()["host"] == urlsplit(self.live_server_url).netloc

    def test_a_synchronous_client_from_outside_is_answered(self) -> None:
        assert httpx2.get(self.url("/")).status_code == 200

    async def test_an_asynchronous_stream_is_served(self) -> None:
        async with (
            httpx2.AsyncClient() as client,
            client.stream("GET", self.url("/astream/")) as response,
        ):
            chunks = [chunk async for chunk in response.aiter_text()]
        assert "".join(chunks) == "one,two"
        assert response.headers["Transfer-Encoding"] == "chunked"

    async def test_rows_of_the_test_are_seen_by_the_server(self) -> None:
        await sync_to_async(User.objects.create_user)("ada")
        async with httpx2.AsyncClient() as client:
            response = await client.get(self.url("/users/"))
        assert response.text == "ada"

    def test_rows_of_an_earlier_test_are_gone(self) -> None:
        User.objects.create_user("ada")
        assert httpx2.get(self.url("/users/")).text == "ada"

    def test_an_exception_is_the_servers_and_not_the_tests(self) -> None:
        assert httpx2.get(self.url("/fail/")).status_code == 500

    def test_static_files_are_served(self) -> None:
        response = httpx2.get(self.url("/static/rest_framework/css/default.css"))
        assert response.status_code == 200
        assert response.headers["Content-Type"] == "text/css"

    async def test_the_clients_of_the_test_do_not_use_the_server(self) -> None:
        response = await self.async_client.get("/")
        assert response.data["host"] == "testserver"
        arrived = (await sync_to_async(self.client.get)("/")).data["variables"]
        assert arrived["SERVER_NAME"] == "testserver"


def test_the_port_is_free_after_the_class() -> None:
    with serving() as url:
        address = ("localhost", urlsplit(url).port or 0)
        socket.create_connection(address).close()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


@pytest.mark.django_db(transaction=True)
def test_connections_to_the_database_do_not_outlive_the_server() -> None:
    opened: list[Any] = []

    def keep(connection: Any, **_: Any) -> None:
        opened.append(connection)

    connection_created.connect(keep)
    try:
        with serving(ROOT_URLCONF="tests.urls") as url:
            assert httpx2.get(f"{url}/users/").status_code == 200
    finally:
        connection_created.disconnect(keep)
    ours = connections["default"]
    of_the_server = [connection for connection in opened if connection is not ours]
    assert [connection for connection in of_the_server if connection.connection] == []
    assert ours.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_in_memory_is_not_shared() -> None:
    with serving(UnsharedCase, ROOT_URLCONF="tests.urls") as url:
        assert httpx2.get(f"{url}/guarded/").text == "passed"


def test_the_server_has_a_port_of_its_own() -> None:
    with serving() as first, serving() as second:
        assert first != second


def test_the_application_is_the_one_that_the_project_names() -> None:
    application_calls.clear()
    with serving(ASGI_APPLICATION=f"{__name__}.application") as url:
        assert httpx2.get(url).text == "not Django's"
    assert application_calls == ["lifespan.startup", "lifespan.shutdown"]


@pytest.mark.django_db(transaction=True)
def test_a_project_that_names_no_application_is_served_djangos() -> None:
    with override_settings():
        del settings.ASGI_APPLICATION
        with serving(ROOT_URLCONF="tests.urls") as url:
            assert httpx2.get(f"{url}/guarded/").text == "passed"


@pytest.mark.parametrize(
    "path", ["nowhere.application", "project.asgi.nothing", "application"]
)
def test_an_application_that_cannot_be_imported_is_an_error_of_the_test(
    path: str,
) -> None:
    with pytest.raises(ImportError), serving(ASGI_APPLICATION=path):
        pytest.fail("the server has started")


def test_a_missing_uvicorn_is_an_error_of_the_test(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "uvicorn", None)
    with pytest.raises(ModuleNotFoundError, match="uvicorn"), serving():
        pytest.fail("the server has started")


def test_an_application_that_cannot_start_is_an_error_of_the_test() -> None:
    path = f"{__name__}.broken_application"
    with (
        pytest.raises(RuntimeError, match="start"),
        serving(ASGI_APPLICATION=path) as url,
    ):
        httpx2.get(url)


def test_a_port_in_use_is_an_error_of_the_test() -> None:
    with socket.create_server(("localhost", 0)) as taken:

        class Case(AsyncAPILiveServerTestCase):
            port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            Case.setUpClass()
        Case.doClassCleanups()
        Case.tearDownClass()
