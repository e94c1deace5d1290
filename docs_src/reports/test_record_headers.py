"""Which headers of a response a record keeps.

Kept are those that say what came back. `Cache-Control` and `ETag` are kept where the
response has a `Cache-Status` too, which says what a cache did with it.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import pytest
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.cache import cache_control
from restflow.caching import cache_response

@cache_control(max_age=60)
def plain(request):
    return HttpResponse("Mug", headers={"Server-Timing": "db;dur=5"})

@cache_response(ttl=60)
def cached(request):
    return HttpResponse("Mug", headers={"Server-Timing": "db;dur=5"})

urlpatterns = [path("plain/", plain), path("cached/", cached)]

@pytest.mark.documented
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("name", ["plain", "cached"])
def test_mug(name, client):
    response = client.get(f"/{name}/")
    assert "Cache-Control" in response.headers
"""


def test_what_is_kept(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)
    pytester.runpytest_subprocess("--ds=project.settings", "--restflow-record")

    capsys.readouterr()
    record = json.loads((pytester.path / "test_shop.json").read_text())
    plain, cached = (
        record["tests"][f"test_mug[{name}]"]["exchanges"][0]["response"]["headers"]
        for name in ("plain", "cached")
    )
    assert [*plain] == ["Content-Type"]  # [!]
    assert {"Cache-Control", "Cache-Status", "ETag"} < cached.keys()  # [!]
    print(*map(": ".join, cached.items()), sep="\n")
