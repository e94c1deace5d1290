"""The database in other kinds of tests.

An asynchronous fixture may keep rows for a whole module, also for synchronous tests. A
test case class without a transaction may name its databases.
"""

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from products.models import Product
from restflow.test import AsyncAPISimpleTestCase


@pytest_asyncio.fixture(scope="module", loop_scope="module")  # [!]
async def mug(django_db_setup: None, django_db_blocker: Any) -> AsyncGenerator[Product]:
    with django_db_blocker.unblock():
        mug = await Product.objects.acreate(name="Mug", price="9.50")
    yield mug
    with django_db_blocker.unblock():
        await mug.adelete()


@pytest.mark.django_db
@pytest.mark.asyncio(loop_scope="module")
async def test_a_row_of_the_module(mug: Product) -> None:
    assert await Product.objects.aget() == mug


@pytest.mark.django_db
def test_the_same_row(mug: Product) -> None:
    assert Product.objects.get() == mug  # [!]


class CountTests(AsyncAPISimpleTestCase):
    databases = {"default"}  # [!]

    async def test_it_may_query(self) -> None:
        self.assertFalse(await Product.objects.filter(name="Cup").aexists())
