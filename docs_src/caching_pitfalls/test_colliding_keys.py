"""Keys that collide.

If a key is joined from texts, it no longer shows where one argument ends, or whether it
was a number, a text or None. Two calls then share one result.
"""

import pytest
from django.core.cache import cache

from restflow.caching import cache_result

PAIRS = {
    "where one ends": (("a:b", "c"), ("a", "b:c")),
    "number or text": ((1,), ("1",)),
    "nothing or text": ((None,), ("None",)),
    "list or text": ((["a"],), ("['a']",)),
}


def described_by_text(*args: object) -> str | None:
    key = ":".join(map(str, args))  # [!]
    return cache.get_or_set(key, lambda: repr(args))


@cache_result(ttl=60)
def described(*args: object) -> str:
    return repr(args)


@pytest.mark.parametrize(("first", "second"), PAIRS.values(), ids=PAIRS)
def test_two_calls(first: tuple[object, ...], second: tuple[object, ...]) -> None:
    cache.clear()

    assert described_by_text(*first) == repr(first)
    assert described_by_text(*second) == repr(first)  # [!]

    assert described(*first) == repr(first)
    assert described(*second) == repr(second)


def test_the_order_of_a_set_does_not_matter() -> None:
    cache.clear()
    described({"red", "green", "blue"})
    described({"blue", "red", "green"})

    assert described.cache_info().hits == 1
