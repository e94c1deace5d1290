"""A failing test shows what the server raised.

To the client, an exception in a view is a response with status 500. The report of the
test also has the traceback, from the first line of your code on.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import httpx2
import pytest
from django.urls import path

def price(request):
    raise LookupError("nobody knows the price")

urlpatterns = [path("price/", price)]

@pytest.mark.urls(__name__)
def test_price(live_asgi_server):
    response = httpx2.get(live_asgi_server + "/price/")
    assert response.status_code == 200
"""


def test_the_report_of_a_failure(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_price=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-q")

    capsys.readouterr()
    result.assert_outcomes(failed=1)
    told = [line[1:].strip() for line in result.outlines if line.startswith("E  ")]
    start = told.index("The live server raised this for GET /price/:")  # [!]
    print("\n".join(line for line in told[start:] if not line.startswith("File")))
