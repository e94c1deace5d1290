"""Where a live server listens: pytest-django's option, and attributes of a class."""

from __future__ import annotations

import re
import socket
import sys
from pathlib import Path

import pytest

from restflow._pytest.address import listening
from tests.server.inner import environment, pytest_command
from tests.support import forked

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Elsewhere, 127.0.0.2 is no address of the machine."
)
VARIABLE = "DJANGO_LIVE_TEST_SERVER_ADDRESS"


def free_ports() -> tuple[int, int]:
    with socket.create_server(("", 0)) as one, socket.create_server(("", 0)) as other:
        return one.getsockname()[1], other.getsockname()[1]


def run(directory: Path, *options: str, url: str = "", **more: str) -> str:
    command = pytest_command(directory, "inner_address", "-p", "no:randomly", *options)
    done = forked.run(
        command,
        cwd=directory,
        env=environment("memory", "memory", LIVE_SERVER_URL=url, **more),
        timeout=300,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    ("server", "host", "by_option"),
    [
        ("uvicorn", "0.0.0.0", True),  # noqa: S104  (that is what this is about)
        ("granian", "0.0.0.0", True),  # noqa: S104
        ("hypercorn", "127.0.0.1", False),
        ("daphne", "localhost", True),
    ],
)
def test_the_live_server_listens_where_pytest_django_was_told_to(
    tmp_path: Path, server: str, host: str, by_option: bool
) -> None:
    port, other = free_ports()
    where = f"{host}:{port}"
    options = [f"--liveserver={where}"] if by_option else []
    # The option wins.
    variable = "localhost:1" if by_option else where
    more = {VARIABLE: variable, "LIVE_SERVER": server, "LIVE_SERVER_PORT": str(other)}
    output = run(tmp_path, *options, url=f"http://{where}", **more)
    assert "3 passed" in output, output


@pytest.mark.parametrize("named", ["localhost:http", ":8081", "localhost:80801"])
def test_an_address_that_is_none_is_refused(
    pytestconfig: pytest.Config, monkeypatch: pytest.MonkeyPatch, named: str
) -> None:
    monkeypatch.setattr(pytestconfig.option, "liveserver", named)
    told = re.escape(f"--liveserver (or {VARIABLE}) is {named!r}. It has to be a host")
    with pytest.raises(pytest.UsageError, match=told):
        listening(pytestconfig)
