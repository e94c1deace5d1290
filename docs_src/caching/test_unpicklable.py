"""A result that can't be stored.

A generator is empty after it was read once. A decorator that keeps objects in memory
then serves nothing, without an error. restflow refuses the generator.
"""

from collections.abc import Iterator
from functools import cache as keep

import pytest
from django.core.cache import cache

from restflow.caching import UnpicklableError, cache_result


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def names() -> Iterator[str]:
    yield "Mug"
    yield "Pot"


def test_the_trap() -> None:
    kept = keep(names)
    assert list(kept()) == ["Mug", "Pot"]
    assert list(kept()) == []  # [!]


def test_it_is_refused() -> None:
    with pytest.raises(UnpicklableError) as caught:  # [!]
        cache_result(ttl=300)(names)()
    print(caught.value)


@cache_result(ttl=300)
def all_names() -> list[str]:
    return list(names())  # [!]


def test_plain_data_is_stored() -> None:
    assert all_names() == ["Mug", "Pot"]
    assert all_names() == ["Mug", "Pot"]
    assert all_names.cache_info().hits == 1
