"""The decorator: what is stored, for how long, and under which key."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.cache.backends.dummy import DummyCache

from products.models import Review
from restflow.caching import (
    CacheInfo,
    InvalidationRule,
    UnencodableError,
    UnpicklableError,
    cache_result,
    invalidate,
)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


def test_one_call_however_it_is_written_is_one_entry() -> None:
    @cache_result(ttl=60)
    def add(x: int, /, y: int = 2, *more: int, z: int = 3, **other: int) -> list[int]:
        return [x, y, *more, z, *other.values()]

    assert add(1) == add(1, 2) == add(1, y=2) == add(1, z=3, y=2) == [1, 2, 3]
    assert add.cache_info() == CacheInfo(hits=3, misses=1, collapsed=0, bypasses=0)
    assert add(1, 2, 4) == [1, 2, 4, 3]
    assert add(1, a=5) == [1, 2, 3, 5]
    assert add.cache_info().misses == 3


def test_a_coroutine_function_is_cached_as_well() -> None:
    @cache_result(ttl=60)
    async def double(x: int) -> int:
        return 2 * x

    async def twice() -> list[int]:
        return [await double(2), await double(x=2)]

    assert asyncio.run(twice()) == [4, 4]
    assert double.cache_info() == CacheInfo(hits=1, misses=1, collapsed=0, bypasses=0)


def test_none_is_a_result() -> None:
    @cache_result(ttl=60)
    def nothing() -> None: ...

    nothing()
    nothing()
    assert nothing.cache_info().hits == 1


def test_functions_of_one_name_have_entries_of_their_own() -> None:
    def made(number: int) -> Any:
        @cache_result(ttl=60)
        def function() -> int:
            return number

        return function

    lambdas = [cache_result(ttl=60)(one) for one in LAMBDAS]
    assert [made(1)(), made(2)()] == [1, 2]
    assert [one(10) for one in lambdas] == [11, 12]
    rounded = cache_result(ttl=60, key=lambda x: x // 10)(TENFOLD)
    exact = cache_result(ttl=60)(TENFOLD)
    assert [rounded(11), rounded(12), exact(1)] == [110, 110, 10]


LAMBDAS = [lambda x: x + 1, lambda x: x + 2]


def TENFOLD(x: int) -> int:  # noqa: N802
    return 10 * x


@pytest.mark.parametrize("ttl", [0.05, timedelta(milliseconds=50)])
def test_a_result_is_at_most_as_old_as_its_lifetime(ttl: Any) -> None:
    @cache_result(ttl=ttl)
    def now() -> float:
        return time.monotonic()

    before = now()
    time.sleep(0.06)
    assert now() > before
    assert now.cache_info().misses == 2


def test_an_old_result_may_be_used_while_another_is_computed() -> None:
    numbers = iter(range(10))
    # What is read while it is being computed anew.
    stale: list[int] = []

    @cache_result(ttl=0.05, stale=60)
    def number() -> int:
        found = next(numbers)
        if found == 1:
            thread = threading.Thread(target=lambda: stale.append(number()))
            thread.start()
            thread.join()
        return found

    assert number() == 0
    time.sleep(0.06)
    assert number() == 1
    assert stale == [0]
    assert number() == 1
    assert number.cache_info().hits == 2


@pytest.mark.django_db(transaction=True)
def test_an_old_result_that_is_invalid_is_never_used() -> None:
    numbers = iter(range(10))

    @cache_result(ttl=0.05, stale=60, tags=["numbers"])
    def number() -> int:
        return next(numbers)

    assert number() == 0
    time.sleep(0.06)
    invalidate("numbers")
    assert number() == 1


def test_what_is_raised_is_not_stored() -> None:
    answers: list[Any] = [LookupError(), 1]

    @cache_result(ttl=60)
    def next_answer() -> int:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return int(answer)

    with pytest.raises(LookupError):
        next_answer()
    assert [next_answer(), next_answer()] == [1, 1]


def test_changing_a_result_changes_no_entry() -> None:
    @cache_result(ttl=60)
    def numbers() -> list[int]:
        return [1]

    for _ in range(3):
        found = numbers()
        found.append(2)
        assert found == [1, 2]
    assert numbers.cache_info() == CacheInfo(2, 1, 0, 0)


def test_changing_an_argument_changes_no_key() -> None:
    @cache_result(ttl=60)
    def popped(numbers: list[int]) -> int:
        return numbers.pop()

    assert popped([1, 2]) == 2
    assert popped([1, 2]) == 2
    assert popped([1]) == 1


def test_what_cannot_be_stored_is_refused_by_name() -> None:
    @cache_result(ttl=60)
    def lazy() -> Any:
        return (number for number in (1, 2))

    with pytest.raises(UnpicklableError, match=r"lazy returned a generator"):
        lazy()


class Prices:
    def __init__(self, factor: int) -> None:
        self.factor = factor

    @cache_result(ttl=60)
    def unkeyed(self, price: int) -> int:
        return self.factor * price

    @cache_result(ttl=60, key=lambda self, price: (self.factor, price))
    def keyed(self, price: int) -> int:
        return self.factor * price


def test_a_method_needs_a_key_if_its_object_has_none() -> None:
    with pytest.raises(UnencodableError, match="A value of the type Prices can't be"):
        Prices(2).unkeyed(3)
    assert [Prices(2).keyed(3), Prices(2).keyed(price=3)] == [6, 6]
    assert Prices(5).keyed(3) == 15
    assert Prices.keyed.cache_info().hits >= 1
    assert Prices.keyed.__wrapped__(Prices(2), 4) == 8


def test_wrong_arguments_of_the_call_are_the_functions_own_error() -> None:
    @cache_result(ttl=60)
    def one(x: int) -> int:
        return x

    with pytest.raises(TypeError, match="got an unexpected keyword argument 'y'"):
        one(1, y=1)  # type: ignore[call-arg]


@pytest.mark.parametrize(
    ("options", "error", "message"),
    [
        ({}, TypeError, "ttl"),
        ({"ttl": None}, ValueError, "ttl is a positive number of seconds, not None"),
        ({"ttl": "5"}, ValueError, "ttl is a positive number of seconds, not '5'"),
        ({"ttl": 0}, ValueError, "ttl is a positive number of seconds, not 0"),
        ({"ttl": -1}, ValueError, "ttl is a positive"),
        ({"ttl": float("inf")}, ValueError, "ttl is a positive"),
        ({"ttl": float("nan")}, ValueError, "ttl is a positive"),
        ({"ttl": timedelta(0)}, ValueError, "ttl is a positive"),
        ({"ttl": 1, "stale": -1}, ValueError, "stale is a number of seconds from 0 on"),
        ({"ttl": 1, "rules": [Review]}, TypeError, "write InvalidationRule"),
        ({"ttl": 1, "rules": InvalidationRule(Review)}, TypeError, "rules is a list"),
        ({"ttl": 1, "tags": "one"}, TypeError, r"tags is a list of texts: \['one'\]"),
        ({"ttl": 1, "tags": [1]}, TypeError, "1 is no tag"),
        ({"ttl": 1, "timeout": 1}, TypeError, "timeout"),
    ],
)
def test_mistakes_are_told_where_they_are_made(
    options: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        cache_result(**options)(TENFOLD)


async def test_djangos_own_call_does_not_await_what_it_calls() -> None:
    # As the page says, for which `cache_result` is the answer.
    async def compute() -> int:
        return 42

    coroutine = compute()
    with pytest.raises(TypeError, match="cannot pickle 'coroutine' object"):
        await cache.aget_or_set("key", lambda: coroutine)
    dummy = DummyCache("", {})
    assert await dummy.aget_or_set("key", lambda: coroutine) is coroutine
    assert await coroutine == await cache_result(ttl=60)(compute)() == 42
