"""Deleting by pattern scans every key.

The cache compares the pattern with all of its keys, whoever stored them. In restflow an
invalidation is one write, however many entries depend on it.
"""

from fnmatch import fnmatch
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.core.cache import caches
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from restflow.caching import cache_result, invalidate

touched: list[str] = []


class CountingCache(LocMemCache):
    _cache: dict[str, Any]

    def set(self, key: str, *args: Any, **kwargs: Any) -> None:
        touched.append(key)
        super().set(key, *args, **kwargs)

    def delete_pattern(self, pattern: str) -> None:
        for key in [*self._cache]:
            touched.append(key)
            if fnmatch(key, f"*:{pattern}"):
                del self._cache[key]


@cache_result(ttl=60, tags=["labels"])
async def label(number: int) -> str:
    return f"Product {number}"


@pytest.mark.parametrize("others", [10, 200])
@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
@override_settings(CACHES={"default": {"BACKEND": f"{__name__}.CountingCache"}})
async def test_what_is_touched(others: int) -> None:
    cache: Any = caches["default"]
    cache.clear()
    cache.set_many({f"session:{number}": "" for number in range(others)})
    touched.clear()
    cache.delete_pattern("label:*")
    assert len(touched) == others  # [!]

    for number in range(others):
        await label(number)
    touched.clear()
    await sync_to_async(invalidate)("labels")
    assert len(touched) == 1  # [!]
