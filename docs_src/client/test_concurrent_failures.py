"""A request that fails while another succeeds.

With Django's client the wrong request raises. With restflow's client the one that
failed raises.
"""

import asyncio
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.test import AsyncClient, override_settings
from django.urls import path
from django.utils.decorators import async_only_middleware

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

events: dict[str, asyncio.Event] = {}


@async_only_middleware
def linger(get_response: Any) -> Any:
    async def middleware(request: HttpRequest) -> Any:
        response = await get_response(request)
        if request.path == "/fail/":
            events["failed"].set()
            await events["succeeded"].wait()
        return response

    return middleware


async def fail(request: HttpRequest) -> HttpResponse:
    raise LookupError("There is no such mug.")


async def succeed(request: HttpRequest) -> HttpResponse:
    await events["failed"].wait()
    return HttpResponse()


@override_settings(MIDDLEWARE=[f"{__name__}.linger"])
class FailureTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("fail/", fail), path("succeed/", succeed)]

    def setUp(self) -> None:
        events.update(failed=asyncio.Event(), succeeded=asyncio.Event())

    async def test_with_django_the_wrong_request_raises(self) -> None:
        client = AsyncClient()
        failing = asyncio.create_task(client.get("/fail/"))
        with self.assertRaises(LookupError):
            await client.get("/succeed/")  # [!]
        events["succeeded"].set()
        self.assertEqual((await failing).status_code, 500)  # [!]

    async def test_with_restflow_the_one_that_failed_raises(self) -> None:
        failing = asyncio.create_task(self.client.get("/fail/"))
        await self.client.get("/succeed/")  # [!]
        events["succeeded"].set()
        with self.assertRaises(LookupError):
            await failing
