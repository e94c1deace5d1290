"""Assertions of Django's that fetch, read a stream or query, in each kind of test."""

from __future__ import annotations

import unittest
from collections.abc import AsyncIterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.test import override_settings
from django.urls import path
from pytest_django import asserts

from restflow.test import (
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
    AsyncAPITransactionTestCase,
)


def new(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"new {request.GET.get('page', '')}")


def streamed(_request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(iter(["one ", "two"]))


async def astreamed(_request: HttpRequest) -> StreamingHttpResponse:
    async def content() -> AsyncIterator[str]:
        yield "one "
        yield "two"

    return StreamingHttpResponse(content())


def to(url: str) -> Any:
    return lambda _request: HttpResponseRedirect(url)


urlpatterns = [
    path("old/", to("/new/?page=2")),
    path("shelf/old/", to("../new/")),
    path("away/", to("https://elsewhere.test/")),
    path("gone/", to("/nowhere/")),
    path("new/", new),
    path("shelf/new/", new),
    path("stream/", streamed),
    path("astream/", astreamed),
]


@override_settings(ROOT_URLCONF=__name__)
class RedirectTests(AsyncAPISimpleTestCase):
    async def test_a_redirect_is_fetched_when_it_is_awaited(self) -> None:
        response = await self.client.get("/old/")
        await self.assertRedirects(response, "/new/?page=2")

    async def test_what_can_be_told_at_once_is_told_at_once(self) -> None:
        response = await self.client.get("/old/")
        with self.assertRaisesMessage(AssertionError, "/new/?page=2"):
            self.assertRedirects(response, "/other/")

    async def test_a_page_that_is_not_there_fails(self) -> None:
        response = await self.client.get("/gone/")
        with self.assertRaisesMessage(
            AssertionError, "read: Couldn't retrieve redirection page '/nowhere/'"
        ):
            await self.assertRedirects(response, "/nowhere/", msg_prefix="read")
        await self.assertRedirects(response, "/nowhere/", target_status_code=404)

    async def test_a_relative_path_is_fetched(self) -> None:
        response = await self.client.get("/shelf/old/")
        await self.assertRedirects(response, "/shelf/new/")

    async def test_a_page_of_another_host_is_not_fetched(self) -> None:
        response = await self.client.get("/away/")
        with self.assertRaisesMessage(ValueError, "elsewhere.test"):
            await self.assertRedirects(response, "https://elsewhere.test/")
        self.assertRedirects(
            response, "https://elsewhere.test/", fetch_redirect_response=False
        )

    async def test_what_was_followed_or_is_not_fetched_may_be_awaited(self) -> None:
        response = await self.client.get("/old/", follow=True)
        self.assertRedirects(response, "/new/?page=2")
        await self.assertRedirects(response, "/new/?page=2")

    def test_in_a_plain_test_it_is_djangos(self) -> None:
        self.assertRedirects(self.sync_client.get("/old/"), "/new/?page=2")
        with self.assertRaisesMessage(AssertionError, "code was 404 (expected 200)"):
            self.assertRedirects(self.sync_client.get("/gone/"), "/nowhere/")


@override_settings(ROOT_URLCONF=__name__)
class ContentTests(AsyncAPISimpleTestCase):
    async def test_a_stream_is_read_when_it_is_awaited(self) -> None:
        for url in ("/stream/", "/astream/"):
            await self.assertContains(await self.client.get(url), "one two", count=1)
            await self.assertNotContains(await self.client.get(url), "three")
            with self.assertRaises(AssertionError):
                await self.assertContains(await self.client.get(url), "three")
            with self.assertRaises(AssertionError):
                await self.assertNotContains(await self.client.get(url), "two")

    async def test_what_is_no_stream_is_looked_at_at_once(self) -> None:
        response = await self.client.get("/new/")
        self.assertContains(response, "new")
        await self.assertContains(response, "new")
        self.assertNotContains(response, "old")
        with self.assertRaises(AssertionError):
            self.assertContains(response, "old")

    def test_in_a_plain_test_it_is_djangos(self) -> None:
        self.assertContains(self.sync_client.get("/stream/"), "one two")
        self.assertNotContains(self.sync_client.get("/stream/"), "three")


class QuerySetTests(AsyncAPITestCase):
    async def test_a_queryset_is_asked_when_it_is_awaited(self) -> None:
        await Group.objects.acreate(name="staff")
        groups = Group.objects.all()
        await self.assertQuerySetEqual(groups, ["staff"], transform=str)
        with self.assertRaises(AssertionError):
            await self.assertQuerySetEqual(groups.all(), [], transform=str)

    async def test_what_has_been_evaluated_is_looked_at_at_once(self) -> None:
        groups = Group.objects.all()
        self.assertEqual([group async for group in groups], [])
        self.assertQuerySetEqual(groups, [])
        self.assertQuerySetEqual([1, 2], [2, 1], ordered=False)
        await self.assertQuerySetEqual([1], [1])

    def test_in_a_plain_test_it_is_djangos(self) -> None:
        self.assertQuerySetEqual(Group.objects.all(), [])


class TransactionTests(AsyncAPITransactionTestCase):
    async def test_it_is_there_where_transactions_are_real(self) -> None:
        await self.assertQuerySetEqual(Group.objects.all(), [])


class Forgetful(AsyncAPITestCase):
    """Not run as it stands: each of its tests forgets to await."""

    __test__ = False

    async def redirect(self) -> None:
        self.assertRedirects(await self.client.get("/old/"), "/new/?page=2")

    async def contains(self) -> None:
        self.assertContains(await self.client.get("/stream/"), "one")

    async def queryset(self) -> None:
        self.assertQuerySetEqual(Group.objects.all(), [])

    async def function(self) -> None:
        asserts.assertRedirects(await self.client.get("/old/"), "/new/?page=2")


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("name", "call"),
    [
        ("redirect", "`Forgetful.assertRedirects` in "),
        ("contains", "`Forgetful.assertContains` in "),
        ("queryset", "`Forgetful.assertQuerySetEqual` in "),
        ("function", "`assertRedirects` in "),
    ],
)
def test_an_assertion_that_nobody_awaits_fails_at_its_line(
    name: str, call: str
) -> None:
    result = unittest.TestResult()
    unittest.TestSuite([Forgetful(name)]).run(result)
    ((_, told),) = [*result.failures, *result.errors]
    first = getattr(Forgetful, name).__code__.co_firstlineno
    assert f"{call}tests/cases/test_assertions.py:{first + 1}" in told
    assert ("fetch_redirect_response=False" in told) is (name == "function")
