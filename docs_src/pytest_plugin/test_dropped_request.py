"""A request that is dropped fails its test.

A call without `await` whose result nobody looks at leaves nothing that could raise. The
test that made it fails at its end, and is told the line.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest

@pytest.mark.asyncio
async def test_the_product_is_deleted(async_api_client):
    async_api_client.delete("/api/products/1/")
"""


def test_the_dropped_request_is_named(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_products=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq", "-rN")

    capsys.readouterr()
    report = str(result.stdout)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "`AsyncAPIClient.delete` in test_products.py:5" in report  # [!]
    print(report)
