"""Tests that must not reach a deployed system.

With an address as the target, tests without the mark are deselected. A marked test that
needs the process of the test, here for a row in the database, is refused before it has
sent anything.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.asyncio
async def test_delete_everything(async_http_client):
    await async_http_client.delete("/api/products/")

@pytest.mark.live_target
@pytest.mark.asyncio
async def test_price(db, async_http_client):
    await async_http_client.get("/api/products/1/")
"""


def test_nothing_is_sent(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    target = "--restflow-target=https://shop.example.com"  # [!]
    result = pytester.runpytest_subprocess(
        "--ds=project.settings", target, "-p", "no:randomly", "-qq", "-rN"
    )

    capsys.readouterr()
    report = str(result.stdout)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "1 test without the mark `live_target` deselected" in report
    assert "test_price is refused, because it uses the fixture `db`" in report  # [!]
    print(report)
