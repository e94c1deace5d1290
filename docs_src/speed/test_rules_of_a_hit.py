"""What a hit reads from the cache.

One call of `get_many`, however many rules there are, and nothing is written. Each row
that a rule names adds a key to that call. A rule for the model needs one key for all.
"""

from collections.abc import Callable, Mapping
from typing import Any
from unittest import mock

from django.core.cache.backends.locmem import LocMemCache

from products.models import Product
from restflow.caching import InvalidationRule, cache_result


def nth(position: int) -> Callable[[Mapping[str, Any]], int]:
    return lambda arguments: arguments["numbers"][position]


def keys_of_a_hit(rules: list[InvalidationRule], numbers: list[int]) -> int:
    @cache_result(ttl=300, rules=rules)
    def compare(numbers: list[int]) -> str:
        return f"{len(numbers)} products"

    compare(numbers)
    get_many = LocMemCache.get_many
    with (
        mock.patch.object(
            LocMemCache, "get_many", autospec=True, side_effect=get_many
        ) as reads,
        mock.patch.object(LocMemCache, "set") as writes,
        mock.patch.object(LocMemCache, "add") as additions,
    ):
        assert compare(numbers) == f"{len(numbers)} products"
    calls = (reads.call_count, writes.call_count, additions.call_count)
    assert calls == (1, 0, 0)  # [!]
    _cache, keys = reads.call_args.args
    return len(keys)


def test_a_rule_for_each_row() -> None:
    for count in (1, 10, 100):
        rules = [InvalidationRule(Product, pk=nth(number)) for number in range(count)]
        keys = keys_of_a_hit(rules, [*range(count)])
        print(f"{count} rules: {keys} keys")
        assert keys == count + 3  # [!]


def test_a_rule_for_the_model() -> None:
    assert keys_of_a_hit([InvalidationRule(Product)], [*range(100)]) == 2  # [!]
