"""A cache of its own for each test."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from hashlib import md5
from types import ModuleType
from typing import Any

import pytest
from django.core.cache import cache, caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.test import override_settings

from restflow.test._database import django as private
from restflow.test._database.caches import _NOTES, separate_cache, shared_by_tests
from restflow.test._database.sharing import shared_connections
from tests.support import valkey
from tests.support.services import OwnRedis

Caches = dict[str, dict[str, object]]
REDIS = "django.core.cache.backends.redis.RedisCache"
VALKEY = valkey.imported()
LOCMEM: Caches = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}


@pytest.fixture(params=["memory", "redis", "valkey"])
def backend(request: pytest.FixtureRequest) -> Iterator[Caches]:
    if request.param == "memory":
        yield {**LOCMEM}
        return
    with OwnRedis() as server:
        made = {"BACKEND": REDIS, "LOCATION": server.url, "TIMEOUT": 60}
        if request.param == "valkey":
            # It derives from no class of Django's.
            address = server.url.replace("redis", "valkey")
            made |= {"BACKEND": VALKEY, "LOCATION": address}
        yield {"default": made}


def test_what_was_stored_before_is_found_again_only_afterwards(
    backend: Caches,
) -> None:
    with override_settings(CACHES=backend), separate_cache():
        cache.set("key", "before")
        with separate_cache():
            assert cache.get("key") is None
            cache.set("key", "within")
            assert cache.get("key") == "within"
        assert cache.get("key") == "before"
        with separate_cache():
            assert cache.get("key") is None


@override_settings(CACHES={"default": {**LOCMEM["default"], "KEY_PREFIX": "mine"}})
def test_the_prefix_of_the_project_is_kept() -> None:
    before = cache.make_key("key")
    assert before == "mine:1:key"
    with separate_cache():
        during = cache.make_key("key")
        assert during.startswith("minetest-")
        assert f"-{os.getpid()}-" in during
        assert during.endswith(":1:key")
    assert cache.make_key("key") == before


@override_settings(CACHES=LOCMEM)
def test_caches_made_before_are_separate_as_well() -> None:
    made = caches["default"]
    with separate_cache():
        assert made.make_key("key") != ":1:key"
    assert made.make_key("key") == ":1:key"


def test_a_key_prefix_may_be_set() -> None:
    made = LocMemCache("name", {})
    with separate_cache():
        made.key_prefix = "other"
        assert made.make_key("key").startswith("othertest-")
    assert made.key_prefix == "other"


def test_the_prefix_is_looked_up_on_the_class_too() -> None:
    with separate_cache():
        assert BaseCache.__dict__["key_prefix"] is BaseCache.key_prefix


def test_what_is_raised_ends_the_separation() -> None:
    made = LocMemCache("name", {})
    with pytest.raises(LookupError), separate_cache():
        raise LookupError
    assert made.make_key("key") == ":1:key"


# --- Whose keys they are --------------------------------------------------------------


def without_prefix(key: str, _prefix: str, version: int) -> str:
    return f"{key}:{version}"


def with_prefix(key: str, prefix: str, version: int) -> str:
    return f"{version}/{prefix}/{key}"


def hashed(key: str, prefix: str, version: int) -> str:
    return md5(f"{version}/{prefix}/{key}".encode()).hexdigest()  # noqa: S324


def test_a_cache_whose_keys_leave_the_prefix_out_is_named_once() -> None:
    made: Caches = {
        "default": LOCMEM["default"],
        "shared": {**LOCMEM["default"], "KEY_FUNCTION": f"{__name__}.without_prefix"},
        "own": {**LOCMEM["default"], "KEY_FUNCTION": with_prefix},
        "hashed": {**LOCMEM["default"], "KEY_FUNCTION": hashed},
    }
    for told in (["shared"], []):
        with override_settings(CACHES=made), separate_cache():
            assert [str(warning).split("'")[1] for warning in shared_by_tests()] == told
            assert "/test-" in caches["own"].make_key("key")


def test_a_backend_that_can_not_be_imported_is_left_to_django() -> None:
    made: Caches = {**LOCMEM, "lost": {"BACKEND": "nowhere.Cache"}}
    with override_settings(CACHES=made), separate_cache():
        assert "test-" in caches["default"].make_key("key")


PREFIX = """
import os
from django.conf import settings
settings.configure()
# As the first process of a container has it, and that of another container.
os.getpid = lambda: 1
from restflow.test._database import django as private
from restflow.test._database.caches import _NOTES, separate_cache
from restflow.test._database.sharing import shared_connections
from django.core.cache import cache
with separate_cache():
    print(cache.make_key("key"))
"""


def test_two_processes_of_one_number_have_keys_of_their_own() -> None:
    keys = {
        subprocess.run(  # noqa: S603  (our own command)
            [sys.executable, "-c", PREFIX], capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    }
    assert len(keys) == 2
    assert all("-1-1-:1:key" in key for key in keys)


# --- What packages that cache note by thread ------------------------------------------


@pytest.fixture(params=_NOTES, ids=lambda of: of[0])
def notes(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Any]:
    """A package that notes by thread which transactions are open."""
    name, attribute = request.param
    module = ModuleType(name)
    vars(module)[attribute] = threading.local()
    monkeypatch.setitem(sys.modules, name, module)
    noted: Any = vars(module)[attribute]
    noted.states = ["of the main thread"]
    yield noted
    in_worker(vars(noted).clear)


def in_worker(function: Any) -> Any:
    """Call a function in the thread that has the synchronous code of event loops."""
    return private.worker().submit(function).result(10)


def state(of: Any) -> Any:
    """Return what this thread has, as it is now."""
    return {name: [*value] for name, value in vars(of).items()}


@pytest.mark.django_db
def test_the_thread_of_synchronous_code_knows_of_the_tests_transaction(
    notes: Any,
) -> None:
    in_worker(lambda: setattr(notes, "states", ["its own"]))
    with shared_connections():
        assert in_worker(lambda: state(notes)) == {"states": ["of the main thread"]}
        # It is one list, so that the one thread hears what the other has written.
        in_worker(lambda: notes.states.append("written"))
        assert notes.states == ["of the main thread", "written"]
    assert in_worker(lambda: state(notes)) == {"states": ["its own"]}
    with pytest.raises(LookupError), shared_connections():
        raise LookupError
    assert in_worker(lambda: state(notes)) == {"states": ["its own"]}


@pytest.mark.django_db(transaction=True)
def test_where_nothing_is_rolled_back_each_thread_has_its_own(notes: Any) -> None:
    with shared_connections():
        assert in_worker(lambda: state(notes)) == {}


@pytest.mark.django_db
def test_where_no_such_package_is_loaded_none_is() -> None:
    with shared_connections():
        assert not {name for name, _ in _NOTES} & {*sys.modules}
