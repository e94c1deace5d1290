"""A management command in an asynchronous test.

A command is synchronous, and so are its queries. In a coroutine its first query fails.
In a thread the command works, in the transaction of the test.
"""

from io import StringIO

import pytest
from asgiref.sync import sync_to_async
from django.core.exceptions import SynchronousOnlyOperation
from django.core.management import call_command

from products.models import Product
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class SeedTests(AsyncAPITestCase):
    async def test_the_trap(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation):
            call_command("seed", stdout=StringIO())  # [!]

    async def test_the_way_out(self) -> None:
        out = StringIO()
        await sync_to_async(call_command)("seed", stdout=out)  # [!]
        self.assertIn("created product Mug\n", out.getvalue())

        response = await self.client.get("/api/products/?active=true")
        self.assertEqual(len(response.json()), 5)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_in_pytest(async_api_client: AsyncAPIClient) -> None:
    assert not await Product.objects.aexists()
    await sync_to_async(call_command)("seed", stdout=StringIO())
    assert len((await async_api_client.get("/api/products/")).json()) == 6
