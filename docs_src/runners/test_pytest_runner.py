"""pytest behind `manage.py test`.

`TEST_RUNNER` names a class with `run_tests`, which returns the number of failures. This
one runs the tests with pytest.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

RUNNER = """
import pytest

class PytestRunner:
    def __init__(self, verbosity=1, failfast=False, keepdb=False, **options):
        self.options = ["--quiet"] if verbosity == 0 else []
        self.options += ["--exitfirst"] if failfast else []
        self.options += ["--reuse-db"] if keepdb else []

    @classmethod
    def add_arguments(cls, parser):
        parser.add_argument("--keepdb", action="store_true")
        parser.add_argument("--failfast", action="store_true")

    def run_tests(self, test_labels, **kwargs):
        return int(pytest.main([*self.options, *test_labels]))
"""
SETTINGS = """
from project.settings import *

TEST_RUNNER = "runner.PytestRunner"
"""
TESTS = """
import pytest

@pytest.mark.asyncio
async def test_health(async_api_client):
    assert (await async_api_client.get("/api/health/")).status_code == {status}
"""


@pytest.mark.parametrize("status", [200, 404])
def test_the_command(
    status: int,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(
        runner=RUNNER, shop_settings=SETTINGS, test_shop=TESTS.format(status=status)
    )

    command = "-m django test --settings=shop_settings --failfast test_shop.py"
    result = pytester.run(sys.executable, *command.split())

    capsys.readouterr()
    outcome = {"passed": 1} if status == 200 else {"failed": 1}
    result.assert_outcomes(**outcome)  # [!]
    assert result.ret == (status != 200)
