"""Assertions that you await.

`assertRedirects` fetches a page, `assertContains` reads a stream, and
`assertQuerySetEqual` makes a query. In a coroutine test write `await` before them.
"""

from collections.abc import AsyncIterator

import pytest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.test import SimpleTestCase
from django.urls import path

from products.models import Category
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def old(request: HttpRequest) -> HttpResponse:
    return redirect(request.GET.get("to", "/new/"))


async def new(request: HttpRequest) -> StreamingHttpResponse:
    async def rows() -> AsyncIterator[str]:
        yield "Mug;9.50\n"

    return StreamingHttpResponse(rows())


@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited")
class StockTests(URLPatternsTestCase, SimpleTestCase):
    urlpatterns = [path("old/", old), path("new/", new)]

    async def test_the_trap(self) -> None:
        response = await self.async_client.get("/old/")
        with self.assertRaises(AttributeError) as caught:  # [!]
            self.assertRedirects(response, "/new/")
        print(caught.exception)


class AssertionTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("old/", old), path("new/", new)]

    async def test_a_redirect_is_fetched(self) -> None:
        response = await self.client.get("/old/")
        await self.assertRedirects(response, "/new/")  # [!]

        response = await self.client.get("/old/", follow=True)
        self.assertRedirects(response, "/new/")

    async def test_a_redirect_to_another_place(self) -> None:
        response = await self.client.get("/old/?to=../new/")
        await self.assertRedirects(response, "/new/")  # [!]

        response = await self.client.get("/old/?to=https://example.org/")
        with self.assertRaisesMessage(ValueError, "example.org: it isn't in ALLOWED"):
            await self.assertRedirects(response, "https://example.org/")  # [!]

    async def test_a_stream_is_read(self) -> None:
        response = await self.client.get("/new/")
        await self.assertContains(response, "Mug")  # [!]

        response = await self.client.get("/new/")
        await self.assertNotContains(response, "Pot")

    async def test_a_queryset_is_queried(self) -> None:
        mugs = await Category.objects.acreate(name="Mugs", slug="mugs")
        await self.assertQuerySetEqual(Category.objects.all(), [mugs])  # [!]
