"""A cache that has room for results, and none for what tells whether they are valid.

Eviction in a full Memcached may take small values and leave large ones. Then nobody can
tell whether a result is still valid, so each call computes: slow, and never wrong.
"""

import pickle
from typing import Any

import pytest
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from restflow.caching import ainvalidate, cache_result

FULL = {"default": {"BACKEND": f"{__name__}.FullCache", "LOCATION": "full"}}
rates = {"USD": 2}


class FullCache(LocMemCache):
    def set(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> None:
        if len(pickle.dumps(value)) > 100:  # [!]
            super().set(key, value, *args, **kwargs)

    def add(self, key: Any, value: Any, *args: Any, **kwargs: Any) -> bool:
        self.set(key, value, *args, **kwargs)
        return True


@cache_result(ttl=300, tags=["rates"])
async def table(currency: str) -> list[int]:
    return [rates[currency] * euros for euros in range(100)]


async def change(rate: int) -> None:
    rates["USD"] = rate
    await ainvalidate("rates")


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_no_old_rate_is_found() -> None:
    rates["USD"] = 2
    with override_settings(CACHES=FULL):
        before = table.cache_info()
        assert (await table("USD"))[10] == 20
        assert (await table("USD"))[10] == 20
        assert table.cache_info().misses == before.misses + 2  # [!]

        await change(3)
        assert (await table("USD"))[10] == 30  # [!]
