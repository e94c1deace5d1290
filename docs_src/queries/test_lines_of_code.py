"""Which line a query names.

It is the innermost line of your own code, also where synchronous code calls a coroutine
that asks the database in a thread. Lines of libraries are passed over.
"""

import asyncio
from linecache import getline

from asgiref.sync import async_to_sync, sync_to_async
from django.http import HttpRequest, JsonResponse
from django.urls import path

from products.models import Category, Product
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


async def count() -> int:
    return await Product.objects.acount()  # in count


def number_of(names: list[str]) -> int:
    return Category.objects.filter(name__in=names).count()  # in number_of


def sync_view(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"count": async_to_sync(count)()})


async def async_view(request: HttpRequest) -> JsonResponse:
    async with asyncio.TaskGroup() as group:
        products = group.create_task(count())
        mugs = group.create_task(sync_to_async(number_of)(["Mugs"]))
    return JsonResponse({"count": products.result() + mugs.result()})


def generated(request: HttpRequest) -> JsonResponse:
    names = [category.name for category in Category.objects.all()]  # in generated
    return JsonResponse({"names": names})


class LineTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [
        path("sync/", sync_view),
        path("async/", async_view),
        path("generated/", generated),
    ]

    async def said_at(self, url: str) -> list[str]:
        response = await self.client.get(url)
        said: list[str] = []
        for query in response.queries:
            file, _, line = query.where.rpartition(":")
            said.append(getline(file, int(line)).partition("# ")[2].strip())  # [!]
        return sorted(said)

    async def test_the_lines(self) -> None:
        self.assertEqual(await self.said_at("/sync/"), ["in count"])
        self.assertEqual(await self.said_at("/async/"), ["in count", "in number_of"])
        self.assertEqual(await self.said_at("/generated/"), ["in generated"])
