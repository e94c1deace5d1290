"""Primary keys and tables after real commits.

Keys go on counting from test to test, so a test that expects the key 1 passes only
once. With `reset_sequences` they begin at 1 again; with `available_apps` fewer tables
are emptied.
"""

import pytest
from django.apps import apps

from products.models import Category
from restflow.test import AsyncAPITransactionTestCase

keys: set[int] = set()


class CountingTests(AsyncAPITransactionTestCase):
    async def test_a_key_never_comes_twice(self) -> None:
        mugs = await Category.objects.acreate(slug="mugs")
        self.assertNotIn(mugs.pk, keys)  # [!]
        keys.add(mugs.pk)

    async def test_nor_in_another_test(self) -> None:
        plates = await Category.objects.acreate(slug="plates")
        self.assertNotIn(plates.pk, keys)  # [!]
        keys.add(plates.pk)


class ResetTests(AsyncAPITransactionTestCase):
    reset_sequences = True  # [!]
    available_apps = ["products"]

    async def test_the_first_key(self) -> None:
        mugs = await Category.objects.acreate(slug="mugs")
        self.assertEqual(mugs.pk, 1)
        self.assertFalse(apps.is_installed("orders"))

    async def test_the_first_key_again(self) -> None:
        plates = await Category.objects.acreate(slug="plates")
        self.assertEqual(plates.pk, 1)


@pytest.mark.django_db(transaction=True, reset_sequences=True)
@pytest.mark.asyncio
async def test_the_same_as_a_function() -> None:
    mugs = await Category.objects.acreate(slug="mugs")
    assert mugs.pk == 1
