"""`response.data` is not what the reader gets.

`response.data` is what the view returned, before it was rendered. What arrives may
differ: see `response.json()`.
"""

from datetime import date

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


class SaleView(APIView):
    def get(self, request: Request) -> Response:
        return Response({"ends": date(2030, 1, 31), "products": (1, 2)})


class DataTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("sale/", SaleView.as_view())]

    async def test_the_data_holds_a_date_and_a_tuple(self) -> None:
        response = await self.client.get("/sale/")
        self.assertEqual(response.data["ends"], date(2030, 1, 31))
        self.assertEqual(response.data["products"], (1, 2))

    async def test_what_arrives_is_a_string_and_a_list(self) -> None:
        response = await self.client.get("/sale/")
        self.assertEqual(response.json()["ends"], "2030-01-31")  # [!]
        self.assertEqual(response.json()["products"], [1, 2])
