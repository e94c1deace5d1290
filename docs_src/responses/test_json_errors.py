"""A response that is not JSON.

`json()` says what came instead: the status, and how the body begins. So a test that was
sent an error page, or nothing, fails with the reason.
"""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def closed(request: HttpRequest) -> HttpResponse:
    return HttpResponse("<h1>The shop is closed.</h1>", status=503)


async def delete(request: HttpRequest) -> HttpResponse:
    return HttpResponse(status=204)


class NotJsonTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("closed/", closed), path("delete/", delete)]

    async def test_a_page(self) -> None:
        response = await self.client.get("/closed/")
        with self.assertRaises(ValueError) as caught:
            response.json()
        self.assertIn("503 Service Unavailable", str(caught.exception))  # [!]
        print(caught.exception)

    async def test_nothing(self) -> None:
        response = await self.client.delete("/delete/")
        with self.assertRaisesMessage(
            ValueError, "the answer is 204 No Content, without a body."
        ):
            response.json()
