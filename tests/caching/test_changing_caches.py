"""The project's CACHES changes while it runs, as in tests: nothing is left open."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.services import OwnMemcached, OwnRedis, OwnServer

PROGRAM = """
import gc, sys, threading
import django
from django.conf import settings
from django.test import override_settings

backend, *locations = sys.argv[1:]
def on(location):
    return {"default": {"BACKEND": backend, "LOCATION": location}}

settings.configure(INSTALLED_APPS=["restflow.caching"], CACHES=on(locations[0]))
django.setup()
from restflow.caching import cache_result
computed = []

@cache_result(ttl=60)
def number():
    computed.append(1)
    return len(computed)

@cache_result(ttl=60)
async def anumber():
    return number()

def everywhere():
    thread = threading.Thread(target=number)
    thread.start()
    thread.join()
    import asyncio
    asyncio.run(anumber())
    return number()

assert everywhere() == everywhere() == 1
with override_settings(CACHES=on(locations[1])):
    gc.collect()
    assert everywhere() == everywhere() == 2
    with override_settings(RESTFLOW_CACHING={"WAIT": 1.0}):
        gc.collect()
        assert everywhere() == 2
gc.collect()
assert everywhere() == 1
"""


@pytest.mark.parametrize(
    ("kind", "backend", "location"),
    [
        (OwnRedis, "django.core.cache.backends.redis.RedisCache", "redis://{}/0"),
        (OwnRedis, "django_redis.cache.RedisCache", "redis://{}/0"),
        (OwnMemcached, "django.core.cache.backends.memcached.PyMemcacheCache", "{}"),
    ],
)
def test_each_cache_is_used_in_its_turn_and_no_connection_is_left(
    kind: type[OwnServer], backend: str, location: str
) -> None:
    with kind() as one, kind() as two:
        places = [location.format(f"127.0.0.1:{of.port}") for of in (one, two)]
        done = subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-X", "dev", "-W", "always::ResourceWarning",
             "-c", PROGRAM, backend, *places],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "ResourceWarning" not in done.stderr, done.stderr
