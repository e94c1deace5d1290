"""The setting RESTFLOW_CACHING.

It names the cache in CACHES to use, how long to wait for another caller's computation,
and whether strict mode is on.
"""

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import override_settings

from restflow.caching import cache_result

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
CACHES = {
    "default": {"BACKEND": LOCAL, "LOCATION": "sessions"},
    "pages": {"BACKEND": LOCAL, "LOCATION": "pages"},
}
MINE = {"CACHE": "pages", "WAIT": 2.0}  # [!]


@cache_result(ttl=300)
async def greeting() -> str:
    return "Good morning"


@pytest.mark.asyncio
async def test_the_cache_that_is_named_has_the_entries() -> None:
    with override_settings(CACHES=CACHES, RESTFLOW_CACHING=MINE):
        await greeting()
        caches["default"].clear()

        before = greeting.cache_info()
        await greeting()
        assert greeting.cache_info().hits == before.hits + 1

        caches["pages"].clear()
        await greeting()
        assert greeting.cache_info().misses == before.misses + 1


@pytest.mark.asyncio
async def test_a_misspelt_setting_is_an_error() -> None:
    with (
        override_settings(RESTFLOW_CACHING={"TIMEOUT": 60}),
        pytest.raises(ImproperlyConfigured, match="has no TIMEOUT"),  # [!]
    ):
        await greeting()
