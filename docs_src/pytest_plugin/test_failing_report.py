"""What a failing test reports.

The report shows the last requests of the test's clients, what came back, and a curl
command that sends each request again. A test that passes shows none of this.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest

@pytest.mark.asyncio
async def test_new_product(async_api_client):
    response = await async_api_client.post("/api/echo/", {"name": "Mug"})
    assert response.status_code == 201

@pytest.mark.asyncio
async def test_health(async_api_client):
    response = await async_api_client.get("/api/health/")
    assert response.status_code == 200
"""


def test_the_report_shows_the_exchange(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:randomly", "--tb=short", "-qq", "-rN"
    )

    capsys.readouterr()
    report = str(result.stdout)
    assert "HTTP exchange 1: POST http://testserver/api/echo/" in report
    assert "curl --request POST http://testserver/api/echo/" in report
    assert "/api/health/" not in report
    print(report)
