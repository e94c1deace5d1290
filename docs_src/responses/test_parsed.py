"""The payload, whichever view made it.

`response.data` is the payload of any JSON response, and of a response in another format
for which the project has a parser.
"""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


@api_view(["GET"])
def framework(request: Request) -> Response:
    return Response({"name": "Mug"})


async def plain(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": "Mug"})


async def form(request: HttpRequest) -> HttpResponse:
    body = "name=Mug&price=9.50"
    return HttpResponse(body, content_type="application/x-www-form-urlencoded")


class PayloadTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [
        path("framework/", framework),
        path("plain/", plain),
        path("form/", form),
    ]

    async def test_json(self) -> None:
        for url in ("/framework/", "/plain/"):
            response = await self.client.get(url)
            self.assertEqual(response.data, {"name": "Mug"})  # [!]

    async def test_a_form(self) -> None:
        response = await self.client.get("/form/")
        self.assertEqual(response.data["price"], "9.50")  # [!]
