"""A request without `await`, under Django's runner.

restflow's test case classes need no plugin: the test that forgot the request fails when
it ends, and the error names the line.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
from restflow.test import AsyncAPISimpleTestCase

class ShopTests(AsyncAPISimpleTestCase):
    async def test_health(self):
        self.client.get("/api/health/")

    async def test_health_with_await(self):
        response = await self.client.get("/api/health/")
        self.assertEqual(response.status_code, 200)
"""


def test_the_command(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(test_shop=TESTS)

    command = "-m django test --settings=project.settings test_shop"  # [!]
    result = pytester.run(sys.executable, *command.split())

    capsys.readouterr()
    report = str(result.stderr)
    assert "FAILED (failures=1)" in report
    assert "`AsyncAPIClient.get` in test_shop.py:5" in report  # [!]
    error = report[report.index("restflow.test.ForgottenAwaitError") :]
    print(error.partition("\n\n")[0])
