"""A cache of its own for each test.

The cache is not part of the transaction, so the next test finds what a test has stored.
restflow gives asynchronous tests a key prefix each, unless you switch that off.
"""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache

from restflow.test import AsyncAPISimpleTestCase

pytest_plugins = ["pytester"]


@pytest.mark.asyncio
@pytest.mark.parametrize("greeting", ["hello", "good morning"])
async def test_the_cache_is_empty(greeting: str) -> None:
    assert await cache.aget("greeting") is None

    await cache.aset("greeting", greeting)


@pytest.mark.parametrize(
    "options", ["-p no:restflow", "-o restflow_isolate_cache=false"]
)
def test_without_isolation(
    options: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_stock=Path(__file__).read_text())

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-k", "empty", *options.split()
    )

    capsys.readouterr()
    result.assert_outcomes(passed=1, failed=1, deselected=3)  # [!]


class SharedCacheTests(AsyncAPISimpleTestCase):
    isolate_cache = False  # [!]

    async def test_the_key_has_no_prefix(self) -> None:
        self.assertEqual(cache.make_key("greeting"), ":1:greeting")
