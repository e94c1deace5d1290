"""Tests that must not reach a deployed system.

With an address as the target, tests without the mark are deselected. A marked test that
needs the process of the test, here for a row in the database, is refused before it has
sent anything. The end of the run counts what was deselected, also with pytest-xdist.
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
RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq", "-rN"]
RUN += ["--restflow-target=https://shop.example.com"]  # [!]


@pytest.fixture(autouse=True)
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)


def test_nothing_is_sent(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    report = str(result.stdout)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert "1 test without the mark `live_target` deselected" in report
    assert "test_price is refused, because it uses the fixture `db`" in report  # [!]
    print(report)


@pytest.mark.parametrize(("name", "said"), [("shop", "1 test"), ("price", "0 tests")])
def test_in_several_processes(
    name: str,
    said: str,
    pytester: pytest.Pytester,
    capsys: pytest.CaptureFixture[str],
) -> None:
    result = pytester.runpytest_subprocess(*RUN, "-n", "2", "-k", name)

    capsys.readouterr()
    assert f"{said} without the mark `live_target` deselected" in str(result.stdout)
