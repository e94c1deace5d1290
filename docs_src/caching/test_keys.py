"""What the key of a result is made of.

All arguments, by value and type. For a method that includes `self`, on which its result
does not depend: `key` names the parts that count.
"""

from collections.abc import Iterator

import pytest
from django.core.cache import cache

from restflow.caching import cache_result


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@cache_result(ttl=300)
def describe(value: object, *, unit: str = "EUR") -> str:
    return f"{value!r} {unit}"


def test_types_count_and_the_way_of_passing_does_not() -> None:
    assert describe(1) == "1 EUR"
    assert describe("1") == "'1' EUR"  # [!]
    assert describe(value=1, unit="EUR") == "1 EUR"

    assert describe.cache_info().misses == 2
    assert describe.cache_info().hits == 1


class Rates:
    def __init__(self, bank: str) -> None:
        self.bank = bank
        self.session = object()

    @cache_result(ttl=300, key=lambda self, currency: (self.bank, currency))  # [!]
    def rate(self, currency: str) -> str:
        return f"{currency} at {self.bank}"


def test_a_key_of_ones_own() -> None:
    assert Rates("north").rate("USD") == "USD at north"
    assert Rates("south").rate("USD") == "USD at south"
    assert Rates("south").rate("USD") == "USD at south"

    assert Rates.rate.cache_info().misses == 2
    assert Rates.rate.cache_info().hits == 1
