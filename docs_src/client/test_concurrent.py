"""Requests at the same time.

A request is a coroutine, so several can run at once. Here one request waits until
another has arrived: a client that blocks would wait for ever.
"""

import asyncio

from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

messages: list[asyncio.Future[str]] = []


async def receive(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"method": request.method, "message": await messages[0]})


async def send(request: HttpRequest) -> JsonResponse:
    messages[0].set_result(request.body.decode())
    return JsonResponse({"method": request.method}, status=202)


class LongPollTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("receive/", receive), path("send/", send)]

    async def test_one_request_waits_for_another(self) -> None:
        messages[:] = [asyncio.get_running_loop().create_future()]

        received, sent = await asyncio.gather(  # [!]
            self.client.get("/receive/"),
            self.client.post("/send/", b"Hello", content_type="text/plain"),
        )

        self.assertEqual(sent.status_code, 202)
        self.assertEqual(received.json()["message"], "Hello")
