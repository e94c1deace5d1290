"""Requests that outlive their test, each before a test that must not suffer from it.

The database is the one that the environment names. A function that is warned errs when
it is torn down, and a method fails.
"""

# ruff: noqa: ARG001  (fixtures)

from __future__ import annotations

from contextlib import suppress

import httpx2
import pytest
from django.contrib.auth.models import Group
from django.test import TestCase

from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    LiveASGIServer,
)
from restflow.test._server import flight
from tests.server.project import urls

# What heeds nothing is given up sooner, as there is much of it here.
flight.GRACE = 0.4


def give_up(server: object, path: str) -> None:
    """Ask, and have no patience."""
    urls.go_on.clear()
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(f"{server}/{path}/", timeout=0.3)


def let_go_on(*due: str) -> None:
    """Let the request of an earlier test write, and see that it doesn't."""
    Group.objects.create(name="of this test")
    urls.go_on.set()
    for told in due or ("DatabaseError: The test that sent this request has ended.",):
        assert urls.late.get(timeout=10) == told
    assert [group.name for group in Group.objects.all()] == ["of this test"]


# --- The fixture ---------------------------------------------------------------------


def test_errs_1_left_a_request(live_asgi_server: LiveASGIServer) -> None:
    give_up(live_asgi_server, "late")


def test_1_next_without_a_server(db: None) -> None:
    let_go_on()


@pytest.mark.asyncio
async def test_errs_2_left_a_block(live_asgi_server: LiveASGIServer) -> None:
    urls.go_on.clear()
    async with httpx2.AsyncClient() as client:
        with suppress(httpx2.ReadTimeout):
            await client.get(f"{live_asgi_server}/late-block/", timeout=0.3)


def test_2_next_on_the_server(live_asgi_server: LiveASGIServer) -> None:
    let_go_on(
        "DatabaseError: The test that sent this request has ended.",
        "block: DatabaseError",
    )
    names = httpx2.get(f"{live_asgi_server}/sync/").json()["names"]
    assert names == ["of this test"]


@pytest.mark.django_db(transaction=True)
def test_errs_3_left_a_request_that_commits(live_asgi_server: LiveASGIServer) -> None:
    give_up(live_asgi_server, "late")


@pytest.mark.django_db(transaction=True)
def test_3_next_that_commits(live_asgi_server: LiveASGIServer) -> None:
    let_go_on()


def test_errs_4_left_a_cursor(live_asgi_server: LiveASGIServer) -> None:
    give_up(live_asgi_server, "late-cursor")


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_4_next_on_a_loop() -> None:
    await Group.objects.acreate(name="of this test")
    urls.go_on.set()
    assert "Error: " in urls.late.get(timeout=10)
    assert [group.name async for group in Group.objects.all()] == ["of this test"]


def test_errs_5_left_a_statement(live_asgi_server: LiveASGIServer) -> None:
    give_up(live_asgi_server, "statement")


def test_5_next_asks_the_database(live_asgi_server: LiveASGIServer) -> None:
    assert httpx2.get(f"{live_asgi_server}/sync/").json()["names"] == []


# --- Test cases ----------------------------------------------------------------------


class TestRequest(AsyncAPIRollbackLiveServerTestCase):
    def test_fails_1_left_a_request(self) -> None:
        give_up(self.live_server_url, "late-block")

    def test_next_1_of_the_class(self) -> None:
        let_go_on(
            "DatabaseError: The test that sent this request has ended.",
            "block: DatabaseError",
        )


class TestTask(AsyncAPIRollbackLiveServerTestCase):
    async def test_fails_2_left_a_task(self) -> None:
        urls.tasks.clear()
        async with httpx2.AsyncClient() as client:
            await client.get(f"{self.live_server_url}/tasking/")

    async def test_next_2_on_a_loop(self) -> None:
        assert [task.cancelled() for task in urls.tasks] == [True, False]
        assert await Group.objects.acount() == 0


class TestCommit(AsyncAPILiveServerTestCase):
    def test_fails_3_left_a_request(self) -> None:
        give_up(self.live_server_url, "late")

    def test_next_3_of_the_class(self) -> None:
        let_go_on()


class _AsksAtItsEnd:
    """Sends a request when no test of the class runs any more."""

    live_server_url: str

    @classmethod
    def tearDownClass(cls) -> None:
        urls.go_on.set()
        response = httpx2.get(f"{cls.live_server_url}/late/")
        assert response.status_code == 500
        assert "Error: " in urls.late.get(timeout=10)
        super().tearDownClass()  # type: ignore[misc]


class TestEnd(_AsksAtItsEnd, AsyncAPILiveServerTestCase):
    def test_4_asks_nothing(self) -> None: ...


class TestEndOfRollback(_AsksAtItsEnd, AsyncAPIRollbackLiveServerTestCase):
    def test_5_asks_nothing(self) -> None: ...


class TestNext(TestCase):
    def test_6_finds_nothing(self) -> None:
        assert not Group.objects.exists()
