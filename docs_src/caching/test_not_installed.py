"""A rule that does nothing, because the app is missing.

Without the app in INSTALLED_APPS, signal receivers are never connected, and nothing
says so. restflow reports it in the decorator, at each call, and in a system check.
"""

import pytest
from django.apps import AppConfig
from django.core.cache import cache
from django.core.checks import run_checks
from django.db.models.signals import post_save
from django.test import modify_settings

from products.models import Product
from restflow.caching import InvalidationRule, NotInstalledError, cache_result


def forget_names(**kwargs: object) -> None:
    cache.delete("names")


class ShopConfig(AppConfig):
    name = "shop"

    def ready(self) -> None:
        post_save.connect(forget_names, sender=Product)


async def query_names() -> list[str]:
    return [product.name async for product in Product.objects.all()]


@pytest.mark.django_db
@pytest.mark.asyncio
async def test_nothing_is_connected() -> None:
    cache.set("names", await query_names())
    await Product.objects.acreate(name="Mug", price="9.50")

    assert cache.get("names") == []  # [!]


cached = cache_result(ttl=60, rules=[InvalidationRule(Product)])


@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
def test_the_decorator_says_so() -> None:
    with pytest.raises(NotInstalledError) as caught:  # [!]
        cached(query_names)

    print(caught.value)


names = cached(query_names)


@pytest.mark.asyncio
@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
async def test_each_call_says_so() -> None:
    with pytest.raises(NotInstalledError):  # [!]
        await names()


@modify_settings(INSTALLED_APPS={"remove": "restflow.caching"})
def test_the_check_says_so() -> None:
    found = {message.id: message for message in run_checks(tags=["caches"])}
    print(found["restflow.E201"].hint)  # [!]
