"""A format of the project's own.

`format=` finds its renderer in TEST_REQUEST_RENDERER_CLASSES when the request is made.
Django REST framework's client reads the setting only once, at import, so an override
has no effect.
"""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.test import override_settings
from rest_framework.renderers import BaseRenderer

from restflow.test import AsyncAPISimpleTestCase


class CSVRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: list[list[str]],
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> str:
        return "".join(f"{','.join(row)}\r\n" for row in data)


RENDERERS = [
    "rest_framework.renderers.MultiPartRenderer",
    "rest_framework.renderers.JSONRenderer",
    f"{__name__}.CSVRenderer",
]


@override_settings(
    REST_FRAMEWORK={
        **settings.REST_FRAMEWORK,
        "TEST_REQUEST_RENDERER_CLASSES": RENDERERS,  # [!]
    }
)
class RendererTests(AsyncAPISimpleTestCase):
    def test_the_synchronous_client_does_not_know_it(self) -> None:
        with self.assertRaisesMessage(AssertionError, "Invalid format 'csv'."):
            self.sync_client.post("/api/echo/", [["Mug", "9.50"]], format="csv")

    async def test_the_asynchronous_client_does(self) -> None:
        response = await self.client.post("/api/echo/", [["Mug", "9.50"]], format="csv")
        echo = response.json()
        self.assertEqual(echo["headers"]["content-type"], "text/csv; charset=utf-8")
        self.assertEqual(echo["body"], "Mug,9.50\r\n")
