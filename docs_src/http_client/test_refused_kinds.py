"""Every reason why a test does not run against an address.

A mark or a fixture that needs the process of the test, a test case of Django, and a
client of Django that the test makes by itself.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.test import SimpleTestCase
from restflow.test import AsyncAPIClient

pytestmark = pytest.mark.live_target

@pytest.mark.django_db
def test_mark():
    assert True

@pytest.mark.urls("project.urls")
def test_urls():
    assert True

def test_fixture(client):
    assert client

def test_later(request):
    request.getfixturevalue("async_api_client")

class CaseTests(SimpleTestCase):
    def test_case(self):
        assert True

@pytest.mark.asyncio
async def test_client():
    await AsyncAPIClient().get("/api/health/")
"""
REASONS = [
    "it has the mark `django_db`",
    "it has the mark `urls`",
    "it is in a test case of Django",
    "it sent GET http://testserver/api/health/ to the one in this process",
    "it uses the fixture `async_api_client`",
    "it uses the fixture `client`",
]


def test_each_is_refused(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TESTS)

    target = "--restflow-target=https://shop.example.com"
    result = pytester.runpytest_subprocess("--ds=project.settings", target, "-rN")

    capsys.readouterr()
    told = [line for line in result.outlines if "is refused, because" in line]
    reasons = sorted(line.partition("because ")[2] for line in told)
    assert reasons == [f"{reason}." for reason in REASONS]  # [!]
    print(*reasons, sep="\n")
