"""Responses that stream.

A streaming response has no `content`. Its parts are made while they are read: if a test
does not read them, most of the view never runs. After the last one it is closed.
"""

from products.models import Product
from restflow.test import AsyncAPITestCase

HEADER = b"id,name,price,active,category\r\n"


class StreamingTests(AsyncAPITestCase):
    async def test_an_export_arrives_row_by_row(self) -> None:
        mug = await Product.objects.acreate(name="Mug", price="9.50")

        response = await self.client.get("/api/exports/products.csv")

        self.assertEqual(response.headers["Content-Type"], "text/csv")
        rows = [row async for row in response.streaming_content]  # [!]
        self.assertEqual(rows, [HEADER, f"{mug.pk},Mug,9.50,True,\r\n".encode()])

    async def test_it_is_closed_after_its_last_row(self) -> None:
        response = await self.client.get("/api/exports/products.csv")
        rows = response.streaming_content
        self.assertEqual(await anext(rows), HEADER)
        self.assertFalse(response.closed)

        self.assertEqual([row async for row in rows], [])
        self.assertTrue(response.closed)  # [!]

    async def test_a_row_is_made_when_it_is_read(self) -> None:
        response = await self.client.get("/api/exports/products.csv")
        rows = response.streaming_content
        self.assertEqual(await anext(rows), HEADER)

        await Product.objects.acreate(name="Teapot", price="24.00")

        rest = [row async for row in rows]
        self.assertEqual(len(rest), 1)
        self.assertIn(b"Teapot,24.00", rest[0])

    async def test_the_rest_is_never_made(self) -> None:
        response = await self.client.get("/api/exports/products.csv")
        rows = response.streaming_content
        self.assertEqual(await anext(rows), HEADER)

        await rows.aclose()  # [!]
        await Product.objects.acreate(name="Teapot", price="24.00")

        self.assertEqual([row async for row in rows], [])

    async def test_there_is_no_content(self) -> None:
        response = await self.client.get("/api/exports/products.csv")
        with self.assertRaisesMessage(AttributeError, "Use `streaming_content`"):
            response.content  # noqa: B018  (reading it is what fails)
        with self.assertRaisesMessage(ValueError, "the answer is 200 OK, a stream."):
            response.json()
