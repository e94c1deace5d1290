"""A test that would wait for ever.

`asyncio.timeout` ends code that awaits, and cancels the view. A view in a thread cannot
be ended: it goes on, and the next synchronous code waits for it.
"""

import asyncio
import time

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

happened: list[str] = []


async def waits(request: HttpRequest) -> HttpResponse:
    try:
        await asyncio.Event().wait()
    except asyncio.CancelledError:
        happened.append("cancelled")
        raise
    return HttpResponse()


def sleeps(request: HttpRequest) -> HttpResponse:
    time.sleep(0.3)
    happened.append("slept")
    return HttpResponse()


class TimeoutTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("waits/", waits), path("sleeps/", sleeps)]

    def setUp(self) -> None:
        happened.clear()

    async def test_the_view_is_cancelled(self) -> None:
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.1):  # [!]
                await self.client.get("/waits/")

        self.assertEqual(happened, ["cancelled"])

    async def test_the_trap(self) -> None:
        with self.assertRaises(TimeoutError):
            async with asyncio.timeout(0.1):
                await self.client.get("/sleeps/")

        await sync_to_async(happened.append)("next")
        self.assertEqual(happened, ["slept", "next"])  # [!]
