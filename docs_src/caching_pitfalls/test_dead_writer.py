"""A writer that is killed.

A process is killed between its commit and its hooks, so nobody invalidates what it has
written. In strict mode it has announced the write before.
"""

import sys
from collections.abc import Iterator

import pytest
from django.db import connections
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from products.models import Category
from restflow.caching import InvalidationRule, cache_result

pytest_plugins = ["pytester"]
FILES = "django.core.cache.backends.filebased.FileBasedCache"
CACHES = {"default": {"BACKEND": FILES, "LOCATION": "cache"}}
WRITER = f"""import django, os, sys, threading
from django.conf import settings
sys.path[:], settings.RESTFLOW_CACHING = {sys.path}, eval(sys.argv[1])
settings.DATABASES["default"]["NAME"], settings.CACHES = "shop", {CACHES}
django.setup()
from products.models import Category
from restflow.caching.testing import hold_at
with hold_at("committed") as writer:
    threading.Thread(target=lambda: Category.objects.update(name="Cups")).start()
    writer.wait()
    os._exit(9)
"""


@pytest.fixture
def shop(
    pytester: pytest.Pytester, django_db_blocker: DjangoDbBlocker
) -> Iterator[pytest.Pytester]:
    connections.settings["shop"] = connections.settings["default"] | {"NAME": "shop"}
    with django_db_blocker.unblock(), override_settings(CACHES=CACHES):
        with connections["shop"].schema_editor() as editor:
            editor.create_model(Category)
        Category.objects.using("shop").create(name="Mugs")
        yield pytester
        connections["shop"].close()
    del connections["shop"], connections.settings["shop"]


@cache_result(ttl=60, rules=[InvalidationRule(Category)])
def names() -> list[str]:
    return list(Category.objects.using("shop").values_list("name", flat=True))


@pytest.mark.parametrize(("mode", "seen"), [({}, "Mugs"), ({"STRICT": 60}, "Cups")])
def test_what_is_read(mode: dict[str, float], seen: str, shop: pytest.Pytester) -> None:
    assert names() == ["Mugs"]
    command = [sys.executable, "-c", WRITER, repr(mode)]
    with override_settings(RESTFLOW_CACHING=mode), shop.popen(command) as writer:
        assert writer.wait() == 9
        assert names() == [seen]  # [!]
