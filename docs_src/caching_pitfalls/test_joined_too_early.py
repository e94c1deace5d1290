"""Waiting for a computation that began before your own write.

If many callers miss, one computation for all is right. But if you have written
something since it began, its result may lack what you wrote.
"""

import asyncio

import pytest

from products.models import Category
from restflow.caching import InvalidationRule, cache_result
from restflow.caching.testing import hold_at

pytestmark = [pytest.mark.django_db, pytest.mark.run_commit_hooks, pytest.mark.asyncio]


class NaiveCount:
    """Counts once for all who ask at the same time."""

    def __init__(self) -> None:
        self.task: asyncio.Task[int] | None = None
        self.counted = asyncio.Event()
        self.go_on = asyncio.Event()

    async def compute(self) -> int:
        number = await Category.objects.acount()
        self.counted.set()
        await self.go_on.wait()
        return number

    def ask(self) -> asyncio.Task[int]:
        self.task = self.task or asyncio.create_task(self.compute())
        return self.task


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
async def count() -> int:
    return await Category.objects.acount()


async def test_your_category_is_missing() -> None:
    naive = NaiveCount()
    somebody = naive.ask()
    await naive.counted.wait()

    await Category.objects.acreate(name="Mugs", slug="mugs")
    you = naive.ask()

    naive.go_on.set()
    assert await somebody == 0
    assert await you == 0  # [!]


async def test_your_category_is_counted() -> None:
    with hold_at("computed") as hold:
        somebody = asyncio.create_task(count())
        await asyncio.to_thread(hold.wait)

        await Category.objects.acreate(name="Mugs", slug="mugs")
        assert await count() == 1  # [!]

    assert await somebody == 0
    assert await count() == 1
