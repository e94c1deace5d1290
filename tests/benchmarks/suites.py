"""Suites that benchmarks run, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
INI = """
[pytest]
asyncio_mode = auto
asyncio_default_fixture_loop_scope = function
"""


def noted_by(
    suite: str, options: Sequence[str], environment: Mapping[str, str]
) -> dict[str, Any]:
    """Run a suite under pytest, and return what it has written down.

    Args:
        suite: Its module, which writes JSON to the file that BENCHMARK_NOTES names.
        options: Options of pytest.
        environment: Variables for the suite.
    """
    path = [str(ROOT), str(ROOT / "docs_src"), *sys.path]
    with tempfile.TemporaryDirectory() as directory:
        Path(directory, "pytest.ini").write_text(INI, encoding="utf-8")
        notes = Path(directory, "notes")
        done = subprocess.run(  # noqa: S603  (our own command)
            [
                *(sys.executable, "-m", "pytest", "-q", "-c", "pytest.ini"),
                *("-p", "no:randomly", "-p", "no:cacheprovider", "--noconftest"),
                *("--rootdir", directory, *options, "--pyargs", suite),
            ],
            cwd=directory,
            env={
                **os.environ,
                **environment,
                "BENCHMARK_NOTES": str(notes),
                "PYTHONPATH": os.pathsep.join(filter(None, path)),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{suite} failed:\n{done.stdout}")
        noted: dict[str, Any] = json.loads(notes.read_text(encoding="utf-8"))
    return noted
