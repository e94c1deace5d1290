"""Run other packages beside restflow, and see what users of both meet.

    python -m tests.neighbours

Each runs with restflow's plugin and without it, in the environments that `make
neighbours` has made. What caches has a Redis of its own. It fails if the outcomes are
others than in the tables, which the site shows; `--write` writes these. What can't be
run here is said to be not run; with `CI=true`, nothing may be missing.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import difflib
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.neighbours.packages import NEIGHBOURS
from tests.neighbours.runs import POSTGRESQL, PYTHON, SIDES, SQLITE, run
from tests.neighbours.tables import TABLES, Found, table
from tests.neighbours.tools import TOOLS
from tests.neighbours.tools import run as run_tool
from tests.neighbours.tools import table as table_of_tools
from tests.support.services import OwnRedis, all_needed, without_postgresql

HERE = Path(__file__).parent
# Each is one process, and its Redis has little to do.
AT_ONCE = 2
VERSIONS = """
import sys
from importlib.metadata import version
print(*map(version, sys.argv[1:]))
"""
# Those of requirements.txt and constraints.txt, the same with every interpreter.
PINNED = ("django-cacheops", "django-cachalot", "django-redis", "django-valkey")


def versions(packages: Sequence[str], python: Path = PYTHON) -> dict[str, str]:
    """Return the versions of packages that are installed for the runs."""
    done = subprocess.run(  # noqa: S603  (our own command)
        [str(python), "-c", VERSIONS, *packages],
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(zip(packages, done.stdout.split(), strict=True))


def run_all(databases: list[str]) -> dict[str, Found]:
    """Run each row on each database, with and without the plugin."""
    runs = [(row, side, on) for row in NEIGHBOURS for on in databases for side in SIDES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        outcomes = list(pool.map(run, *zip(*runs, strict=True)))
    came = dict(zip(runs, outcomes, strict=True))
    return {
        row: {on: {side: came[row, side, on] for side in SIDES} for on in databases}
        for row in NEIGHBOURS
    }


def tools() -> str:
    """Run the other packages, and return their table."""
    runs = [(file, side) for file in TOOLS for side in SIDES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        came = dict(
            zip(runs, pool.map(run_tool, *zip(*runs, strict=True)), strict=True)
        )
    named: dict[str, str] = {}
    for tool in TOOLS.values():
        named |= versions([*tool.packages.values()], tool.python)
    return table_of_tools(came, named)


def without_environments() -> str:
    """Say which environment is missing, if one is."""
    missing = {tool.environment for tool in TOOLS.values() if not tool.python.exists()}
    return f"no {', '.join(missing)} (Python 3.12 or newer)" if missing else ""


def difference(name: str, found: str, *, write: bool) -> list[str]:
    """Return where a table is not as it was recorded, after writing it if wanted."""
    place = HERE / f"{name}.md"
    if write:
        place.write_text(found, encoding="utf-8")
    recorded = place.read_text(encoding="utf-8") if place.exists() else ""
    return [
        *difflib.unified_diff(
            recorded.splitlines(), found.splitlines(), "recorded", "now", lineterm=""
        )
    ]


def main(arguments: list[str] | None = None) -> int:
    """Run them, and compare the tables or write them."""
    summary, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--write", action="store_true", help="write the tables")
    write = parser.parse_args(arguments).write
    needed = (OwnRedis.missing(), without_postgresql(), without_environments())
    missing = [line for line in needed if line]
    for line in missing:
        print(f"not run: {line}")
    if missing and (all_needed() or write):
        print("Nothing may be missing in CI, nor when the tables are written.")
        return 1
    found: dict[str, str] = {}
    if not OwnRedis.missing():
        on = [SQLITE] if without_postgresql() else [SQLITE, POSTGRESQL]
        came, named = run_all(on), versions(PINNED)
        found |= {name: table(columns, came, named) for name, columns in TABLES.items()}
    if not (without_postgresql() or without_environments()):
        found["beside"] = tools()
    wrong = 0
    for name, now in found.items():
        lines = difference(name, now, write=write)
        print(f"\n{name}\n\n{now}", *lines, sep="\n")
        wrong += bool(lines)
    print(f"{wrong} of {len(found)} tables other than recorded")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
