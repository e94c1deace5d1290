"""What errors of Python's and Django's mean, where a test was meant otherwise."""

from __future__ import annotations

import asyncio
import inspect
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.contrib.auth.models import User
from django.core.exceptions import SynchronousOnlyOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.test import Client
from django.urls import path
from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient, AsyncAPISimpleTestCase
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
]


class Mistaken(AsyncAPISimpleTestCase):
    """Mistakes, which are run by the tests below."""

    __test__ = False

    async def calls_an_asynchronous_view(self) -> None:
        APIClient().get("/health/")

    async def calls_a_view_that_queries(self) -> None:
        Client().get("/users/")

    async def calls_through_a_helper(self) -> None:
        def helper() -> None:
            Client().get("/users/")

        helper()

    async def logs_in(self) -> None:
        self.sync_client.force_login(User(username="ada"))

    async def awaits_its_response(self) -> None:
        await APIClient().get("/no-such-page/")  # type: ignore[misc]

    async def awaits_a_logout(self) -> None:
        await self.sync_client.get("/health/")  # type: ignore[misc]

    async def is_in_a_thread(self) -> None:
        await sync_to_async(Client().get)("/querying/")

    async def is_in_a_thread_of_asyncio(self) -> None:
        await asyncio.to_thread(self.query_in_a_loop)

    def query_in_a_loop(self) -> None:
        Client().get("/querying/")

    async def awaits_a_number(self) -> None:
        await 1  # type: ignore[misc]

    async def asks_for_data_of_what_is_no_json(self) -> None:
        _ = (await self.client.get("/broken/")).data

    async def asks_for_data_of_a_page(self) -> None:
        _ = (await self.client.get("/health/")).data

    async def asks_for_data_of_a_stream(self) -> None:
        _ = (await self.client.get("/streamed/")).data

    async def asks_for_another_attribute(self) -> None:
        response: Any = await self.client.get("/health/")
        _ = response.dada


def line_of(mistake: str) -> int:
    """Return the line of a mistake that has the client in it."""
    source, start = inspect.getsourcelines(getattr(Mistaken, mistake))
    return next(n for n, line in enumerate(source, start) if "lient" in line)


def notes_of(mistake: str, kind: type[Exception]) -> list[str]:
    with pytest.raises(kind) as caught:
        Mistaken(mistake).debug()
    return getattr(caught.value, "__notes__", [])


@pytest.mark.parametrize(
    ("mistake", "kind", "problem"),
    [
        (
            "calls_an_asynchronous_view",
            RuntimeError,
            "`APIClient` is synchronous, and a coroutine calls it, in",
        ),
        (
            "calls_a_view_that_queries",
            SynchronousOnlyOperation,
            "`Client` is synchronous, and a coroutine calls it, in",
        ),
        (
            "calls_through_a_helper",
            SynchronousOnlyOperation,
            "`Client` is synchronous, and a coroutine calls it, in",
        ),
        (
            "logs_in",
            SynchronousOnlyOperation,
            "`SyncAPIClient` is synchronous, and a coroutine calls it, in",
        ),
        (
            "awaits_its_response",
            TypeError,
            "What is awaited is a response already, in",
        ),
    ],
)
def test_a_synchronous_client_in_a_coroutine_is_named(
    mistake: str, kind: type[Exception], problem: str
) -> None:
    [note] = notes_of(mistake, kind)
    assert note == (
        f"{problem} tests/cases/test_hints.py:{line_of(mistake)}.\n"
        "Write `await self.client.get(…)` in a test case class of restflow, elsewhere "
        "`await AsyncAPIClient().get(…)`.\n"
        "restflow.E120: https://restflow.github.io/restflow/pitfalls/#restflowe120"
    )


@pytest.mark.parametrize(
    ("mistake", "kind"),
    [
        ("is_in_a_thread", SynchronousOnlyOperation),
        ("is_in_a_thread_of_asyncio", SynchronousOnlyOperation),
        ("awaits_a_number", TypeError),
        ("asks_for_another_attribute", AttributeError),
    ],
)
def test_nothing_is_said_of_other_errors(mistake: str, kind: type[Exception]) -> None:
    assert notes_of(mistake, kind) == []


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
    told = f"The response has no `data`, as {reason}."
    assert notes_of(mistake, AttributeError) == [told]


def test_an_error_is_explained_once() -> None:
    error = AttributeError(name="data", obj=HttpResponse("a page"))
    explain(error)
    explain(error)
    assert len(error.__notes__) == 1


class SyncClientTests(AsyncAPISimpleTestCase):
    def test_the_synchronous_client_has_payloads_as_well(self) -> None:
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
            from django.test import Client

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
