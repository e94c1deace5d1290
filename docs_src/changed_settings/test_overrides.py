"""Settings for a block, a method and a class.

An override lasts until its block ends, for all code that reads the setting. A request
that is made in the block and awaited after it gets the old value.
"""

from typing import Any

from django.conf import settings
from django.core.signals import setting_changed
from django.http import HttpRequest, HttpResponse
from django.test import SimpleTestCase, modify_settings, override_settings
from django.urls import path

from restflow.test import AsyncAPISimpleTestCase, URLPatternsTestCase


async def sign(request: HttpRequest) -> HttpResponse:
    return HttpResponse(getattr(settings, "SHOP_SIGN", "closed"))


@override_settings(SHOP_SIGN="open")  # [!]
class SignTests(URLPatternsTestCase, AsyncAPISimpleTestCase):
    urlpatterns = [path("sign/", sign)]

    async def test_the_class(self) -> None:
        self.assertEqual((await self.client.get("/sign/")).content, b"open")

    @override_settings(SHOP_SIGN="back at two")  # [!]
    async def test_a_method(self) -> None:
        self.assertEqual((await self.client.get("/sign/")).content, b"back at two")

    async def test_a_block(self) -> None:
        with self.settings(SHOP_SIGN="sold out"):  # [!]
            self.assertEqual((await self.client.get("/sign/")).content, b"sold out")
            del settings.SHOP_SIGN  # type: ignore[misc]
            self.assertEqual((await self.client.get("/sign/")).content, b"closed")
        self.assertEqual((await self.client.get("/sign/")).content, b"open")

    async def test_the_trap(self) -> None:
        with self.settings(SHOP_SIGN="sold out"):
            request = self.client.get("/sign/")
        self.assertEqual((await request).content, b"open")  # [!]


class ListTests(SimpleTestCase):
    name = "django.middleware.clickjacking.XFrameOptionsMiddleware"

    @modify_settings(MIDDLEWARE={"remove": [name]})  # [!]
    def test_a_list(self) -> None:
        self.assertNotIn("X-Frame-Options", self.client.get("/api/health/").headers)

    def test_who_is_told(self) -> None:
        told: list[object] = []

        def receiver(value: object, **kwargs: Any) -> None:
            told.append(value)

        setting_changed.connect(receiver)
        self.addCleanup(setting_changed.disconnect, receiver)
        with self.settings(SHOP_SIGN="open"):
            self.assertEqual(told, ["open"])
        self.assertEqual(told, ["open", None])
