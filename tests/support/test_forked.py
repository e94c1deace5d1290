"""A run in a process that was forked is as in one that was started."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support import forked

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="Elsewhere, no process is forked."
)

# What it is asked to do comes last, so that it may end in any way.
TOLD = """
import atexit, json, os, sys, threading, warnings

atexit.register(print, "the end")
streams = sys.stdin, sys.stdout, sys.stderr
print(json.dumps({
    "argv": sys.argv,
    "orig_argv": sys.orig_argv,
    "warnoptions": sys.warnoptions,
    "filters": [str(of[:1] + of[2:3]) for of in warnings.filters],
    "path": [*map(os.path.abspath, sys.path)],
    "environment": {**os.environ},
    "directory": os.getcwd(),
    "input": sys.stdin.read(),
    "main": sys.modules["__main__"].__dict__ is globals(),
    "name": (__name__, __spec__.name),
    "files": sorted(os.listdir("/proc/self/fd")),
    "threads": [thread.name for thread in threading.enumerate()],
    "streams": [(of.encoding, of.errors, of.line_buffering) for of in streams],
}), flush=True)
print("an error", file=sys.stderr)
exec(sys.argv[1])
"""


class Runs:
    """The module in a directory, which is asked to do something in the end."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        (directory / "told.py").write_text(TOLD)

    def how(self, deed: str, *options: str, **more: str) -> dict[str, Any]:
        return {
            "args": [sys.executable, *options, "-m", "told", deed, "--option"],
            "cwd": self._directory,
            "env": {**os.environ, "PYTHONPATH": f".{os.pathsep}/nowhere", **more},
            "timeout": 30,
        }

    def started(self, deed: str, *options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: PLW1510  (our own command)
            **self.how(deed, *options), input="words", capture_output=True, text=True
        )

    def forked(
        self, deed: str, *options: str, **more: str
    ) -> subprocess.CompletedProcess[str]:
        how = self.how(deed, *options, **more)
        return forked.run(how.pop("args"), **how, answers="words")

    def said(self, deed: str, *options: str, **more: str) -> str:
        """Return what the deed has printed."""
        done = self.forked(deed, *options, **more)
        assert done.returncode == 0, done.stderr
        return "\n".join(done.stdout.splitlines()[1:-1])


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


@pytest.mark.parametrize("options", [[], ["-W", "error", "-W", "ignore::UserWarning"]])
@pytest.mark.parametrize(
    ("deed", "status"),
    [
        ("pass", 0),
        ("sys.exit(3)", 3),
        ("sys.exit('a reason')", 1),
        ("os._exit(4)", 4),
        ("os.kill(os.getpid(), 15)", -15),
        ("1 / 0", 1),
        # Python waits for it, and only then does what it was asked to do in the end.
        ("threading.Timer(0.1, print, ['later']).start()", 0),
    ],
)
def test_it_is_as_a_process_that_is_started(
    runs: Runs, deed: str, status: int, options: list[str]
) -> None:
    real, done = runs.started(deed, *options), runs.forked(deed, *options)
    assert (done.returncode, real.returncode) == (status, status)
    assert '"input": "words"' in done.stdout
    assert _seen(done.stdout) == _seen(real.stdout)
    # The frames of a traceback that lead to the module are others.
    assert done.stderr.splitlines()[:1] == real.stderr.splitlines()[:1]
    assert done.stderr.splitlines()[-1:] == real.stderr.splitlines()[-1:]


def _seen(said: str) -> list[Any]:
    return [json.loads(line) if line[0] == "{" else line for line in said.splitlines()]


def test_it_was_forked(runs: Runs) -> None:
    """Or all of the above would compare two processes that were started."""
    deed = "print('django' in sys.modules, os.getppid())"
    assert runs.said(deed) == runs.said(deed)
    assert runs.said(deed).startswith("True ")
    assert f"False {os.getpid()}" in runs.started(deed).stdout


def test_nothing_of_ours_is_imported_and_nothing_has_settings(runs: Runs) -> None:
    ours = "name.startswith(('restflow', 'rest_framework'))"
    assert runs.said(f"print([name for name in sys.modules if {ours}])") == "[]"
    settings = "from django.conf import settings; print(settings.configured)"
    assert runs.said(settings) == "False"


def test_a_run_leaves_nothing_to_the_next(runs: Runs) -> None:
    runs.said("sys.left = 1; os.environ['LEFT'] = '1'; os.chdir('/'); del sys.path[:]")
    look = "print(hasattr(sys, 'left'), os.environ.get('LEFT'), len(sys.path) > 3)"
    assert runs.said(look) == "False None True"


def test_what_is_by_chance_is_not_the_same_in_each(runs: Runs) -> None:
    deed = "import random, uuid; print(random.random(), uuid.uuid4())"
    (one, name), (two, other) = (runs.said(deed).split() for _ in range(2))
    assert one != two
    assert name != other


def test_one_that_takes_too_long_is_killed_and_the_next_one_runs(runs: Runs) -> None:
    how = runs.how("import time; time.sleep(60)")
    how["timeout"] = 0.5
    start = time.monotonic()
    with pytest.raises(subprocess.TimeoutExpired):
        forked.run(how.pop("args"), **how)
    assert time.monotonic() - start < 30
    assert runs.said("print('well')") == "well"


@pytest.mark.parametrize(
    ("options", "variables"),
    [
        (["-X", "dev"], {}),
        ([], {"PYTHONHASHSEED": "1"}),
        ([], {"PYTHONWARNINGS": "error"}),
        ([], {"TZ": "Asia/Tokyo"}),
    ],
)
def test_one_is_started_if_python_has_to_know_it_from_the_start(
    runs: Runs, options: list[str], variables: dict[str, str]
) -> None:
    said = runs.said("print(os.getppid())", *options, **variables)
    assert said == str(os.getpid())
