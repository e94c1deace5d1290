"""The number of queries in an asynchronous test.

Django's `assertNumQueries` watches the connection of the event loop's thread, which
asynchronous code must not use. restflow's version counts the queries of all threads.
"""

from django.core.exceptions import SynchronousOnlyOperation
from django.test import TestCase

from products.models import Product
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class StockTests(TestCase):
    async def test_django_refuses_to_count(self) -> None:
        with self.assertRaises(SynchronousOnlyOperation), self.assertNumQueries(1):
            await AsyncAPIClient().get("/api/products/")  # [!]


class CountTests(AsyncAPITestCase):
    databases = {"default", "archive"}

    async def test_a_block(self) -> None:
        with self.assertNumQueries(1):  # [!]
            await self.client.get("/api/products/")

    async def test_an_asynchronous_block(self) -> None:
        async with self.assertNumQueries(2):
            await Product.objects.acreate(name="Mug", price="9.50")
            await self.client.get("/api/products/")

    async def test_a_function(self) -> None:
        get = self.client.get
        await self.assertNumQueries(1, get, "/api/products/", query_params={"page": 1})

    async def test_another_database(self) -> None:
        with self.assertNumQueries(0, using="archive"):
            await self.client.get("/api/products/")

    async def test_what_is_said(self) -> None:
        said = "1 != 0 : 1 queries executed"
        with self.assertRaisesMessage(AssertionError, said), self.assertNumQueries(0):
            await self.client.get("/api/products/")
