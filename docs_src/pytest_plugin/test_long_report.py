"""What the report of a failing test cuts.

It shows the last ten exchanges, 2,000 characters of a text, the size of a binary body,
and no curl command of more than 4,000 characters. JSON is indented, if it is JSON.
Letters such as é stay as they are.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest
from django.http import HttpResponse
from django.urls import path

async def photo(request):
    return HttpResponse(b"\\x89PNG\\r\\n", content_type="image/png")

async def text(request):
    return HttpResponse("-" * 2001)

urlpatterns = [path("photo/", photo), path("text/", text)]

@pytest.mark.urls(__name__)
@pytest.mark.asyncio
async def test_everything(async_api_client):
    for number in range(8):
        await async_api_client.head(f"/text/?page={number}")
    await async_api_client.get("/photo/")
    await async_api_client.post("/photo/", b"\\xff", content_type="image/png")
    await async_api_client.post("/photo/", {"text": "+" * 4000})
    await async_api_client.post("/text/", '{"size"', content_type="application/json")
    await async_api_client.post("/text/", {"name": "Café"})
    response = await async_api_client.get("/text/")
    assert response.status_code == 404
"""


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq", "-rN")

    capsys.readouterr()
    report = str(result.stdout)
    assert "4 earlier HTTP exchanges are not shown" in report  # [!]
    assert report.count("HTTP exchange ") == 10
    assert "page=3" not in report
    assert "<6 bytes of binary data>" in report  # [!]
    assert "echo /w== | base64 -d | curl" in report
    assert "-" * 2000 + "… (1 more characters)" in report  # [!]
    assert '\n{"size"\n' in report
    assert '\n{\n  "name": "Café"\n}\n' in report  # [!]
    assert "as_curl() has the curl command, of 4,1" in report  # [!]
