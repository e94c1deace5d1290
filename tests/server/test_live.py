"""The live server: a real port, an ASGI application behind it."""

# ruff: noqa: ARG001  (what ASGI calls an application with)

from __future__ import annotations

import asyncio
import socket
import sys
import threading
import time
import unittest
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.signals import connection_created
from django.test import override_settings

from restflow.test import AsyncAPILiveServerTestCase
from restflow.test._server import servers
from restflow.test._server.served import served

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


PLAIN = f"{__name__}.application"


async def broken_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that can't start."""
    assert scope["type"] == "lifespan"
    await receive()
    await send({"type": "lifespan.startup.failed", "message": "no broker"})


async def raising_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that raises when it is to start."""
    assert scope["type"] == "lifespan"
    await receive()
    raise LookupError("no broker")


async def stopless_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that starts, and can't stop."""
    assert scope["type"] == "lifespan"
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.failed", "message": "broker is gone"})


async def stateful_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that keeps something for its requests."""
    if scope["type"] == "lifespan":
        scope["state"]["greeting"] = "hello"
        await application(scope, receive, send)
        return
    body = scope["state"]["greeting"].encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


async def failing_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that is not Django's, and fails."""
    raise LookupError("not Django's")


async def stubborn_application(scope: Any, receive: Any, send: Any) -> None:
    """Be an ASGI application that doesn't care whether its client is there."""
    assert scope["type"] == "http"
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"a", "more_body": True})
    await asyncio.sleep(60)


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


@override_settings(ROOT_URLCONF="tests.support.urls")
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
        response = await self.client.get("/")
        assert response.data["host"] == "testserver"
        arrived = (await sync_to_async(self.sync_client.get)("/")).data["variables"]
        assert arrived["SERVER_NAME"] == "testserver"


@pytest.fixture(params=["uvicorn", "daphne", "granian", "hypercorn"])
def server(request: pytest.FixtureRequest) -> Iterator[str]:
    """Have each of the servers serve."""
    with override_settings(RESTFLOW_LIVE_SERVER=request.param):
        yield str(request.param)


def threads_since(before: set[threading.Thread]) -> list[threading.Thread]:
    """Return the threads that have been started, and don't end."""
    started = [*set(threading.enumerate()) - before]
    for thread in started:
        # One of granian's own ends a moment later.
        thread.join(1)
    return [thread for thread in started if thread.is_alive()]


@pytest.mark.usefixtures("server")
def test_no_port_and_no_thread_is_left_after_the_class() -> None:
    before = set(threading.enumerate())
    for _ in range(2):
        with serving(ASGI_APPLICATION=PLAIN) as url, httpx2.Client() as client:
            address = ("localhost", urlsplit(url).port or 0)
            # The client keeps this connection, and the server has to close it.
            client.get(url)
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(address)
    assert threads_since(before) == []


@pytest.mark.usefixtures("server")
def test_a_request_that_never_ends_does_not_keep_the_server() -> None:
    before = set(threading.enumerate())
    path = f"{__name__}.stubborn_application"
    with (
        httpx2.Client() as client,
        serving(ASGI_APPLICATION=path) as url,
        ExitStack() as stack,
    ):
        stack.enter_context(client.stream("GET", url))
        start = time.monotonic()
        stack.pop_all()
    assert time.monotonic() - start < 5
    assert threads_since(before) == []


def test_the_server_is_the_one_that_the_setting_names(server: str) -> None:
    with serving(ASGI_APPLICATION=PLAIN) as url:
        said = httpx2.get(url).headers["Server"]
    assert said.startswith(server)


@pytest.mark.usefixtures("server")
@pytest.mark.django_db(transaction=True)
def test_bodies_queries_and_streams_pass_through_each_server() -> None:
    body = "ä" * 100_000
    with serving(ROOT_URLCONF="tests.support.urls") as url:
        posted = httpx2.post(f"{url}/orders/?a=1&b=%20%C3%A4", json={"b": body}).json()
        assert posted["data"] == {"b": body}
        assert posted["query"] == {"a": ["1"], "b": [" ä"]}
        assert posted["host"] == urlsplit(url).netloc
        assert httpx2.get(f"{url}/astream/").text == "one,two"
        assert httpx2.head(f"{url}/").content == b""


@pytest.mark.django_db(transaction=True)
def test_what_users_have_uploaded_is_served(tmp_path: Path) -> None:
    (tmp_path / "a b.txt").write_text("uploaded")
    with serving(MEDIA_ROOT=tmp_path, MEDIA_URL="/uploads/") as url:
        assert httpx2.get(f"{url}/uploads/a%20b.txt").text == "uploaded"
        assert httpx2.get(f"{url}/uploads/../secret").status_code == 404
        assert httpx2.get(f"{url}/uploads/none.txt").status_code == 404


def test_a_server_that_nobody_knows_is_an_error_of_the_test() -> None:
    with (
        pytest.raises(ImproperlyConfigured, match=r"'gunicorn'.* 'uvicorn', 'daphne'"),
        serving(RESTFLOW_LIVE_SERVER="gunicorn"),
    ):
        pytest.fail("the server has started")


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("server")
def test_connections_to_the_database_do_not_outlive_the_server() -> None:
    opened: list[Any] = []

    def keep(connection: Any, **_: Any) -> None:
        opened.append(connection)

    connection_created.connect(keep)
    try:
        with serving(ROOT_URLCONF="tests.support.urls") as url:
            assert httpx2.get(f"{url}/users/").status_code == 200
    finally:
        connection_created.disconnect(keep)
    ours = connections["default"]
    of_the_server = [connection for connection in opened if connection is not ours]
    assert [connection for connection in of_the_server if connection.connection] == []
    assert ours.connection is not None


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_in_memory_is_not_shared() -> None:
    with serving(UnsharedCase, ROOT_URLCONF="tests.support.urls") as url:
        assert httpx2.get(f"{url}/guarded/").text == "passed"


@pytest.mark.usefixtures("server")
def test_servers_may_run_at_the_same_time() -> None:
    with serving(ASGI_APPLICATION=PLAIN) as first:
        with serving(ASGI_APPLICATION=PLAIN) as second:
            assert first != second
            assert httpx2.get(second).status_code == 200
        assert httpx2.get(first).status_code == 200


def test_the_application_is_the_one_that_the_project_names(server: str) -> None:
    application_calls.clear()
    with serving(ASGI_APPLICATION=PLAIN) as url:
        assert httpx2.get(url).text == "not Django's"
    started = [] if server == "daphne" else ["lifespan.startup", "lifespan.shutdown"]
    assert application_calls == started


STARTING = pytest.mark.parametrize(
    "server", ["uvicorn", "granian", "hypercorn"], indirect=True
)


@STARTING
@pytest.mark.usefixtures("server")
def test_what_an_application_keeps_when_it_starts_is_there_in_its_requests() -> None:
    with serving(ASGI_APPLICATION=f"{__name__}.stateful_application") as url:
        assert httpx2.get(url).text == "hello"


@STARTING
@pytest.mark.usefixtures("server")
@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("broken_application", RuntimeError, "startup .* failed: no broker"),
        ("raising_application", LookupError, "no broker"),
    ],
)
def test_an_application_that_cannot_start_is_an_error_of_the_test(
    name: str, error: type[Exception], said: str
) -> None:
    with (
        pytest.raises(error, match=said),
        serving(ASGI_APPLICATION=f"{__name__}.{name}"),
    ):
        pytest.fail("the server has started")


@STARTING
@pytest.mark.usefixtures("server")
def test_an_application_that_cannot_stop_is_an_error_of_the_class() -> None:
    one: Any = type("Case", (PlainCase,), {})
    with override_settings(ASGI_APPLICATION=f"{__name__}.stopless_application"):
        one.setUpClass()
        one.doClassCleanups()
        one.tearDownClass()
    [(_, error, _)] = one.tearDown_exceptions
    assert str(error).endswith(
        "shutdown of the ASGI application failed: broker is gone"
    )


@pytest.mark.usefixtures("server")
def test_what_an_application_raises_is_told_by_the_test_that_fails() -> None:
    with serving(ASGI_APPLICATION=f"{__name__}.failing_application") as url:
        served.clear()
        assert httpx2.get(f"{url}/there/").status_code == 500
        with pytest.raises(AssertionError) as caught, served.told():
            raise AssertionError
    [note] = caught.value.__notes__
    assert note.startswith("The live server raised this for GET /there/:\nTraceback")
    assert note.endswith("LookupError: not Django's")


@override_settings(ASGI_APPLICATION=f"{__name__}.failing_application")
class FailingTests(PlainCase):
    # It is run below.
    __test__ = False

    def get(self) -> None:
        assert httpx2.get(f"{self.live_server_url}/there/").status_code == 200

    def test_here(self) -> None:
        self.get()


class FailingSetUpTests(FailingTests):
    def setUp(self) -> None:
        self.get()


@pytest.mark.parametrize("case", [FailingTests, FailingSetUpTests])
def test_the_error_of_a_test_or_its_set_up_tells_of_the_server(
    case: type[FailingTests],
) -> None:
    result = unittest.TestResult()
    unittest.TestSuite([case("test_here")]).run(result)
    [(_, told)] = result.failures
    assert "The live server raised this for GET /there/:" in told


@pytest.mark.django_db(transaction=True)
def test_a_project_that_names_no_application_is_served_djangos() -> None:
    with override_settings():
        del settings.ASGI_APPLICATION
        with serving(ROOT_URLCONF="tests.support.urls") as url:
            assert httpx2.get(f"{url}/guarded/").text == "passed"


@pytest.mark.parametrize(
    "path", ["nowhere.application", "project.asgi.nothing", "application"]
)
def test_an_application_that_cannot_be_imported_is_an_error_of_the_test(
    path: str,
) -> None:
    with pytest.raises(ImportError), serving(ASGI_APPLICATION=path):
        pytest.fail("the server has started")


def test_a_missing_server_is_an_error_of_the_test(
    monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    monkeypatch.setitem(sys.modules, server, None)
    with pytest.raises(ModuleNotFoundError, match=rf"pip install .*{server}|live"):  # noqa: SIM117
        with serving():
            pytest.fail("the server has started")


@pytest.mark.parametrize(
    ("missing", "taken"),
    [
        ((), "uvicorn"),
        (("uvicorn",), "daphne"),
        (("uvicorn", "daphne"), "granian"),
        (("uvicorn", "daphne", "granian"), "hypercorn"),
    ],
)
def test_without_the_setting_a_server_is_taken_that_is_installed(
    monkeypatch: pytest.MonkeyPatch, missing: tuple[str, ...], taken: str
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    assert servers.chosen().name == taken


def test_without_any_server_the_one_of_the_extra_is_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in servers.SERVERS:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ModuleNotFoundError, match=r'pip install "restflow\[live\]"'):
        servers.chosen()


def test_a_granian_that_may_stop_for_ever_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("granian.__version__", "2.7.1")
    with (
        pytest.raises(ImproperlyConfigured, match=r"needs granian 2\.7\.2"),
        serving(RESTFLOW_LIVE_SERVER="granian"),
    ):
        pytest.fail("the server has started")


@pytest.mark.usefixtures("server")
def test_two_servers_do_not_share_a_port() -> None:
    class Case(PlainCase):
        pass

    with serving() as url:
        Case.port = urlsplit(url).port or 0
        with pytest.raises(OSError, match="in use"), serving(Case):
            pytest.fail("the second server has started")


@pytest.mark.usefixtures("server")
def test_a_port_in_use_is_an_error_of_the_test() -> None:
    with socket.create_server(("localhost", 0)) as taken:

        class Case(AsyncAPILiveServerTestCase):
            port = taken.getsockname()[1]

        with pytest.raises(OSError, match="in use"):
            Case.setUpClass()
        Case.doClassCleanups()
        Case.tearDownClass()
