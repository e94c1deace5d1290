"""From `APILiveServerTestCase` to an ASGI server.

Django's live server is a WSGI server. The test cases of restflow start the server that
you deploy on, and one of them rolls back instead of emptying the tables.
"""

import httpx
from django.http import HttpRequest, JsonResponse
from django.urls import path
from rest_framework.test import APILiveServerTestCase
from rest_framework.test import URLPatternsTestCase as StockURLPatternsTestCase

from products.models import Product
from restflow.test import (
    AsyncAPILiveServerTestCase,
    AsyncAPIRollbackLiveServerTestCase,
    URLPatternsTestCase,
)


async def count(request: HttpRequest) -> JsonResponse:
    number = await Product.objects.acount()
    return JsonResponse({"request": type(request).__name__, "products": number})


urls = [path("count/", count)]


class BeforeTests(StockURLPatternsTestCase, APILiveServerTestCase):
    urlpatterns = urls

    def test_count(self) -> None:
        Product.objects.create(name="Mug", price="9.50")
        seen = httpx.get(f"{self.live_server_url}/count/").json()
        self.assertEqual(seen, {"request": "WSGIRequest", "products": 1})  # [!]


class AfterTests(URLPatternsTestCase, AsyncAPILiveServerTestCase):
    urlpatterns = urls

    def test_count(self) -> None:
        Product.objects.create(name="Mug", price="9.50")
        seen = httpx.get(f"{self.live_server_url}/count/").json()
        self.assertEqual(seen, {"request": "ASGIRequest", "products": 1})  # [!]


class RolledBackTests(URLPatternsTestCase, AsyncAPIRollbackLiveServerTestCase):
    urlpatterns = urls

    @classmethod
    def setUpTestData(cls) -> None:
        Product.objects.create(name="Mug", price="9.50")  # [!]

    def test_count(self) -> None:
        seen = httpx.get(f"{self.live_server_url}/count/").json()
        self.assertEqual(seen, {"request": "ASGIRequest", "products": 1})
