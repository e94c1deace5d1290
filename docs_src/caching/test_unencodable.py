"""An argument that can't be part of a key.

Two filters print the same text, so they share a key: Bob is served what was computed
for Alice. restflow refuses arguments that it can't tell apart for certain.
"""

from collections.abc import Callable, Iterator

import pytest
from django.core.cache import cache

from restflow.caching import UnencodableError, cache_result


class Filter:
    def __init__(self, owner: str) -> None:
        self.owner = owner

    def __repr__(self) -> str:
        return "Filter()"


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def naive(function: Callable[[Filter], str]) -> Callable[[Filter], str]:
    return lambda of: cache.get_or_set(f"orders-{of}", lambda: function(of)) or ""


def orders(of: Filter) -> str:
    return f"the orders of {of.owner}"


def test_the_trap() -> None:
    cached = naive(orders)
    cached(Filter("alice"))
    assert cached(Filter("bob")) == "the orders of alice"  # [!]


def test_it_is_refused() -> None:
    with pytest.raises(UnencodableError) as caught:  # [!]
        cache_result(ttl=300)(orders)(Filter("bob"))
    print(caught.value)


def test_a_key_that_says_what_counts() -> None:
    cached = cache_result(ttl=300, key=lambda of: of.owner)(orders)  # [!]
    assert cached(Filter("alice")) == "the orders of alice"
    assert cached(Filter("bob")) == "the orders of bob"
