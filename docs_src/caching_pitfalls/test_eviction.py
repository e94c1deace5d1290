"""An evicted version number brings old entries back.

A version number that the cache has evicted starts again at 1, and old entries are found
once more. restflow's tokens are random, so an old one never comes back.
"""

import shutil
from itertools import chain, combinations
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import override_settings

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

FILES = "django.core.cache.backends.filebased.FileBasedCache"


async def counted_names() -> list[str]:
    version = cache.get_or_set("version", 1)
    if (names := cache.get(f"names:{version}")) is None:
        names = [product.name async for product in Product.objects.all()]
        cache.set(f"names:{version}", names)
    return list(names)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_counter_starts_again() -> None:
    assert await counted_names() == []
    await Product.objects.acreate(name="Mug", price="9.50")
    cache.incr("version")
    assert await counted_names() == ["Mug"]

    cache.delete("version")  # as a full cache does
    assert await counted_names() == []  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product)])
async def names() -> list[str]:
    return [product.name async for product in Product.objects.all()]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_whatever_is_evicted(tmp_path: Path) -> None:
    stored, used = tmp_path / "stored", tmp_path / "used"
    with override_settings(CACHES={"default": {"BACKEND": FILES, "LOCATION": used}}):
        assert await names() == []
        await Product.objects.acreate(name="Mug", price="9.50")
        copied = shutil.copytree(used, stored).glob("*.djcache")
        keys = [path.name for path in copied]
        some = (combinations(keys, number) for number in range(1, len(keys) + 1))
        for evicted in chain.from_iterable(some):
            shutil.copytree(stored, used, dirs_exist_ok=True)
            for key in evicted:
                (used / key).unlink()
            assert await names() == ["Mug"]  # [!]
