"""An application that does not start, behind a live server.

Each test that needs the server ends in an error, which says what the application has
raised. In its log, a server by itself might only mention it.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SETTINGS = """
from project.settings import *
ASGI_APPLICATION = "shop.application"
"""
SHOP = """
async def application(scope, receive, send):
    await receive()
    raise KeyError("SHOP_URL")
"""
TESTS = """
import httpx2

def test_first(live_asgi_server):
    httpx2.get(live_asgi_server + "/api/health/")

def test_second(live_asgi_server):
    httpx2.get(live_asgi_server + "/api/health/")

def test_without_a_server():
    assert True
"""


def test_each_test_is_told(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", f"{settings.BASE_DIR}:{pytester.path}", ":")
    pytester.makepyfile(served=SETTINGS, shop=SHOP, test_shop=TESTS)

    result = pytester.runpytest_subprocess("--ds=served", "--tb=short")

    capsys.readouterr()
    result.assert_outcomes(errors=2, passed=1)  # [!]
    raised = [line for line in result.outlines if line.startswith("E  ")]
    assert raised == ["E   KeyError: 'SHOP_URL'"] * 2  # [!]
    print(*raised, sep="\n")
