"""Synchronous views at the same time.

Each view waits until the other has begun. Django's client runs both in one thread, so
the first waits for ever. With restflow's client the second has its own thread, as under
a server.
"""

import asyncio
import threading

from django.http import HttpRequest, JsonResponse
from django.test import AsyncClient
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

barriers: list[threading.Barrier] = []


def meet(request: HttpRequest) -> JsonResponse:
    try:
        barriers[0].wait(timeout=0.5)
    except threading.BrokenBarrierError:
        return JsonResponse({"met": False})
    return JsonResponse({"met": True})


class OverlappingTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("meet/", meet)]

    def setUp(self) -> None:
        barriers[:] = [threading.Barrier(2)]

    async def test_with_django_one_comes_after_the_other(self) -> None:
        client = AsyncClient()
        first, second = await asyncio.gather(client.get("/meet/"), client.get("/meet/"))
        self.assertEqual([first.json()["met"], second.json()["met"]], [False, False])

    async def test_with_restflow_they_meet(self) -> None:
        client = self.client
        first, second = await asyncio.gather(client.get("/meet/"), client.get("/meet/"))
        self.assertEqual([first.json()["met"], second.json()["met"]], [True, True])
