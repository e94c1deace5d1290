"""Each test has its own entries.

Both of these tests compute, whichever runs first. A synchronous test shares the cache
with earlier tests, and has to clear it.
"""

import pytest
from django.core.cache import cache

from restflow.caching import cache_result

computed: list[str] = []


@cache_result(ttl=60)
async def price() -> str:
    computed.append("9.50")
    return "9.50"


@cache_result(ttl=60)
def old_price() -> str:
    computed.append("12.00")
    return "12.00"


@pytest.fixture
def _no_entries() -> None:
    cache.clear()
    computed.clear()


@pytest.mark.asyncio
@pytest.mark.parametrize("test", ["first", "second"])
async def test_asynchronous_tests_are_apart(test: str) -> None:
    computed.clear()
    await price()
    await price()

    assert computed == ["9.50"]  # [!]


@pytest.mark.usefixtures("_no_entries")  # [!]
@pytest.mark.parametrize("test", ["first", "second"])
def test_synchronous_tests_clear_the_cache(test: str) -> None:
    old_price()
    old_price()

    assert computed == ["12.00"]
