"""An address to listen on that is none.

`--liveserver` names a host, or a host and a port. Anything else is refused, and the
message says what to write.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
import httpx2

def test_health(live_asgi_server):
    assert httpx2.get(live_asgi_server + "/api/health/").status_code == 200
"""
RUN = ["--ds=project.settings", "--tb=short"]


@pytest.fixture(autouse=True)
def shop(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_shop=TEST)


@pytest.mark.parametrize("named", ["localhost:http", ":8081", "localhost:80801"])
def test_what_is_refused(
    named: str, pytester: pytest.Pytester, capsys: pytest.CaptureFixture[str]
) -> None:
    result = pytester.runpytest_subprocess(*RUN, f"--liveserver={named}")

    capsys.readouterr()
    result.assert_outcomes(errors=1)
    told = [line for line in result.outlines if line.startswith("E ")]
    assert f"is {named!r}. It has to be a host, or a host and a port" in told[-1]  # [!]
    print(told[-1].partition(": ")[2])
