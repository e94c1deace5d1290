"""What is special about Memcached."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest
from django.test import override_settings

from products.models import Category
from restflow.caching import InvalidationRule, cache_result, invalidate
from restflow.caching import _django as private
from restflow.caching import _store as store
from restflow.caching._settings import backend
from tests.support.services import OwnMemcached, Wire

BACKEND = "django.core.cache.backends.memcached.PyMemcacheCache"
THREADS = 8


@pytest.fixture(scope="module")
def server() -> Iterator[OwnMemcached]:
    with OwnMemcached() as server:
        yield server


def on(*servers: OwnMemcached | Wire, **options: Any) -> Any:
    """Have the cache be there."""
    made = {
        "BACKEND": BACKEND,
        "LOCATION": [f"127.0.0.1:{server.port}" for server in servers],
        "OPTIONS": options,
    }
    return override_settings(CACHES={"default": made})


@pytest.mark.parametrize("options", [{}, {"use_pooling": False}, {"use_pooling": True}])
def test_threads_get_what_is_theirs_with_and_without_a_pool(
    server: OwnMemcached, options: dict[str, Any]
) -> None:
    @cache_result(ttl=60)
    def same(number: int) -> int:
        return number

    def work(_: int) -> list[int]:
        return [found for one in range(200) if (found := same(one)) != one]

    with on(server, timeout=2, **options), ThreadPoolExecutor(THREADS) as pool:
        assert [*pool.map(work, range(THREADS))] == [[]] * THREADS
    info = same.cache_info()
    assert info.bypasses == 0, info


def test_threads_that_come_at_once_share_one_client(server: OwnMemcached) -> None:
    ready = threading.Barrier(THREADS)

    def client(_: int) -> object:
        ready.wait()
        return private.client_of(backend())

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(THREADS) as pool:
            for _ in range(20):
                with on(server):
                    assert len({*pool.map(client, range(THREADS))}) == 1
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.django_db(transaction=True)
def test_what_is_too_large_is_computed_each_time(server: OwnMemcached) -> None:
    computed: list[int] = []

    @cache_result(ttl=60, tags=["large"])
    def value(size: int) -> bytes:
        computed.append(size)
        return b"x" * size

    with on(server):
        assert [len(value(2_000_000)) for _ in range(2)] == [2_000_000] * 2
        assert computed == [2_000_000] * 2
        # And the server is not taken for one that is down.
        computed.clear()
        assert [len(value(100)) for _ in range(2)] == [100] * 2
        assert computed == [100]
        invalidate("large")
        assert not store.has_undelivered()


@pytest.mark.django_db(transaction=True)
def test_a_value_of_more_than_a_month_is_a_hit(server: OwnMemcached) -> None:
    @cache_result(ttl=90 * 24 * 3600, tags=["long"])
    def value() -> float:
        return time.monotonic()

    with on(server):
        assert value() == value()
        before = value()
        invalidate("long")
        assert value() != before


def test_a_key_prefix_that_is_not_ascii_does_no_harm(server: OwnMemcached) -> None:
    @cache_result(ttl=60)
    def value() -> float:
        return time.monotonic()

    made = {"BACKEND": BACKEND, "LOCATION": server.address, "KEY_PREFIX": "größe"}
    with override_settings(CACHES={"default": made}):
        assert value() == value()


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.order_by("pk").values_list("name", flat=True))


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def numbered(number: int) -> str:
    return f"{number} {Category.objects.get().name}"


def numbers() -> set[str]:
    """Read as many as lie on all servers."""
    return {numbered(number).partition(" ")[2] for number in range(20)}


# How soon the client gives up a server, and turns to it again.
QUICK = {"timeout": 1, "retry_timeout": 0.1, "dead_timeout": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("ignores", [False, True])
@pytest.mark.parametrize("many", [1, 2])
def test_nothing_old_comes_back_with_a_server_that_was_away(
    ignores: bool, many: int
) -> None:
    with ExitStack() as stack:
        servers = [stack.enter_context(OwnMemcached()) for _ in range(many)]
        wires = [stack.enter_context(Wire(server)) for server in servers]
        stack.enter_context(on(*wires, ignore_exc=ignores, **QUICK))
        stack.callback(store._undelivered.clear)
        category = Category.objects.create(name="before", slug="before")
        for wire in wires:
            assert [numbers(), numbers()] == [{category.name}] * 2
            wire.cut()
            category.name += " and after"
            category.save()
            # Long enough to turn to another server, if there is one.
            until = time.monotonic() + 0.8
            while time.monotonic() < until:
                start = time.monotonic()
                assert numbered(0) == f"0 {category.name}"
                # Nobody waits for a cache that is not there.
                assert time.monotonic() - start < 2
            wire.mend()
            until = time.monotonic() + 1.5
            while time.monotonic() < until:
                assert numbers() == {category.name}
            assert not store.has_undelivered()
