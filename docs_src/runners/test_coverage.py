"""Coverage of asynchronous code, in one process and in several.

coverage.py follows coroutines and threads by itself. With `--concurrency=greenlet` it
misses threads, and with `--parallel` the tests run in processes that it does not count.
"""

import sys

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

VIEWS = """from asgiref.sync import sync_to_async
from django.http import JsonResponse
from django.urls import path

def in_a_thread():
    return "counted"

async def prices(request):
    return JsonResponse({"thread": await sync_to_async(in_a_thread)()})

urlpatterns = [path("prices/", prices)]
"""
TESTS = """
from django.test import override_settings
from restflow.test import AsyncAPISimpleTestCase

@override_settings(ROOT_URLCONF="prices")
class PriceTests(AsyncAPISimpleTestCase):
    async def test_prices(self):
        await self.client.get("/prices/")

class OtherTests(PriceTests): pass
"""
SEVERAL = """
[run]
parallel = true
concurrency = multiprocessing,thread
"""
TEST = "-m django test --settings=project.settings test_prices"


@pytest.mark.parametrize(
    ("config", "command", "total"),
    [
        ("", TEST, "100%"),  # [!]
        ("", f"--concurrency=greenlet {TEST}", "88%"),
        ("", f"{TEST} --parallel=2", "No data to report."),
        (SEVERAL, f"{TEST} --parallel=2", "100%"),  # [!]
    ],
    ids=["one process", "greenlet", "not counted", "counted"],
)
def test_what_is_counted(
    config: str,
    command: str,
    total: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(prices=VIEWS, test_prices=TESTS)
    pytester.path.joinpath(".coveragerc").write_text(config)
    coverage = sys.executable, "-m", "coverage"
    for step in (f"run {command}", "combine", "report --include=prices.py"):
        result = pytester.run(*coverage, *step.split())
    capsys.readouterr()
    assert result.outlines[-1].endswith(total)  # [!]
