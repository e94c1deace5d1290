"""A test connects to a host that it does not name.

The view handles a service that is down, so a test that forgets to replace the service
passes. With `--restflow-refuse-outside` it fails, and names the host and the line.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
from urllib.request import urlopen

import pytest
from django.http import HttpRequest, JsonResponse
from django.urls import path

# No machine has this address.
RATES = "http://255.255.255.255/rates/"

def rate(request: HttpRequest) -> JsonResponse:
    try:
        urlopen(RATES).close()
    except Exception:
        return JsonResponse({"rate": 1.0})
    return JsonResponse({"rate": 0.92})

urlpatterns = [path("rate/", rate)]

@pytest.mark.urls(__name__)
def test_rate(client):
    assert client.get("/rate/").json() == {"rate": 1.0}
"""

RUN = ["--ds=project.settings", "-p", "no:randomly", "--tb=short", "-qq", "-rN"]


@pytest.fixture(autouse=True)
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)


def test_the_trap(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = pytester.runpytest_subprocess(*RUN)

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.OK


def test_it_fails(
    pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = pytester.runpytest_subprocess(*RUN, "--restflow-refuse-outside")  # [!]

    capsys.readouterr()
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    told = [line for line in result.outlines if line.startswith("E ")]
    assert "connects to 255.255.255.255" in told[0]
    print(*told, sep="\n")
