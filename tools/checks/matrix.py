"""Run tests and examples on every interpreter found, on every series of Django.

It needs nothing but the standard library: it makes a virtual environment for each
combination, below .cache/matrix. What passed is noted in .cache/runs, where the site
finds it. `--corners` runs the oldest and the newest combination, and not all tests;
`--python` and `--django` choose one, as each job in CI does.
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
# The oldest series that is supported, those in between, and the newest of all.
OLDEST_DJANGO, BETWEEN, NEWEST = "5.2", ("6.0",), "newest"
DJANGOS = (OLDEST_DJANGO, *BETWEEN, NEWEST)
# The site is built on one combination; and what takes long hangs on the machine, not on
# versions.
NOT_RUN = (
    "gates",
    "browser",
    "page",
    "comparison",
    "docs_package/test_cards_projects.py",
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
FIRST_MINOR_OF_DJANGO_6 = 12


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
        return ROOT / (
            "constraints-oldest.txt" if self.is_oldest else "constraints.txt"
        )

    @property
    def is_oldest(self) -> bool:
        """Whether everything in it is the oldest that is supported."""
        return self.django == OLDEST_DJANGO and self.minor == min(MINORS)


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


def exists(minor: int, django: str) -> bool:
    """Tell whether an interpreter can have a Django."""
    return django == OLDEST_DJANGO or minor >= FIRST_MINOR_OF_DJANGO_6


def combinations() -> list[Combination]:
    """Return the combinations that this machine can run, the oldest first."""
    return [
        Combination(python, minor, django)
        for minor, python in interpreters().items()
        for django in DJANGOS
        if exists(minor, django)
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
    if combination.django != NEWEST and not combination.is_oldest:
        constraints = _with_django(constraints, combination.django)
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


def _with_django(constraints: str, series: str) -> str:
    """Return constraints in which every interpreter has one series of Django."""
    lines = constraints.splitlines()
    pinned = [line for line in lines if line.startswith(f"django=={series}.")]
    # One in between is pinned for no interpreter: it is the newest of its series.
    django, *_ = [*pinned, f"django=={series}.*"]
    others = [line for line in lines if not line.startswith("django==")]
    return "\n".join([*others, django.partition(" ;")[0]]) + "\n"


def _succeeds(command: list[str | Path]) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corners", action="store_true", help="oldest and newest only")
    parser.add_argument("--install", action="store_true", help="and run nothing")
    versions = [f"3.{minor}" for minor in MINORS]
    parser.add_argument("--python", choices=versions, help="this version only")
    parser.add_argument("--django", choices=DJANGOS, help="this series only")
    return parser.parse_args()


def _chosen(options: argparse.Namespace) -> list[Combination]:
    chosen = [
        combination
        for combination in combinations()
        if options.python in {None, f"3.{combination.minor}"}
        if options.django in {None, combination.django}
    ]
    if options.corners and len(chosen) > 1:
        return [chosen[0], chosen[-1]]
    return chosen


def main() -> int:
    """Run the combinations, and say which passed."""
    options = _options()
    chosen = _chosen(options)
    missing = [f"3.{minor}" for minor in MINORS if minor not in interpreters()]
    if missing:
        print(f"Not on this machine, so not run: Python {', '.join(missing)}")
    if not chosen:
        print("There is no such combination on this machine.")
        return 1
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
