"""Exceptions of a view, and timeouts.

An exception is raised in the test, as with the other clients.
`raise_app_exceptions=False` shows what a user of the API gets instead. Timeouts are
httpx's.
"""

import asyncio

import httpx2
from django.http import HttpRequest, HttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, AsyncHTTPClient, URLPatternsTestCase


async def divide(request: HttpRequest) -> HttpResponse:
    return HttpResponse(1 // int(request.GET["by"]))


async def sleep(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(60)
    return HttpResponse("Good morning.")


class ErrorTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("divide/", divide), path("sleep/", sleep)]

    async def test_it_is_raised_in_the_test(self) -> None:
        async with AsyncHTTPClient() as client:
            with self.assertRaises(ZeroDivisionError):
                await client.get("/divide/", params={"by": 0})

    async def test_a_user_sees_a_500(self) -> None:
        async with AsyncHTTPClient(raise_app_exceptions=False) as client:  # [!]
            response = await client.get("/divide/", params={"by": 0})

        self.assertEqual(response.status_code, 500)

    async def test_silence_is_a_timeout(self) -> None:
        async with AsyncHTTPClient(timeout=0.1) as client:
            with self.assertRaises(httpx2.ReadTimeout):  # [!]
                await client.get("/sleep/")
