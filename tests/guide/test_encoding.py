"""Encoding in the guide: G26 to G29."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.test import override_settings
from rest_framework.renderers import BaseRenderer

from products.models import Product
from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncAPISimpleTestCase,
    AsyncAPITestCase,
)

IN_MEMORY = {"BACKEND": "django.core.files.storage.InMemoryStorage"}


class CSVRenderer(BaseRenderer):
    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(
        self,
        data: list[list[str]],
        accepted_media_type: str | None = None,  # noqa: ARG002
        renderer_context: Mapping[str, Any] | None = None,  # noqa: ARG002
    ) -> str:
        return "".join(f"{';'.join(row)}\n" for row in data)


class DefaultFormatTests(AsyncAPISimpleTestCase):
    async def test_g26_the_default_format_is_json(self) -> None:
        self.assertNotIn("TEST_REQUEST_DEFAULT_FORMAT", settings.REST_FRAMEWORK)
        client = AsyncAPIClient()

        response = await client.post("/api/echo/", {"name": "Mug", "tags": [1, None]})

        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "application/json")
        self.assertEqual(json.loads(seen["body"]), {"name": "Mug", "tags": [1, None]})

    def test_g26_it_is_the_factory_s_as_well(self) -> None:
        request = AsyncAPIRequestFactory().post("/api/echo/", {"name": "Mug"})

        self.assertEqual(request.content_type, "application/json")
        self.assertEqual(request.body, b'{"name":"Mug"}')


class FormatTests(AsyncAPISimpleTestCase):
    async def test_g27_json_and_multipart_need_no_configuration(self) -> None:
        self.assertNotIn("TEST_REQUEST_RENDERER_CLASSES", settings.REST_FRAMEWORK)

        response = await self.client.post("/api/echo/", {"a": 1}, format="json")
        seen = response.json()["headers"]
        self.assertEqual(seen["content-type"], "application/json")

        response = await self.client.post("/api/echo/", {"a": 1}, format="multipart")
        seen = response.json()["headers"]
        self.assertRegex(seen["content-type"], "^multipart/form-data; boundary=")

    async def test_g27_other_formats_need_it(self) -> None:
        with self.assertRaisesRegex(AssertionError, "'csv'"):
            await self.client.post("/api/echo/", [["Mug", "9.50"]], format="csv")

    @override_settings(
        REST_FRAMEWORK={
            **settings.REST_FRAMEWORK,
            "TEST_REQUEST_RENDERER_CLASSES": [
                "rest_framework.renderers.MultiPartRenderer",
                "rest_framework.renderers.JSONRenderer",
                f"{__name__}.CSVRenderer",
            ],
        }
    )
    async def test_g27_a_renderer_class_adds_its_short_name(self) -> None:
        response = await self.client.post("/api/echo/", [["Mug", "9.50"]], format="csv")

        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "text/csv; charset=utf-8")
        self.assertEqual(seen["body"], "Mug;9.50\n")


@override_settings(STORAGES={**settings.STORAGES, "default": IN_MEMORY})
class UploadTests(AsyncAPITestCase):
    def setUp(self) -> None:
        directory = self.enterContext(TemporaryDirectory())
        self.path = Path(directory, "mug.png")
        self.path.write_bytes(b"\x89PNG\r\n\x1a\n and not really a picture")

    async def test_g28_an_open_file_is_uploaded(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")
        self.client.force_authenticate(user=User(username="khan"))

        with open(self.path, "rb") as fh:  # noqa: ASYNC230, PTH123
            response = await self.client.post(
                f"/api/products/{mug.pk}/photo/",
                data={"photo": fh},
                format="multipart",
            )

        self.assertEqual(response.status_code, 201)
        await mug.arefresh_from_db()
        self.assertEqual(mug.photo.name, "photos/mug.png")
        self.assertEqual(
            mug.photo.read(), b"\x89PNG\r\n\x1a\n and not really a picture"
        )


class RawTests(AsyncAPISimpleTestCase):
    async def test_g29_bytes_are_sent_as_they_are(self) -> None:
        raw_bytes = b'{"name" :  "Mug", "price":9.50}\n'

        response = await self.client.post(
            "/api/echo/", data=raw_bytes, content_type="application/json"
        )

        seen = response.json()
        self.assertEqual(seen["headers"]["content-type"], "application/json")
        self.assertEqual(seen["body"], '{"name" :  "Mug", "price":9.50}\n')

    async def test_g29_bytes_that_are_not_json_are_sent_as_they_are(self) -> None:
        response = await self.client.post(
            "/api/webhooks/payments/",
            data=b"{no json",
            content_type="application/json",
        )

        self.assertEqual(response.asgi_request.body, b"{no json")
