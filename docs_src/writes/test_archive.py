"""An archive that is streamed.

The archive is made while it is sent, so its status is 200 whatever happens later. Only
a test that reads it to the end and opens it proves that it is whole.
"""

import io
import zipfile
from collections.abc import AsyncIterator
from typing import Any

from django.http import HttpRequest, StreamingHttpResponse
from django.urls import path

from products.models import Product
from restflow.test import AsyncAPITestCase, URLPatternsTestCase


class Outbox(io.RawIOBase):
    def __init__(self) -> None:
        self.parts: list[bytes] = []

    def write(self, data: Any) -> int:
        self.parts.append(bytes(data))
        return len(self.parts[-1])

    def taken(self) -> bytes:
        taken, self.parts = b"".join(self.parts), []
        return taken


async def labels() -> AsyncIterator[bytes]:
    outbox = Outbox()
    with zipfile.ZipFile(outbox, "w") as archive:
        async for product in Product.objects.all():
            label = zipfile.ZipInfo(f"{product.name}.txt")
            archive.writestr(label, f"{product.price:.2f}")
            yield outbox.taken()
    yield outbox.taken()


async def archive(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(labels(), content_type="application/zip")


class ArchiveTests(URLPatternsTestCase, AsyncAPITestCase):
    urlpatterns = [path("labels.zip", archive)]

    async def asyncSetUp(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        await Product.objects.acreate(name="Tea", price="3.00")
        self.response = await self.client.get("/labels.zip")

    async def test_it_is_whole(self) -> None:
        chunks = [chunk async for chunk in self.response.streaming_content]  # [!]

        with zipfile.ZipFile(io.BytesIO(b"".join(chunks))) as opened:
            self.assertIsNone(opened.testzip())  # [!]
            self.assertEqual(opened.namelist(), ["Mug.txt", "Tea.txt"])
            self.assertEqual(opened.read("Mug.txt"), b"9.50")

    async def test_the_trap(self) -> None:
        chunks = [chunk async for chunk in self.response.streaming_content]
        broken_off = io.BytesIO(b"".join(chunks[:-1]))

        self.assertEqual(self.response.status_code, 200)
        with self.assertRaises(zipfile.BadZipFile):  # [!]
            zipfile.ZipFile(broken_off)
