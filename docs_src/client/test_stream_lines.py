"""A stream, line by line or all at once.

`lines` gives text, however the view cut it into chunks. `read` gives all the bytes. The
response itself gives the chunks as the view wrote them.
"""

from products.models import Product
from restflow.test import AsyncAPITestCase


class ExportTests(AsyncAPITestCase):
    async def test_line_by_line(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        export = self.client.stream("GET", "/api/exports/products.csv")

        async with export as response:
            names = [line.split(",")[1] async for line in response.lines()]  # [!]

        self.assertEqual(names, ["name", "Mug"])

    async def test_all_at_once(self) -> None:
        export = self.client.stream("GET", "/api/exports/products.csv")

        async with export as response:
            body = await response.read()  # [!]

        self.assertEqual(body, b"id,name,price,active,category\r\n")

    async def test_the_rest_after_a_first_chunk(self) -> None:
        await Product.objects.acreate(name="Mug", price="9.50")
        export = self.client.stream("GET", "/api/exports/products.csv")

        async with export as response:
            header = await anext(aiter(response))
            rest = await response.read()

        self.assertEqual(header, b"id,name,price,active,category\r\n")
        self.assertIn(b"Mug,9.50", rest)
