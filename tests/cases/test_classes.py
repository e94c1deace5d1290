"""The test case classes: their clients, and what becomes of the data."""

from __future__ import annotations

from typing import Any, ClassVar
from unittest import TestCase as UnitTestCase

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.test import (
    AsyncClient,
    LiveServerTestCase,
    SimpleTestCase,
    TestCase,
    TransactionTestCase,
    override_settings,
)
from django.test.testcases import (  # type: ignore[attr-defined]
    DatabaseOperationForbidden,
)
from django.urls import path
from rest_framework.test import APIClient

from restflow.test import (
    AsyncAPIClient,
    AsyncAPILiveServerTestCase,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
    URLPatternsTestCase,
)

pytest_plugins = ["pytester"]


@pytest.mark.parametrize(
    ("ours", "djangos"),
    [
        (AsyncAPISimpleTestCase, SimpleTestCase),
        (AsyncAPITestCase, TestCase),
        (AsyncAPITransactionTestCase, TransactionTestCase),
        (AsyncAPILiveServerTestCase, LiveServerTestCase),
    ],
)
def test_each_class_is_djangos_own(ours: type, djangos: type) -> None:
    assert issubclass(ours, djangos)


class Clients:
    """Each test has an asynchronous client by two names and a synchronous one, new."""

    client: Any
    async_client: Any
    sync_client: Any

    def check(self) -> None:
        assert type(self.client) is AsyncAPIClient
        assert self.async_client is self.client
        assert isinstance(self.sync_client, APIClient)
        assert self.sync_client is self.sync_client
        for client in (self.client, self.sync_client):
            assert "met" not in client.defaults
            client.defaults["met"] = "once"

    def test_a_synchronous_test_has_its_clients(self) -> None:
        self.check()

    def test_another_synchronous_test_has_others(self) -> None:
        self.check()

    async def test_an_asynchronous_test_has_its_clients(self) -> None:
        self.check()


class SimpleTestCaseClients(Clients, AsyncAPISimpleTestCase): ...


class TestCaseClients(Clients, AsyncAPITestCase): ...


class TransactionTestCaseClients(Clients, AsyncAPITransactionTestCase): ...


class LiveServerTestCaseClients(Clients, AsyncAPILiveServerTestCase): ...


class ClientOfOwn(AsyncAPIClient):
    """A project's own client."""


class OtherClientOfOwn(AsyncAPIClient):
    """Another one."""


@pytest.mark.parametrize(
    ("set_by_class", "client", "async_client", "same"),
    [
        ({}, AsyncAPIClient, AsyncAPIClient, True),
        ({"client_class": ClientOfOwn}, ClientOfOwn, ClientOfOwn, True),
        ({"async_client_class": ClientOfOwn}, ClientOfOwn, ClientOfOwn, True),
        (
            {"client_class": ClientOfOwn, "async_client_class": ClientOfOwn},
            ClientOfOwn,
            ClientOfOwn,
            True,
        ),
        (
            {"client_class": ClientOfOwn, "async_client_class": OtherClientOfOwn},
            ClientOfOwn,
            OtherClientOfOwn,
            False,
        ),
        ({"client_class": APIClient}, APIClient, AsyncAPIClient, False),
        ({"client_class": AsyncClient}, AsyncClient, AsyncAPIClient, False),
        ({"async_client_class": AsyncClient}, AsyncAPIClient, AsyncClient, False),
        (
            {"client_class": staticmethod(lambda: ClientOfOwn(HTTP_X_TENANT="a"))},
            ClientOfOwn,
            ClientOfOwn,
            True,
        ),
    ],
)
def test_a_class_gets_the_clients_that_it_says(
    set_by_class: dict[str, Any], client: type, async_client: type, same: bool
) -> None:
    class OwnTests(AsyncAPISimpleTestCase):
        def test_it(self) -> None:
            assert type(self.client) is client
            assert type(self.async_client) is async_client
            assert (self.client is self.async_client) == same

    for name, value in set_by_class.items():
        setattr(OwnTests, name, value)
    OwnTests("test_it").debug()


def test_a_test_that_runs_again_has_a_synchronous_client_of_its_own() -> None:
    met: set[int] = set()
    kept: list[object] = []

    class OwnTests(AsyncAPISimpleTestCase):
        def test_it(self) -> None:
            met.add(id(self.sync_client))
            kept.append(self.sync_client)

    test = OwnTests("test_it")
    for _ in range(2):
        assert test.run() is not None
    assert len(met) == 2


class NoDatabaseTests(AsyncAPISimpleTestCase):
    async def test_a_query_is_refused(self) -> None:
        with pytest.raises(DatabaseOperationForbidden, match="not allowed"):
            await User.objects.acount()

    async def test_a_query_in_a_view_is_refused(self) -> None:
        with (
            override_settings(ROOT_URLCONF="tests.support.urls"),
            pytest.raises(DatabaseOperationForbidden, match="not allowed"),
        ):
            await self.client.get("/users/")


@override_settings(ROOT_URLCONF="tests.support.urls")
class RollbackTests(AsyncAPITestCase):
    """Each test adds the same row, and finds no other than its class's own."""

    @classmethod
    def setUpTestData(cls) -> None:
        User.objects.create_user("of the class")

    async def add(self) -> None:
        await User.objects.acreate(username="of the test")
        response = await self.client.get("/users/")
        assert response.content == b"of the class,of the test"

    async def test_a_test_is_rolled_back(self) -> None:
        await self.add()

    async def test_another_test_is_rolled_back(self) -> None:
        await self.add()

    def test_a_synchronous_test_is_rolled_back_as_well(self) -> None:
        User.objects.create_user("of the test")
        assert self.sync_client.get("/users/").content == b"of the class,of the test"


class HookTests(AsyncAPITestCase):
    def test_commit_hooks_wait_for_a_commit_that_never_comes(self) -> None:
        ran: list[int] = []
        transaction.on_commit(lambda: ran.append(1))
        assert ran == []

    def test_commit_hooks_can_be_captured(self) -> None:
        ran: list[int] = []
        with self.captureOnCommitCallbacks(execute=True):
            transaction.on_commit(lambda: ran.append(1))
        assert ran == [1]


@override_settings(ROOT_URLCONF="tests.support.urls")
class CommitTests(AsyncAPITransactionTestCase):
    """Each test adds the same row, and finds no other."""

    def add(self) -> list[str]:
        ran: list[str] = []
        with transaction.atomic():
            User.objects.create_user("of the test")
            transaction.on_commit(lambda: ran.append("hook"))
            ran.append("block")
        return ran

    def test_commit_hooks_run_after_the_commit(self) -> None:
        assert self.add() == ["block", "hook"]

    def test_the_database_is_flushed_after_each_test(self) -> None:
        self.add()
        assert self.sync_client.get("/users/").content == b"of the test"

    async def test_a_view_sees_what_was_committed(self) -> None:
        await User.objects.acreate(username="of the test")
        response = await self.client.get("/users/")
        assert response.content == b"of the test"


# --- URL patterns of a class's own ---------------------------------------------------


async def own_view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    return HttpResponse("own")


async def other_view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    return HttpResponse("other")


class OwnPatternsTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns: ClassVar[list[Any]] = [path("own/", own_view)]

    async def test_the_patterns_are_the_classs_own(self) -> None:
        assert (await self.client.get("/own/")).content == b"own"
        assert (await self.client.get("/other/")).status_code == 404

    def test_the_synchronous_client_finds_them_as_well(self) -> None:
        assert self.sync_client.get("/own/").content == b"own"


class OtherPatternsTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns: ClassVar[list[Any]] = [path("other/", other_view)]

    async def test_the_patterns_are_not_those_of_another_class(self) -> None:
        assert (await self.client.get("/other/")).content == b"other"
        assert (await self.client.get("/own/")).status_code == 404


@pytest.mark.urls("tests.support.urls")
async def test_the_projects_patterns_are_back_after_the_class(
    async_api_client: AsyncAPIClient,
) -> None:
    OwnPatternsTests.setUpClass()
    try:
        response = await async_api_client.get("/own/")
        assert response.content == b"own"
    finally:
        OwnPatternsTests.doClassCleanups()
        OwnPatternsTests.tearDownClass()
    response = await async_api_client.get("/own/")
    assert response.data["path"] == "/own/"


def test_a_class_without_patterns_is_refused() -> None:
    class Forgetful(URLPatternsTestCase, AsyncAPISimpleTestCase): ...

    assert issubclass(Forgetful, UnitTestCase)
    with pytest.raises(TypeError, match=r"Forgetful is a .* without `urlpatterns`"):
        Forgetful.setUpClass()


# --- As pytest collects them ---------------------------------------------------------


SETTINGS = """
    SECRET_KEY = "not a secret"
    USE_TZ = True
    INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
    DATABASES = {
        "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}
    }
"""

CASES = """
    import asyncio
    import unittest

    import pytest
    from asgiref.sync import sync_to_async
    from django.contrib.auth.models import User
    from django.core.cache import cache
    from django.db import transaction
    from restflow.test import AsyncAPITestCase, AsyncAPITransactionTestCase

    EVENTS = []

    class Base:
        def setUp(self):
            EVENTS.append("setUp")
            self.addCleanup(EVENTS.append, "cleanup")

        async def asyncSetUp(self):
            self.loop = asyncio.get_running_loop()
            EVENTS.append("asyncSetUp")
            await User.objects.acreate(username="of asyncSetUp")
            assert await cache.aget("key") is None

        async def test_one(self):
            assert asyncio.get_running_loop() is self.loop
            await cache.aset("key", "value")
            await asyncio.to_thread(User.objects.create, username="of a thread")
            assert await User.objects.acount() == 2
            EVENTS.append("test")

        test_two = test_one

        async def asyncTearDown(self):
            EVENTS.append("asyncTearDown")

        def tearDown(self):
            EVENTS.append("tearDown")

    class RolledBackTests(Base, AsyncAPITestCase):
        pass

    class CommittedTests(Base, AsyncAPITransactionTestCase):
        pass

    @pytest.mark.django_db
    def test_the_order_and_that_nothing_is_left():
        test = ["setUp", "asyncSetUp", "test", "asyncTearDown", "tearDown", "cleanup"]
        assert EVENTS in (test * 2, test * 4)
        assert not User.objects.exists()

    class LeavingTests(AsyncAPITestCase):
        async def test_left(self):
            self.task = asyncio.create_task(asyncio.sleep(60))
            await sync_to_async(transaction.on_commit)(print)

        async def test_failing(self):
            with self.subTest(number=1):
                assert False, "told of the failure"

        @unittest.expectedFailure
        async def test_expected(self):
            assert False

        @unittest.skip("told why")
        async def test_skipped(self):
            assert False
"""


def run_cases(pytester: pytest.Pytester, *args: str) -> pytest.RunResult:
    pytester.makepyfile(the_settings=SETTINGS, test_cases=CASES)
    pytester.makeini("[pytest]\nasyncio_default_fixture_loop_scope = function\n")
    return pytester.runpytest_subprocess(
        "--ds=the_settings", "-p", "no:randomly", *args
    )


def test_classes_run_under_pytest_as_under_unittest(pytester: pytest.Pytester) -> None:
    result = run_cases(pytester, "-W", "error", "-k", "not Leaving")
    result.assert_outcomes(passed=5, deselected=4)


def test_classes_run_in_parallel_under_pytest(pytester: pytest.Pytester) -> None:
    result = run_cases(pytester, "-W", "error", "-n", "2", "-k", "RolledBack or Commit")
    result.assert_outcomes(passed=4)


@pytest.mark.parametrize("mode", ["strict", "auto"])
def test_pytest_reports_what_a_class_leaves(
    pytester: pytest.Pytester, mode: str
) -> None:
    result = run_cases(pytester, "-k", "Leaving", "-o", f"asyncio_mode={mode}")
    outcomes = result.parseoutcomes()
    assert outcomes["warnings"] == 2
    assert (outcomes["failed"], outcomes["xfailed"], outcomes["skipped"]) == (1, 1, 1)
    told = result.stdout.str()
    assert "told of the failure" in told
    assert "the task sleep, made in test_cases.py:" in told
    assert "print, registered in test_cases.py:" in told
