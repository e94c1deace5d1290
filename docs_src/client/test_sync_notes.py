"""What to write instead of what can't wait.

A synchronous client in a coroutine, or an assertion of Django's that reads the response
by itself. The error that ends the test has a note with the line, and what to write.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from pytest_django.asserts import assertContains
from rest_framework.test import APIClient

async def rows():
    yield "Mug"

def health(request):
    return HttpResponse("ok")

async def export(request):
    return StreamingHttpResponse(rows())

urlpatterns = [path("export/", export), path("health/", health)]
pytestmark = [pytest.mark.urls(__name__), pytest.mark.asyncio]

async def test_login(client, admin_user):
    client.force_login(admin_user)

async def test_an_asynchronous_view():
    await APIClient().get("/export/")

async def test_a_synchronous_view():
    await APIClient().get("/health/")

async def test_assertion(async_client):
    assertContains(await async_client.get("/export/"), "Mug")
"""
NOTES = [
    "Write `await AsyncAPIClient().aforce_login(…)`.",
    "Write `await AsyncAPIClient().get(…)`.",
    "Write `await AsyncAPIClient().get(…)`.",
    'Write `content = b"".join([chunk async for chunk in response.streaming_content])`',
]


def test_the_notes(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_export=TESTS)

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "-p", "no:randomly", "--tb=short", "-rN"
    )

    capsys.readouterr()
    result.assert_outcomes(failed=4)
    told = [line[1:].strip() for line in result.outlines if "Write `" in line]
    for line, note in zip(told, NOTES, strict=True):
        assert line.startswith(note)  # [!]
    print(*told, sep="\n")
