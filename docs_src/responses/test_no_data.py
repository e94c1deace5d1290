"""Why a response has no `data`.

It is a stream, or there is no parser for its type, or it can't be parsed. When the
`AttributeError` ends a test, restflow adds which of them it is.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

async def stream(request):
    return StreamingHttpResponse([])

async def text(request):
    return HttpResponse("name", content_type="text/csv")

async def broken(request):
    return HttpResponse("{", content_type="application/json")

urlpatterns = [path("0/", stream), path("1/", text), path("2/", broken)]

@pytest.mark.urls(__name__)
@pytest.mark.asyncio
@pytest.mark.parametrize("number", range(3))
async def test_data(async_api_client, number):
    response = await async_api_client.get(f"/{number}/")
    assert response.data == []
"""


def test_the_notes(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_data=TESTS)

    result = pytester.runpytest_subprocess(
        "--ds=project.settings", "--tb=short", "-rN", "-p", "no:randomly"
    )

    capsys.readouterr()
    told = [line for line in result.outlines if "has no `data`, because" in line]
    assert "it is a stream" in told[0]  # [!]
    assert "there is no parser for 'text/csv'" in told[1]  # [!]
    assert "could not be parsed as 'application/json'" in told[2]  # [!]
    print(*told, sep="\n")
