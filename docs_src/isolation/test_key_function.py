"""A cache that all tests share, because its keys have no prefix.

A test has a cache of its own by a prefix of the keys. If a `KEY_FUNCTION` leaves the
prefix out, restflow says so, with the name of the cache in `CACHES`.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *

def key(key, prefix, version):
    return key

CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "pages": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "pages",
        "KEY_FUNCTION": key,
    },
}
"""
TESTS = """
import pytest
from django.core.cache import caches
from django.test import override_settings
from restflow.test import AsyncAPISimpleTestCase

LOCAL = "django.core.cache.backends.locmem.LocMemCache"
RATES = {"BACKEND": LOCAL, "KEY_FUNCTION": "keys.key"}

@pytest.mark.asyncio
@pytest.mark.parametrize("before", [None, "Mug"])
async def test_shared(before):
    assert await caches["pages"].aget("name") == before
    await caches["pages"].aset("name", "Mug")

@pytest.mark.asyncio
@pytest.mark.parametrize("before", [None, None])
async def test_own(before):
    assert await caches["default"].aget("name") == before
    await caches["default"].aset("name", "Mug")

@override_settings(CACHES={"default": {"BACKEND": LOCAL}, "rates": RATES})
class RateTests(AsyncAPISimpleTestCase):
    async def test_rates(self): ...
"""


def test_a_warning_names_the_cache(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(keys=SETTINGS, test_keys=TESTS)

    result = pytester.runpytest_subprocess("--ds=keys", "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=5, warnings=2)
    lines = [line for line in result.outlines if "Tests share" in line]
    told = [line.partition("UserWarning: ")[2] for line in lines]
    assert told[0].startswith("Tests share the cache 'pages'")  # [!]
    assert told[1].startswith("Tests share the cache 'rates'")  # [!]
    print(*told, sep="\n")
