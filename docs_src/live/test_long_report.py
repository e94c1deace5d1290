"""What a failing test reports of a live server.

The report has the last ten requests to the server, whichever client has sent them. It
says how many came before.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TEST = """
from urllib.request import urlopen

def test_pages(live_asgi_server):
    for page in range(12):
        urlopen(live_asgi_server + f"/api/health/?page={page}").close()
    assert page == 12
"""


def test_the_report(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_pages=TEST)

    result = pytester.runpytest_subprocess("--ds=project.settings", "-qq", "-rN")

    capsys.readouterr()
    titles = [line.strip("- ") for line in result.outlines if " exchange" in line]
    assert titles[0] == "2 earlier HTTP exchanges are not shown"  # [!]
    assert len(titles) == 11
    assert titles[-1].startswith("Live server, exchange 12: GET")
    print(*titles, sep="\n")
