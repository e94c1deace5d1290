"""A request that is never awaited fails its test.

If the test never looks at the result of a call without `await`, nothing can raise at
that line. The test fails at its end, and the error names the line. If the test fails
because of it, the line is a note of the error.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest

@pytest.mark.asyncio
async def test_the_product_is_deleted(async_api_client):
    async_api_client.delete("/api/products/1/")

@pytest.mark.asyncio
async def test_a_name_is_new(async_api_client):
    async_api_client.patch("/api/products/1/", {"name": "Cup"})
    assert "Cup" == "Mug"
"""


def test_the_dropped_request_is_named(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_products=TEST)

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-qq", "-rN", "--tb=short", "-p", "no:randomly"
    )

    capsys.readouterr()
    report = str(result.stdout)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "`AsyncAPIClient.delete` in test_products.py:5" in report  # [!]
    assert "`AsyncAPIClient.patch` in test_products.py:9" in report  # [!]
    print(report)
