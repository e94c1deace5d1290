"""A record of a test: written, checked, accepted.

A test with the mark `documented` has a record: what its requests sent and what came
back. A check fails if the API now does something else, and shows the difference.
"""

import json

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
from django.http import JsonResponse
from django.urls import path

def mug(request):
    return JsonResponse({"name": "Mug", "price": "9.50"})

urlpatterns = [path("mug/", mug)]
"""
TEST = """
import pytest

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_mug(client):
    assert client.get("/mug/").status_code == 200

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_head(client):
    assert client.head("/mug/").content == b""
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq", "-rN"]


def test_a_change_is_told_and_accepted(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_shop=TEST)
    pytester.runpytest_subprocess(*RUN, "--restflow-record")  # [!]

    record = json.loads((pytester.path / "test_shop.json").read_text())
    assert [*record["tests"]] == ["test_mug", "test_head"]
    (exchange,) = record["tests"]["test_mug"]["exchanges"]
    assert exchange["response"]["body"] == '{"name": "Mug", "price": "9.50"}'

    pytester.makepyfile(shop=SHOP.replace('"9.50"', "9.5"))
    checked = pytester.runpytest_subprocess(*RUN, "--restflow-record=check")  # [!]
    assert checked.ret == pytest.ExitCode.TESTS_FAILED

    pytester.runpytest_subprocess(*RUN, "--restflow-record")  # [!]
    again = pytester.runpytest_subprocess(*RUN, "--restflow-record=check")
    assert again.ret == pytest.ExitCode.OK
    capsys.readouterr()
    print(*checked.outlines, sep="\n")
