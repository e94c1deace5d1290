"""Run tests and examples on every interpreter found, on Django 5.2 and the newest.

It needs nothing but the standard library: it makes a virtual environment for each
combination, below .cache/matrix. What passed is noted in .cache/runs, where the site
finds it. `--corners` runs the oldest and the newest combination, and not all tests.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENTS = ROOT / ".cache" / "matrix"
MINORS = (11, 12, 13, 14)
# The oldest that is supported, and the newest that the interpreter can have.
OLDEST_DJANGO, NEWEST = "5.2", "newest"
# The site is built on one combination; and what takes long hangs on the machine, not on
# versions.
NOT_RUN = (
    "gates",
    "browser",
    "page",
    "comparison",
    "caching/test_fuzz.py",
    "caching/test_matrix.py",
    "server/test_hanging.py",
    "server/test_interrupt.py",
    "server/test_load.py",
    "server/test_many.py",
    "server/test_stray.py",
    "server/test_targets.py",
    "client/test_rounds.py",
)
# These start pytest themselves, hundreds of times; so do examples, and those run.
NOT_IN_CORNERS = (
    "access/test_access_databases.py",
    "cases/test_django_runner.py",
    "database/test_isolation.py",
    "pytest_plugin/test_outside.py",
    "server/test_address.py",
    "server/test_frozen.py",
    "server/test_live_databases.py",
    "server/test_runner.py",
    "guide/test_everywhere.py",
)
# How long a run of pytest may take, in seconds; ten minutes where two share two cores.
_PATIENCE = 1800
# Django 6 needs Python 3.12.
FIRST_MINOR_OF_NEWEST = 12


@dataclass(frozen=True)
class Combination:
    """An interpreter and the dependencies to run on."""

    python: Path
    minor: int
    django: str

    @property
    def name(self) -> str:
        """A name for people and for a directory."""
        return f"python3.{self.minor}-django{self.django}"

    @property
    def interpreter(self) -> Path:
        """The Python of its own virtual environment."""
        return ENVIRONMENTS / self.name / "bin" / "python"

    @property
    def constraints(self) -> Path:
        """The versions to install."""
        oldest = self.django == OLDEST_DJANGO and self.minor == min(MINORS)
        return ROOT / ("constraints-oldest.txt" if oldest else "constraints.txt")


def interpreters() -> dict[int, Path]:
    """Return an interpreter for each minor version that this machine has."""
    found: dict[int, Path] = {}
    for minor in MINORS:
        for candidate in _candidates(minor):
            if _works(candidate, minor):
                found[minor] = candidate
                break
    return found


def _candidates(minor: int) -> Iterator[Path]:
    name = f"python3.{minor}"
    for directory in os.get_exec_path():
        yield Path(directory, name)
    # pyenv hides what is not activated.
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/3.{minor}.*/bin/{name}"), reverse=True)


def _works(python: Path, minor: int) -> bool:
    check = (
        f"import sys, venv, ensurepip; sys.exit(sys.version_info[:2] != (3, {minor}))"
    )
    if not python.exists():
        return False
    return (
        subprocess.run(
            [python, "-c", check], capture_output=True, check=False
        ).returncode
        == 0
    )


def combinations() -> list[Combination]:
    """Return the combinations, the oldest first."""
    return [
        Combination(python, minor, django)
        for minor, python in interpreters().items()
        for django in (OLDEST_DJANGO, NEWEST)
        if django == OLDEST_DJANGO or minor >= FIRST_MINOR_OF_NEWEST
    ]


def passes(combination: Combination, left_out: Sequence[str]) -> bool:
    """Install a combination, and tell whether the library's tests and examples pass."""
    ignored = [f"--ignore=tests/{name}" for name in left_out]
    return (
        _install(combination)
        # Nor does what a server does.
        and _pytest_passes(
            combination, "-n2", "-k", "not (postgresql or mariadb)", *ignored, "tests"
        )
        # For their records, these run in one process.
        and _pytest_passes(combination, "docs_src", "-p", "tools.records.recording")
    )


def _pytest_passes(combination: Combination, *args: str) -> bool:
    # One that hangs says where it is, before it is ended.
    options = ["-q", "-o", f"faulthandler_timeout={_PATIENCE / 8}"]
    try:
        ran = subprocess.run(
            [combination.interpreter, "-m", "pytest", *options, *args],
            cwd=ROOT,
            check=False,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_PATIENCE,
        )
        said, passed = ran.stdout, ran.returncode == 0
    except subprocess.TimeoutExpired as error:
        said, passed = error.stdout or b"", False
    text = said.decode(errors="replace")
    print(f"\n== {combination.name}: {' '.join(args)}\n{text}", flush=True)
    return passed


def run(chosen: list[Combination], left_out: Sequence[str]) -> dict[str, bool]:
    """Run combinations, two at once, as tests often wait; and tell which passed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        passed = pool.map(passes, chosen, repeat(left_out))
        return {c.name: p for c, p in zip(chosen, passed, strict=True)}


def _install(combination: Combination) -> bool:
    python = combination.interpreter
    if not python.exists():
        subprocess.run(
            [combination.python, "-m", "venv", python.parent.parent], check=True
        )
    pip: list[str | Path] = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
    ]
    constraints = combination.constraints.read_text()
    if (
        combination.django == OLDEST_DJANGO
        and combination.minor >= FIRST_MINOR_OF_NEWEST
    ):
        constraints = _with_django(constraints)
    wanted = ENVIRONMENTS / combination.name / "constraints.txt"
    if wanted.exists() and wanted.read_text() == constraints:
        return True
    pending = wanted.with_suffix(".new")
    pending.write_text(constraints)
    return (
        _succeeds([*pip, "--upgrade", "pip>=25.1"])
        and _succeeds(
            [
                *pip,
                "--constraint",
                pending,
                "--editable",
                ".[http,live,pytest,schema]",
                "--group",
                "test",
            ]
        )
        and bool(pending.replace(wanted))
    )


def _with_django(constraints: str) -> str:
    """Return constraints in which every interpreter has the oldest Django."""
    lines = [
        line.partition(" ;")[0] if line.startswith(f"django=={OLDEST_DJANGO}") else line
        for line in constraints.splitlines()
        if not line.startswith("django==")
        or line.startswith(f"django=={OLDEST_DJANGO}")
    ]
    return "\n".join(lines) + "\n"


def _succeeds(command: list[str | Path]) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def main() -> int:
    """Run the combinations, and say which passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corners", action="store_true", help="oldest and newest only")
    parser.add_argument("--install", action="store_true", help="and run nothing")
    options = parser.parse_args()
    chosen = combinations()
    if options.corners:
        chosen = [chosen[0], *chosen[-1:]] if len(chosen) > 1 else chosen
    missing = [f"3.{minor}" for minor in MINORS if minor not in interpreters()]
    if missing:
        print(f"Not on this machine, so not run: Python {', '.join(missing)}")
    if options.install:
        return 0 if all(map(_install, chosen)) else 1
    left_out = (*NOT_RUN, *(NOT_IN_CORNERS if options.corners else ()))
    results = run(chosen, left_out)
    print()
    for name, passed in results.items():
        print(f"{'passed' if passed else 'FAILED'}  {name}")
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
