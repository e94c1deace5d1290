"""A test that anyio runs on trio.

Where trio is installed, anyio runs a marked test on asyncio and on trio. Django works
on asyncio only. The error says so, and how to leave trio out.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import anyio
import pytest

@pytest.mark.anyio
async def test_health(async_api_client):
    response = await async_api_client.get("/api/health/")
    assert response.status_code == 200

@pytest.mark.anyio
async def test_in_a_group(async_api_client):
    async with anyio.create_task_group() as group:
        group.start_soon(async_api_client.get, "/api/health/")
"""
ASYNCIO = """
import pytest

@pytest.fixture
def anyio_backend():
    return "asyncio"
"""
RUN = ["--ds=project.settings", "--tb=short", "-p", "no:randomly"]


def test_trio_is_left_out(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)
    result = pytester.runpytest_subprocess(*RUN)

    result.assert_outcomes(passed=2, failed=2)
    told = [line for line in result.outlines if line.startswith("Django needs")]
    assert "this test ran on trio, in test_shop.py:6." in told[0]  # [!]
    assert "this test ran on trio. Have the fixture" in told[1]

    pytester.makeconftest(ASYNCIO)
    again = pytester.runpytest_subprocess(*RUN)
    again.assert_outcomes(passed=2)  # [!]
    capsys.readouterr()
    print(*told, sep="\n")
