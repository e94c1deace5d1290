"""Rows from a fixture, in a class and in pytest.

A fixture is stored as it is written. Nothing is validated, no password is hashed, and
no `save()` of a model runs.
"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import TestCase

from products.models import Product
from restflow.test import AsyncAPIClient, AsyncAPITestCase


class ShopTests(TestCase):
    fixtures = ["shop"]  # [!]

    def test_the_list(self) -> None:
        names = [
            product["name"] for product in self.client.get("/api/products/").json()
        ]
        self.assertEqual(names, ["Mug", "Teapot"])


class AsyncShopTests(AsyncAPITestCase):
    fixtures = ["shop"]  # [!]

    async def test_the_list(self) -> None:
        response = await self.client.get("/api/products/?active=true")
        self.assertEqual([product["name"] for product in response.json()], ["Mug"])


@pytest.fixture
def shop(db: None) -> None:
    call_command("loaddata", "shop", verbosity=0)  # [!]


@pytest.mark.usefixtures("shop")
@pytest.mark.asyncio
async def test_in_pytest(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/api/products/?category=kitchen")
    assert len(response.json()) == 2


class CarelessTests(TestCase):
    fixtures = ["careless"]

    def test_the_traps(self) -> None:
        self.assertFalse(self.client.login(username="alice", password="wonderland"))
        self.assertEqual(Product.objects.get().price, -9.5)  # [!]

    def test_the_ways_out(self) -> None:
        alice = User.objects.get()
        alice.set_password("wonderland")
        alice.save()
        self.assertTrue(self.client.login(username="alice", password="wonderland"))

        check: Callable[[], None] = Product.objects.get().full_clean
        with self.assertRaisesMessage(Exception, "greater than or equal to 0"):
            check()
