"""HTML as a format of requests.

`TemplateHTMLRenderer` needs a view and fails without one. `StaticHTMLRenderer` sends a
text unchanged. `APIClient` reads the settings at import, `AsyncAPIClient` for each
request.
"""

from typing import Any

from django.conf import settings
from django.test import override_settings
from rest_framework.renderers import (
    JSONRenderer,
    MultiPartRenderer,
    StaticHTMLRenderer,
    TemplateHTMLRenderer,
)
from rest_framework.test import APIClient, APISimpleTestCase

from restflow.test import AsyncAPISimpleTestCase

PAGE = "<p>New: mugs</p>"
CHANGED: dict[str, Any] = settings.REST_FRAMEWORK | {
    "TEST_REQUEST_DEFAULT_FORMAT": "html",
    "TEST_REQUEST_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "rest_framework.renderers.StaticHTMLRenderer",
    ],
}


class TemplateClient(APIClient):
    renderer_classes_list = [JSONRenderer, TemplateHTMLRenderer]


class PageClient(APIClient):
    renderer_classes_list = [MultiPartRenderer, JSONRenderer, StaticHTMLRenderer]
    default_format = "json"


class SyncTests(APISimpleTestCase):
    def test_the_trap(self) -> None:
        with self.assertRaisesMessage(KeyError, "view"):
            TemplateClient().post("/api/echo/", {"name": "Mug"}, format="html")  # [!]

    def test_the_way_out(self) -> None:
        response = PageClient().post("/api/echo/", PAGE, format="html")  # [!]
        echo = response.json()
        self.assertEqual(echo["headers"]["content-type"], "text/html; charset=utf-8")
        self.assertEqual(echo["body"], PAGE)

    def test_the_default_of_a_class(self) -> None:
        response = PageClient().post("/api/echo/", {"name": "Mug"})
        self.assertEqual(response.json()["body"], '{"name":"Mug"}')

    @override_settings(REST_FRAMEWORK=CHANGED)
    def test_the_setting_comes_too_late(self) -> None:
        with self.assertRaisesMessage(AssertionError, "Invalid format 'html'"):
            self.client.post("/api/echo/", PAGE, format="html")  # [!]


@override_settings(REST_FRAMEWORK=CHANGED)
class AsyncTests(AsyncAPISimpleTestCase):
    async def test_both_settings(self) -> None:
        response = await self.client.post("/api/echo/", PAGE)  # [!]
        echo = response.json()
        self.assertEqual(echo["headers"]["content-type"], "text/html; charset=utf-8")
        self.assertEqual(echo["body"], PAGE)
