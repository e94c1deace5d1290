"""A memory cache and several workers.

Each process has its own memory: after one worker has invalidated an entry, the others
go on serving it. `check --deploy` warns of it. Use a cache that all workers share.
"""

from pathlib import Path

import pytest
from django.core.cache import caches
from django.core.checks import run_checks
from django.test import override_settings

from products.models import Product
from restflow.caching import InvalidationRule, cache_result

MEMORY = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
FILES = {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache"}


async def stock_names(worker: str) -> list[str]:
    if (names := caches[worker].get("names")) is None:
        names = [product.name async for product in Product.objects.all()]
        caches[worker].set("names", names)
    return list(names)


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_other_worker_is_not_told() -> None:
    memories = {worker: MEMORY | {"LOCATION": worker} for worker in ("default", "b")}
    with override_settings(CACHES=memories):
        await stock_names("b")
        await Product.objects.acreate(name="Mug", price="9.50")
        caches["default"].delete("names")
        assert await stock_names("b") == []  # [!]


@override_settings(CACHES={"default": MEMORY})
def test_the_check_says_so() -> None:
    found = run_checks(tags=["caches"], include_deployment_checks=True)
    print({message.id: message for message in found}["restflow.W208"])  # [!]


@cache_result(ttl=60, rules=[InvalidationRule(Product)])
async def names() -> list[str]:
    return [product.name async for product in Product.objects.all()]


@pytest.mark.run_commit_hooks
@pytest.mark.django_db
@pytest.mark.asyncio
async def test_the_other_worker_sees_the_same_cache(tmp_path: Path) -> None:
    shared = FILES | {"LOCATION": tmp_path}
    with override_settings(CACHES={"default": shared, "b": shared}):
        with override_settings(RESTFLOW_CACHING={"CACHE": "b"}):
            await names()
        await Product.objects.acreate(name="Mug", price="9.50")
        with override_settings(RESTFLOW_CACHING={"CACHE": "b"}):
            assert await names() == ["Mug"]  # [!]
