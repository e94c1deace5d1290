"""What errors of Python's and Django's mean, where a test was meant otherwise."""

from __future__ import annotations

import asyncio
import inspect
import os
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import AsyncClient, Client, SimpleTestCase
from django.urls import path
from rest_framework.test import APIClient

from restflow.test import (
    AsyncAPIClient,
    AsyncAPISimpleTestCase,
    SynchronousCallError,
)
from restflow.test._cases.hints import explain

pytest_plugins = ["pytester"]
pytestmark = pytest.mark.urls(__name__)


async def health(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
    return HttpResponse("well")


def users(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(str(User.objects.count()))


async def querying(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(str(User.objects.count()))


def payload(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return JsonResponse({"status": "ok"})


async def wrong(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = await payload(request)  # type: ignore[misc]
    return response


def broken(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    return HttpResponse(b"{", content_type="application/json")


def streamed(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001
    return StreamingHttpResponse([b"{}"], content_type="application/json")


urlpatterns = [
    path("health/", health),
    path("users/", users),
    path("querying/", querying),
    path("payload/", payload),
    path("broken/", broken),
    path("streamed/", streamed),
    path("wrong/", wrong),
]


class Response:
    """Of another library."""


class ThreadedClient(APIClient):
    async def aget(self, path: str) -> Any:
        return await sync_to_async(self.get)(path)


class Mistaken(AsyncAPISimpleTestCase):
    """Mistakes, which are run by the tests below."""

    __test__ = False

    async def calls_an_asynchronous_view(self) -> None:
        APIClient().get("/health/")

    async def calls_a_view_that_queries(self) -> None:
        Client().post("/users/")

    async def calls_through_a_helper(self) -> None:
        def helper() -> None:
            Client().get("/users/")

        helper()

    async def logs_in(self) -> None:
        self.sync_client.force_login(User(username="ada"))

    async def looks_into_the_session(self) -> None:
        client = Client()
        client.cookies["sessionid"] = "of another test"
        _ = client.session["user"]

    async def awaits_its_response(self) -> None:
        await APIClient().delete("/no-such-page/")  # type: ignore[misc]

    async def awaits_that_of_a_variable(self) -> None:
        client = Client()
        response = await client.get("/no-such-page/")  # type: ignore[misc]
        assert response

    async def awaits_that_of_an_attribute(self) -> None:
        self.other = Client()
        assert await self.other.get(  # type: ignore[misc]
            "/no-such-page/",
        )

    async def is_in_a_thread(self) -> None:
        await sync_to_async(Client().get)("/querying/")

    async def is_in_a_thread_of_asyncio(self) -> None:
        await asyncio.to_thread(self.query_in_a_loop)

    def query_in_a_loop(self) -> None:
        Client().get("/querying/")

    async def is_in_a_thread_by_its_own_method(self) -> None:
        await ThreadedClient().aget("/querying/")

    async def awaits_a_number(self) -> None:
        await 1  # type: ignore[misc]

    async def awaits_the_response_of_a_view(self) -> None:
        await payload(HttpRequest())  # type: ignore[misc]

    async def awaits_twice(self) -> None:
        response: Any = await self.client.get("/health/")
        await response

    async def awaits_another_response(self) -> None:
        await Response()  # type: ignore[misc]

    async def meets_a_view_that_awaits_a_response(self) -> None:
        await self.client.get("/wrong/")

    async def asks_for_data_of_what_is_no_json(self) -> None:
        _ = (await self.client.get("/broken/")).data

    async def asks_for_data_of_a_page(self) -> None:
        _ = (await self.client.get("/health/")).data

    async def asks_for_data_of_a_stream(self) -> None:
        _ = (await self.client.get("/streamed/")).data

    async def asks_for_data_of_djangos_client(self) -> None:
        response: Any = await AsyncClient().get("/payload/")
        _ = response.data

    async def asks_for_another_attribute(self) -> None:
        response: Any = await self.client.get("/health/")
        _ = response.dada


class Moving(AsyncAPISimpleTestCase):
    """A class half way from Django REST framework's."""

    __test__ = False
    client_class = APIClient
    client: Any

    async def calls_its_first_client(self) -> None:
        self.client.get("/health/")

    async def awaits_its_first_client(self) -> None:
        await self.client.get("/no-such-page/")

    async def calls_its_synchronous_client(self) -> None:
        self.sync_client.get("/health/")


def line_of(case: type, mistake: str) -> int:
    """Return the line of a mistake that has the call in it."""
    source, start = inspect.getsourcelines(getattr(case, mistake))
    words = (".get(", ".post(", ".delete(", ".force_login(", ".session")
    lines = enumerate(source, start)
    return next(n for n, line in lines if any(word in line for word in words))


def notes_of(
    mistake: str, kind: type[Exception], case: type[SimpleTestCase] = Mistaken
) -> list[str]:
    with pytest.raises(kind) as caught:
        case(mistake).debug()
    return getattr(caught.value, "__notes__", [])


CALLED = "is synchronous, and a coroutine calls it"
AWAITED = "is synchronous, and its response can't be awaited"


@pytest.mark.parametrize(
    ("mistake", "kind", "problem", "remedy", "code"),
    [
        (
            "calls_an_asynchronous_view",
            RuntimeError,
            f"`APIClient` {CALLED}",
            "await self.client.get(…)",
            "E120",
        ),
        (
            "calls_a_view_that_queries",
            SynchronousOnlyOperation,
            f"`Client` {CALLED}",
            "await self.client.post(…)",
            "E120",
        ),
        (
            "calls_through_a_helper",
            SynchronousOnlyOperation,
            f"`Client` {CALLED}",
            "await AsyncAPIClient().get(…)",
            "E120",
        ),
        (
            "logs_in",
            SynchronousOnlyOperation,
            f"`self.sync_client` {CALLED}",
            "await self.client.aforce_login(…)",
            "E110",
        ),
        (
            "awaits_its_response",
            TypeError,
            f"`APIClient` {AWAITED}",
            "await self.client.delete(…)",
            "E120",
        ),
        (
            "awaits_that_of_a_variable",
            TypeError,
            f"`Client` {AWAITED}",
            "await self.client.get(…)",
            "E120",
        ),
        (
            "awaits_that_of_an_attribute",
            TypeError,
            f"`Client` {AWAITED}",
            "await self.client.get(…)",
            "E120",
        ),
    ],
)
def test_a_synchronous_client_in_a_coroutine_is_named(
    mistake: str, kind: type[Exception], problem: str, remedy: str, code: str
) -> None:
    [note] = notes_of(mistake, kind)
    assert note == (
        f"{problem}, in tests/cases/test_hints.py:{line_of(Mistaken, mistake)}.\n"
        f"Write `{remedy}`.\n"
        f"restflow.{code}: https://restflow.github.io/restflow/stable/"
        f"errors/{code.lower()}/"
    )


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [("calls_its_first_client", RuntimeError), ("awaits_its_first_client", TypeError)],
)
def test_a_class_that_moves_is_told_of_its_other_client(
    mistake: str, kind: type[Exception]
) -> None:
    [note] = notes_of(mistake, kind, Moving)
    assert note.startswith("`APIClient` is synchronous, and ")
    assert "Write `await self.async_client.get(…)`." in note


def test_so_does_its_synchronous_client() -> None:
    with pytest.raises(SynchronousCallError) as caught:
        Moving("calls_its_synchronous_client").debug()
    told = str(caught.value)
    assert "Write `await self.async_client.get(…)`" in told
    assert not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [
        ("awaits_a_number", TypeError),
        ("awaits_the_response_of_a_view", TypeError),
        ("awaits_twice", TypeError),
        ("awaits_another_response", TypeError),
        ("meets_a_view_that_awaits_a_response", TypeError),
        ("asks_for_data_of_djangos_client", AttributeError),
        ("asks_for_another_attribute", AttributeError),
    ],
)
def test_nothing_is_said_of_other_errors(mistake: str, kind: type[Exception]) -> None:
    assert notes_of(mistake, kind) == []


@pytest.mark.parametrize(
    ("mistake", "queries"),
    [
        # The session has been handed out by then.
        ("looks_into_the_session", Mistaken.looks_into_the_session),
        # In a thread it may wait; the view that it calls there may not.
        ("is_in_a_thread", querying),
        ("is_in_a_thread_of_asyncio", querying),
        ("is_in_a_thread_by_its_own_method", querying),
    ],
)
def test_a_client_is_not_blamed_for_what_others_query(
    mistake: str, queries: Any
) -> None:
    (note,) = notes_of(mistake, SynchronousOnlyOperation)
    source, start = inspect.getsourcelines(queries)
    line = start + len(source) - 1
    assert note.startswith("A coroutine queries the database synchronously")
    assert f"in tests/cases/test_hints.py:{line}." in note


@pytest.mark.parametrize(
    ("mistake", "reason"),
    [
        (
            "asks_for_data_of_what_is_no_json",
            "its body could not be parsed as 'application/json': see its `content`",
        ),
        (
            "asks_for_data_of_a_page",
            "there is no parser for 'text/html; charset=utf-8': see its `content`",
        ),
        (
            "asks_for_data_of_a_stream",
            "it is a stream: read its `streaming_content`",
        ),
    ],
)
def test_a_response_without_data_says_why(mistake: str, reason: str) -> None:
    told = f"The response has no `data`, because {reason}."
    assert notes_of(mistake, AttributeError) == [told]


def test_an_error_is_explained_once() -> None:
    response: Any = HttpResponse("a page")
    response.client = AsyncAPIClient()
    error = AttributeError(name="data", obj=response)
    explain(error)
    explain(error)
    assert len(error.__notes__) == 1


class SyncClientTests(AsyncAPISimpleTestCase):
    def test_the_synchronous_client_has_payloads_as_well(self) -> None:
        assert self.sync_client.get("/payload/").data == {"status": "ok"}

    async def test_django_may_be_told_to_allow_it(self) -> None:
        with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="true"):
            assert self.sync_client.get("/payload/").data == {"status": "ok"}

    async def test_the_synchronous_client_can_be_used_in_a_thread(self) -> None:
        response = await sync_to_async(self.sync_client.get)("/health/")
        assert response.status_code == 200


def test_the_plugin_explains_what_ends_a_function(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        the_settings="SECRET_KEY = 'no secret'\nROOT_URLCONF = 'the_urls'",
        the_urls="""
            from django.http import HttpResponse
            from django.urls import path

            async def health(request):
                return HttpResponse("well")

            urlpatterns = [path("health/", health)]
        """,
        test_it="""
            import pytest
            from django.test import AsyncClient, Client, SimpleTestCase

            @pytest.mark.asyncio
            async def test_it():
                Client().get("/health/")
        """,
    )
    result = pytester.runpytest_subprocess("--ds=the_settings")
    told = result.stdout.str()
    assert "`Client` is synchronous, and a coroutine calls it" in told
    assert "in test_it.py:6." in told


async def test_an_empty_body_is_no_payload(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.head("/broken/")
    assert response.data is None
