"""A WSGI client in a thread.

`sync_to_async` around Django REST framework's `APIClient` avoids the error, but not its
cause. The view still gets a WSGI request, and no request begins before the last one has
ended.
"""

import asyncio

from asgiref.sync import sync_to_async
from django.http import HttpRequest, JsonResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

visits: list[str] = []


async def visit(request: HttpRequest) -> JsonResponse:
    visits.append("in")
    await asyncio.sleep(0.05)
    visits.append("out")
    return JsonResponse({"request": type(request).__name__})


class ThreadTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("visit/", visit)]

    def setUp(self) -> None:
        visits.clear()

    async def test_in_a_thread_requests_queue_up(self) -> None:
        visit_in_thread = sync_to_async(self.sync_client.get)
        responses = await asyncio.gather(
            visit_in_thread("/visit/"), visit_in_thread("/visit/")
        )
        self.assertEqual(responses[0].json(), {"request": "WSGIRequest"})
        self.assertEqual(visits, ["in", "out", "in", "out"])  # [!]

    async def test_in_the_loop_they_meet(self) -> None:
        responses = await asyncio.gather(
            self.client.get("/visit/"), self.client.get("/visit/")
        )
        self.assertEqual(responses[0].json(), {"request": "ASGIRequest"})
        self.assertEqual(visits, ["in", "in", "out", "out"])
