"""Why an asynchronous client.

One view, two clients. Django REST framework's `APIClient` gives the view an event loop
that ends with the response, so the receipt is lost and the test passes.
`AsyncAPIClient` runs the view in the loop of the test, as a server would.
"""

import asyncio

from django.http import HttpRequest, JsonResponse
from django.urls import path
from rest_framework.test import APIClient

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase

receipts: list[asyncio.Task[str]] = []


async def send_receipt() -> str:
    await asyncio.sleep(0.001)
    return "Thank you for your order."


async def check_out(request: HttpRequest) -> JsonResponse:
    receipts.append(asyncio.create_task(send_receipt()))
    return JsonResponse({"request": type(request).__name__}, status=202)


class CheckOutTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("check-out/", check_out)]

    def setUp(self) -> None:
        receipts.clear()

    def test_a_wsgi_client_loses_the_receipt(self) -> None:
        response = self.sync_client.post("/check-out/")
        self.assertEqual(response.status_code, 202)
        self.assertEqual(response.json(), {"request": "WSGIRequest"})
        self.assertTrue(receipts[0].cancelled())  # [!]

    async def test_in_an_asynchronous_test_it_cannot_even_ask(self) -> None:
        with self.assertRaisesMessage(RuntimeError, "You cannot use AsyncToSync"):
            APIClient().post("/check-out/")

    async def test_this_client_runs_the_view_as_a_server_does(self) -> None:
        response = await self.client.post("/check-out/")
        self.assertEqual(response.status_code, 202)
        self.assertEqual(response.json(), {"request": "ASGIRequest"})
        self.assertEqual(await receipts[0], "Thank you for your order.")  # [!]
