"""Schemathesis against the sample project, through the live server.

`make fuzz` runs it: Schemathesis is in an environment of its own, because its plugin
would slow every start of pytest down.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from rest_framework.authtoken.models import Token

from restflow.test import LiveASGIServer

HERE = Path(__file__).parent
SCHEMATHESIS = HERE.parent.parent / ".cache" / "fuzz" / "bin" / "schemathesis"
SECONDS = os.environ.get("FUZZ_SECONDS", "15")


def nobody() -> list[str]:
    return []


def alice() -> list[str]:
    token = Token.objects.create(user=User.objects.get(username="alice"))
    return ["--header", f"Authorization:Token {token.key}"]


@pytest.mark.parametrize("who", [nobody, alice])
def test_schemathesis_finds_nothing(
    live_asgi_server: LiveASGIServer, who: Callable[[], list[str]], tmp_path: Path
) -> None:
    call_command("seed", verbosity=0)
    run = subprocess.run(  # noqa: S603  (our own command)
        [
            SCHEMATHESIS,
            f"--config-file={HERE / 'schemathesis.toml'}",
            "run",
            f"{live_asgi_server}/api/schema/",
            f"--max-time={SECONDS}",
            "--no-color",
            *who(),
        ],
        cwd=tmp_path,
        check=False,
    )
    assert run.returncode == 0, "Schemathesis has found something; see above."
