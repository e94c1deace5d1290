"""The traceback in the report of a failing request.

A view raises. The traceback begins at the line of the test and ends at the line of the
view. Between them stands Django's code; restflow leaves its own out.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.urls import path

def prices(request):
    raise ValueError("The price list is empty.")

urlpatterns = [path("prices/", prices)]
pytestmark = pytest.mark.urls(__name__)

def test_prices(client):
    client.get("/prices/")

@pytest.mark.asyncio
async def test_async(async_client):
    await async_client.get("/prices/")

@pytest.mark.asyncio
async def test_async_api(async_api_client):
    await async_api_client.get("/prices/")
"""
RUN = ["--ds=project.settings", "-qq", "-rN", "--tb=short", "--show-capture=no"]


@pytest.mark.parametrize("name", ["test_prices", "test_async", "test_async_api"])
def test_the_traceback(
    name: str,
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    result = pytester.runpytest_subprocess(*RUN, f"test_shop.py::{name}")

    capsys.readouterr()
    steps = [line for line in result.outlines if ": in " in line]
    assert not any("restflow/test/" in step for step in steps)  # [!]
    first, *_, last = steps
    assert first.endswith(f": in {name}")
    assert last.endswith(": in prices")
    print(first, "…", last, sep="\n")
