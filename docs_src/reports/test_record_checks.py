"""What a check says of an exception, of a test without a record, of a damaged one.

A check looks at the tests that are documented, and at no others. A test that fails is
not compared. If a JSON file is no record, nothing is written over it.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

SHOP = """
from django.urls import path

def cup(request):
    raise ValueError("There is no cup.")

urlpatterns = [path("cup/", cup)]
"""
TEST = """
import pytest

@pytest.mark.documented
@pytest.mark.urls("shop")
def test_cup(client):
    with pytest.raises(ValueError):
        client.get("/cup/")

def test_that_is_not_documented(client):
    pass
"""
RUN = ["--ds=project.settings", "-p", "no:randomly", "-qq", "-rN", "--tb=short"]
RUN += ["--show-capture=no"]


def test_what_is_told(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(shop=SHOP, test_cup=TEST)
    pytester.runpytest_subprocess(*RUN, "--restflow-record")

    pytester.makepyfile(shop=SHOP.replace("no cup", "only a mug"))
    pytester.makepyfile(test_damaged=TEST, test_new=TEST)
    pytester.makepyfile(test_failed=TEST.replace("client.get", "pytest.fail"))
    damaged = pytester.makefile(".json", test_damaged="[]")

    checked = pytester.runpytest_subprocess(*RUN, "--restflow-record=check")  # [!]
    written = pytester.runpytest_subprocess(*RUN, "--restflow-record")  # [!]
    assert checked.ret == written.ret == pytest.ExitCode.TESTS_FAILED
    assert damaged.read_text() == "[]"
    capsys.readouterr()
    told = "\n".join([*checked.outlines, *written.outlines[-3:]])
    print(told.replace(f"{pytester.path}/", ""))
