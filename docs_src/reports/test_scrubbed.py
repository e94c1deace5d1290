"""A record that is the same in each run.

The response has a reference that is new each time. A rule in the configuration of
pytest names the field, and a run writes the same bytes as the one before.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
import secrets
from django.http import JsonResponse
from django.urls import path

def order(request):
    return JsonResponse({"reference": secrets.token_urlsafe(9), "total": "9.50"})

urlpatterns = [path("order/", order)]
"""
TEST = """
import pytest

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_order(client):
    assert client.get("/order/").json()["total"] == "9.50"
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "--restflow-record"]


def test_two_runs(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)
    record = pytester.path / "test_shop.json"

    def written(*rules: str) -> bytes:
        pytester.runpytest_subprocess(*RUN, *rules)
        capsys.readouterr()
        return record.read_bytes()

    assert written() != written()  # [!]

    rule = "--override-ini=restflow_scrub=reference"
    assert written(rule) == written(rule)  # [!]
    assert b'\\"reference\\": \\"<reference>\\"' in record.read_bytes()
