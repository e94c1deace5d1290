"""Hosts that a test may connect to.

The mark `allow_hosts` names them. This machine is allowed. Any other host is refused
before its name is looked up, also in asynchronous code. If the test goes on and fails,
its error has the refusal as a note.
"""

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

TESTS = """
import asyncio
import socket
from urllib.error import URLError
from urllib.parse import urlsplit
from urllib.request import urlopen
import pytest

# No machine has this address.
RATES = "http://255.255.255.255/rates/"

@pytest.mark.allow_hosts("255.255.255.255")
def test_a_host_that_is_named():
    socket.getaddrinfo("localhost", 80)
    with pytest.raises(URLError):
        urlopen(RATES)

@pytest.mark.asyncio
async def test_this_machine(live_asgi_server):
    port = urlsplit(live_asgi_server.url).port
    _, writer = await asyncio.open_connection("localhost", port)
    writer.close()

@pytest.mark.asyncio
async def test_another_host():
    await asyncio.open_connection("sandbox.example.com", 443)

def test_a_wrong_result():
    try:
        urlopen("http://sandbox.example.com/rates/")
    except Exception:
        rate = 1.0
    assert rate == 0.92
"""
RUN = ["--ds=project.settings", "--restflow-refuse-outside", "--tb=short"]


def test_only_other_hosts_are_refused(
    pytester: pytest.Pytester,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(test_rates=TESTS)
    result = pytester.runpytest_subprocess(*RUN, "-p", "no:randomly")

    capsys.readouterr()
    result.assert_outcomes(passed=2, failed=2)  # [!]
    told = [line.strip() for line in result.outlines if "connects to" in line]
    assert "connects to sandbox.example.com" in told[0]  # [!]
    assert "in test_rates.py:25" in told[0]
    assert "in test_rates.py:29" in str(result.stdout)
    print(told[0])
