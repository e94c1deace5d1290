"""`response.data` and `response.content` in a coroutine test.

Rendering reads the queryset that the view has returned. `render()` can't do that in a
coroutine, `arender` can.
"""

import json

from adrf.views import APIView
from django.core.exceptions import SynchronousOnlyOperation
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response

from products.models import Category
from restflow.test import (
    AsyncAPIRequestFactory,
    AsyncAPITestCase,
    URLPatternsTestCase,
    arender,
)


class NamesView(APIView):
    async def get(self, request: Request) -> Response:
        return Response(Category.objects.values_list("name", flat=True))


class DataTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("names/", NamesView.as_view())]

    async def asyncSetUp(self) -> None:
        await Category.objects.acreate(name="Mugs", slug="mugs")

    async def test_what_arrives(self) -> None:
        response = await self.client.get("/names/")
        self.assertEqual(response.json(), ["Mugs"])  # [!]
        self.assertEqual(json.loads(response.content), ["Mugs"])

    async def test_the_trap(self) -> None:
        request = AsyncAPIRequestFactory().get("/names/")
        response = await NamesView.as_view()(request)
        with self.assertRaises(SynchronousOnlyOperation):
            response.render()  # [!]

    async def test_the_way_out(self) -> None:
        request = AsyncAPIRequestFactory().get("/names/")
        response = await arender(await NamesView.as_view()(request))  # [!]
        self.assertEqual(response.content, b'["Mugs"]')


class PlainTests(AsyncAPITestCase):
    async def test_a_plain_view_has_data(self) -> None:
        response = await self.client.get("/api/category-names/")
        self.assertEqual(response.data, response.json())  # [!]
