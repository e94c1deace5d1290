"""What the last test left in the cache.

A rollback does not remove cache entries, so a test may find the entry of another one.
Whether it passes depends on their order. With restflow each asynchronous test has its
own entries.
"""

import unittest

import pytest
from django.core.cache import cache
from django.test import SimpleTestCase

from restflow.caching import cache_result

asked: list[str] = []


def ask_supplier() -> str:
    asked.append("price")
    return "9.50"


def test_the_second_test_fails() -> None:
    class StockTests(SimpleTestCase):
        def test_the_supplier_is_asked(self) -> None:
            asked.clear()
            cache.get_or_set("price", ask_supplier)
            self.assertEqual(asked, ["price"])

    cache.clear()
    twice = [StockTests("test_the_supplier_is_asked") for _ in range(2)]
    result = unittest.TestSuite(twice).run(unittest.TestResult())
    cache.clear()

    assert (result.testsRun, len(result.failures)) == (2, 1)  # [!]


@cache_result(ttl=60)
async def price() -> str:
    return ask_supplier()


@pytest.mark.asyncio
@pytest.mark.parametrize("test", ["first", "second"])
async def test_the_supplier_is_asked(test: str) -> None:
    asked.clear()

    await price()
    await price()

    assert asked == ["price"]  # [!]
