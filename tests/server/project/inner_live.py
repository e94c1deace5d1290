"""Tests that use a live server, on the database that the environment names."""

# ruff: noqa: ARG001  (fixtures, and what a test is repeated for)

from __future__ import annotations

import asyncio
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import Group
from django.db import connection, transaction
from websockets.asyncio import client as asynchronous
from websockets.sync import client as synchronous

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)
from tests.database.project.urls import ran
from tests.server.project import urls

VIEWS = pytest.mark.parametrize("view", ["sync", "async"])
TWICE = pytest.mark.parametrize("time", ["first", "second"])


def names(server: object, view: str = "sync", **query: str) -> Any:
    return httpx2.get(f"{server}/{view}/", params=query).json()["names"]


async def anames(server: object, view: str = "sync", **query: str) -> Any:
    async with httpx2.AsyncClient() as client:
        response = await client.get(f"{server}/{view}/", params=query)
        return response.json()["names"]


def address_of_socket(server: object) -> str:
    return str(server).replace("http", "ws") + "/echo/"


def websocket(server: object) -> Any:
    return asynchronous.connect(address_of_socket(server))


class Beside:
    """Calls a function in a thread, and waits for it."""

    def __init__(self, url: str) -> None:
        self.thread = threading.Thread(target=httpx2.get, args=[url])

    def __enter__(self) -> None:
        urls.in_a_block.clear()
        urls.block_ended.clear()
        self.thread.start()
        assert urls.in_a_block.wait(5)

    def __exit__(self, *error: object) -> None:
        self.thread.join()


# --- The fixture ---------------------------------------------------------------------


@TWICE
@VIEWS
def test_rows_of_a_synchronous_test_are_shared_and_gone_in_the_next(
    live_asgi_server: LiveASGIServer, view: str, time: str
) -> None:
    assert names(live_asgi_server, view) == []
    Group.objects.create(name="a")
    assert names(live_asgi_server, view, add="b") == ["a", "b"]
    assert Group.objects.count() == 2
    assert connection.in_atomic_block


@TWICE
@VIEWS
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_rows_of_an_asynchronous_test_are_shared_and_gone_in_the_next(
    live_asgi_server: LiveASGIServer, view: str, time: str
) -> None:
    assert await anames(live_asgi_server, view) == []
    await Group.objects.acreate(name="a")
    assert await anames(live_asgi_server, view, add="b") == ["a", "b"]
    assert await Group.objects.acount() == 2


@TWICE
@pytest.mark.django_db(transaction=True)
def test_commits_of_a_synchronous_test_are_real(
    live_asgi_server: LiveASGIServer, time: str
) -> None:
    Group.objects.create(name="a")
    assert names(live_asgi_server, add="b") == ["a", "b"]
    assert not connection.in_atomic_block


@TWICE
@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_commits_of_an_asynchronous_test_are_real(
    live_asgi_server: LiveASGIServer, time: str
) -> None:
    await Group.objects.acreate(name="a")
    assert await anames(live_asgi_server, "async", add="b") == ["a", "b"]


def test_commits_are_real_with_the_fixture_of_real_transactions(
    transactional_db: None, live_asgi_server: LiveASGIServer
) -> None:
    Group.objects.create(name="a")
    assert names(live_asgi_server) == ["a"]
    assert not connection.in_atomic_block


@pytest.mark.run_commit_hooks
def test_commit_hooks_of_the_server_run_where_they_are_asked_for(
    live_asgi_server: LiveASGIServer,
) -> None:
    ran.clear()
    httpx2.get(live_asgi_server + "/hooking/", params={"add": "a"})
    assert ran == ["a: 1"]


def test_the_fixture_can_be_asked_for_in_the_test(
    db: None, request: pytest.FixtureRequest
) -> None:
    server = request.getfixturevalue("live_asgi_server")
    Group.objects.create(name="a")
    assert names(server) == ["a"]


def test_it_has_the_address_in_every_form(live_asgi_server: LiveASGIServer) -> None:
    url = live_asgi_server.url
    assert url.startswith("http://localhost:")
    assert str(live_asgi_server) == url
    assert live_asgi_server + "/sync/" == f"{url}/sync/"
    assert f"{live_asgi_server}/sync/" == f"{url}/sync/"


# --- Turns ---------------------------------------------------------------------------


def test_the_test_waits_for_an_atomic_block_of_the_server(
    live_asgi_server: LiveASGIServer,
) -> None:
    with Beside(live_asgi_server + "/block/"):
        assert Group.objects.count() == 0
        assert urls.block_ended


@pytest.mark.asyncio
async def test_an_asynchronous_test_waits_for_an_atomic_block_of_the_server(
    live_asgi_server: LiveASGIServer,
) -> None:
    def look() -> int:
        with Beside(live_asgi_server + "/block/"):
            return Group.objects.count()

    assert await sync_to_async(look)() == 0
    assert urls.block_ended


def test_the_server_waits_for_an_atomic_block_of_the_test(
    live_asgi_server: LiveASGIServer,
) -> None:
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            group = Group.objects.create(name="halfway")
            answer = pool.submit(names, live_asgi_server)
            time.sleep(0.2)
            assert not answer.done()
            group.delete()
        assert answer.result() == []


def test_a_request_that_waits_in_vain_is_told_so(
    live_asgi_server: LiveASGIServer, caplog: pytest.LogCaptureFixture
) -> None:
    with transaction.atomic():
        response = httpx2.get(live_asgi_server + "/sync/")
    assert response.status_code == 500
    assert "restflow.E112" in caplog.text
    # Nothing is broken by that.
    assert names(live_asgi_server) == []


@pytest.mark.asyncio
async def test_100_requests_at_a_time_are_answered(
    live_asgi_server: LiveASGIServer,
) -> None:
    async with httpx2.AsyncClient(timeout=60) as client:
        responses = await asyncio.gather(
            *(
                client.get(
                    f"{live_asgi_server}/{'sync' if number % 2 else 'async'}/",
                    params={"add": f"{number:02}"},
                )
                for number in range(100)
            )
        )
    assert {response.status_code for response in responses} == {200}
    assert await Group.objects.acount() == 100


# --- Streams, and what goes wrong ----------------------------------------------------


@pytest.mark.asyncio
async def test_a_stream_that_is_left_has_ended_within_a_second(
    live_asgi_server: LiveASGIServer,
) -> None:
    urls.stream_ended.clear()
    await Group.objects.acreate(name="a")
    reader, writer = await asyncio.open_connection(
        "localhost", urlsplit(live_asgi_server.url).port
    )
    writer.write(b"GET /endless/ HTTP/1.1\r\nHost: localhost\r\n\r\n")
    for _ in range(3):
        await asyncio.wait_for(reader.readuntil(b"data: 1\n\n"), 5)
    writer.close()
    await writer.wait_closed()
    assert await asyncio.to_thread(urls.stream_ended.wait, 1)


def test_a_stream_that_a_synchronous_client_leaves_has_ended_within_a_second(
    live_asgi_server: LiveASGIServer,
) -> None:
    urls.stream_ended.clear()
    with httpx2.stream("GET", live_asgi_server + "/endless/") as response:
        assert next(response.iter_lines()) == "data: 0"
    assert urls.stream_ended.wait(1)


@pytest.mark.asyncio
@TWICE
async def test_a_websocket_shares_rows_and_is_told_when_its_client_leaves(
    live_asgi_server: LiveASGIServer, time: str
) -> None:
    await Group.objects.acreate(name="a")
    urls.socket_ended.clear()
    async with websocket(live_asgi_server) as socket:
        await socket.send("b")
        assert await socket.recv() == "b 2"
        await socket.send("c")
        assert await socket.recv() == "c 3"
        assert not urls.socket_ended.is_set()
    assert await asyncio.to_thread(urls.socket_ended.wait, 1)
    assert await Group.objects.acount() == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.asyncio
async def test_a_websocket_commits_where_the_test_does(
    live_asgi_server: LiveASGIServer,
) -> None:
    async with websocket(live_asgi_server) as socket:
        await socket.send("a")
        assert await socket.recv() == "a 1"
    assert await Group.objects.acount() == 1


@pytest.mark.asyncio
async def test_errs_where_a_websocket_outlives_its_test(
    live_asgi_server: LiveASGIServer,
) -> None:
    urls.socket_ended.clear()
    # Nobody closes it. The next test finds that the server did.
    keep.append(synchronous.connect(address_of_socket(live_asgi_server)))


@pytest.mark.asyncio
async def test_fails_and_reports_what_a_websocket_raised(
    live_asgi_server: LiveASGIServer,
) -> None:
    async with websocket(live_asgi_server) as socket:
        await socket.send("fail")
        assert await socket.recv() == "never"


def test_a_static_file_is_served(live_asgi_server: LiveASGIServer) -> None:
    path = "/static/rest_framework/css/default.css"
    response = httpx2.get(live_asgi_server + path)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/css"


def test_an_exception_is_a_response_and_a_record(
    live_asgi_server: LiveASGIServer, caplog: pytest.LogCaptureFixture
) -> None:
    assert httpx2.get(live_asgi_server + "/failing/").status_code == 500
    assert "what the server raised" in caplog.text


def test_fails_and_reports_what_the_server_raised(
    live_asgi_server: LiveASGIServer,
) -> None:
    assert httpx2.get(live_asgi_server + "/failing/").status_code == 200


def test_errs_where_a_request_outlives_its_test(
    live_asgi_server: LiveASGIServer,
) -> None:
    # Nobody reads this, and nobody leaves it.
    keep.append(httpx2.Client().stream("GET", live_asgi_server + "/endless/"))
    keep[-1].__enter__()


keep: list[Any] = []


def test_a_client_that_goes_away_leaves_no_request(
    live_asgi_server: LiveASGIServer,
) -> None:
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(live_asgi_server + "/patient/", timeout=0.2)


def test_the_server_goes_on_after_that(live_asgi_server: LiveASGIServer) -> None:
    assert names(live_asgi_server) == []


# --- Test cases ----------------------------------------------------------------------


class TestRollback(AsyncAPIRollbackLiveServerTestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        Group.objects.create(name="of the class")
        # The server is there already.
        assert cls.live_server_url

    def test_rows_are_shared(self) -> None:
        Group.objects.create(name="a")
        seen = names(self.live_server_url, "async", add="b")
        assert seen == ["a", "b", "of the class"]

    test_rows_are_gone_in_the_next = test_rows_are_shared

    async def test_rows_are_shared_on_a_loop(self) -> None:
        await Group.objects.acreate(name="a")
        seen = await anames(self.live_server_url, "sync", add="b")
        assert seen == ["a", "b", "of the class"]

    test_rows_on_a_loop_are_gone_in_the_next = test_rows_are_shared_on_a_loop

    def test_queries_and_hooks_of_the_server_are_counted(self) -> None:
        with self.assertNumQueries(1):
            names(self.live_server_url)
        with self.captureOnCommitCallbacks() as hooks:
            httpx2.get(f"{self.live_server_url}/hooking/", params={"add": "a"})
        assert len(hooks) == 1

    async def test_queries_of_the_server_are_counted_on_a_loop(self) -> None:
        async with self.assertNumQueries(2):
            await anames(self.live_server_url, "async")
            await Group.objects.acount()

    def test_the_test_waits_for_an_atomic_block_of_the_server(self) -> None:
        with Beside(f"{self.live_server_url}/block/"):
            assert Group.objects.count() == 1
            assert urls.block_ended


class TestRollbackWithHooks(AsyncAPIRollbackLiveServerTestCase):
    run_commit_hooks = True

    def test_hooks_of_the_server_run(self) -> None:
        ran.clear()
        httpx2.get(f"{self.live_server_url}/hooking/", params={"add": "a"})
        assert ran == ["a: 1"]

    async def test_hooks_of_the_server_run_on_a_loop(self) -> None:
        ran.clear()
        async with httpx2.AsyncClient(base_url=self.live_server_url) as client:
            await client.get("/hooking/", params={"add": "a"})
        assert ran == ["a: 1"]


class TestHooksThatNeverRun(AsyncAPIRollbackLiveServerTestCase):
    def test_fails_where_hooks_of_the_server_never_ran(self) -> None:
        httpx2.get(f"{self.live_server_url}/hooking/", params={"add": "a"})

    def test_fails_where_a_request_outlives_its_test(self) -> None:
        keep.append(httpx2.Client().stream("GET", f"{self.live_server_url}/endless/"))
        keep[-1].__enter__()


class TestCommits(AsyncAPILiveServerTestCase):
    def test_rows_are_committed(self) -> None:
        Group.objects.create(name="a")
        assert names(self.live_server_url, "async", add="b") == ["a", "b"]

    test_rows_are_gone_in_the_next = test_rows_are_committed

    async def test_rows_are_committed_on_a_loop(self) -> None:
        await Group.objects.acreate(name="a")
        assert await anames(self.live_server_url, "sync", add="b") == ["a", "b"]

    test_rows_on_a_loop_are_gone_in_the_next = test_rows_are_committed_on_a_loop

    async def test_queries_and_hooks_of_the_test_are_counted_on_a_loop(self) -> None:
        async with self.assertNumQueries(1):
            await Group.objects.acreate(name="a")
        async with self.captureOnCommitCallbacks() as hooks:
            await sync_to_async(transaction.on_commit)(print)
        assert hooks == [print]
