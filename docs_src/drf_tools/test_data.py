"""`response.data`, and what is parsed from `response.content`.

`data` is what the view returned, before it is rendered. A test that compares only
`data` passes whatever the renderer writes.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.template.response import ContentNotRenderedError
from django.urls import path
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory, APISimpleTestCase
from rest_framework.test import URLPatternsTestCase as DRFURLPatternsTestCase
from rest_framework.views import APIView


class ShoutingRenderer(JSONRenderer):
    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return super().render({key.upper(): data[key] for key in data})


class PriceView(APIView):
    renderer_classes = [ShoutingRenderer]

    def get(self, request: Request) -> Response:
        return Response({"price": Decimal("9.50")})


class DataTests(DRFURLPatternsTestCase, APISimpleTestCase):
    urlpatterns = [path("price/", PriceView.as_view())]

    def test_the_trap(self) -> None:
        response = self.client.get("/price/")
        self.assertEqual(response.data, {"price": Decimal("9.50")})  # [!]

    def test_what_arrives(self) -> None:
        response = self.client.get("/price/")
        self.assertEqual(response.json(), {"PRICE": 9.5})  # [!]
        self.assertEqual(json.loads(response.content), {"PRICE": 9.5})

    def test_a_view_that_is_called(self) -> None:
        response = PriceView.as_view()(APIRequestFactory().get("/price/"))
        with self.assertRaises(ContentNotRenderedError):
            print(response.content)  # [!]
        self.assertEqual(response.render().content, b'{"PRICE":9.5}')  # [!]


class PlainTests(APISimpleTestCase):
    def test_a_plain_view_has_no_data(self) -> None:
        response = self.client.get("/api/health/")
        self.assertFalse(hasattr(response, "data"))  # [!]
        self.assertEqual(response.json(), {"status": "ok"})
