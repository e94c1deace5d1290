"""Compare the tools for asynchronous tests that touch the database.

    python -m tests.comparison

Each tool runs the same tests, on each database and on the oldest and the newest Django
that this machine has, in a process of its own, in a project that is made for it. What
happened is shown as tables and written into record.json, from which the site has its
tables.
`--check` compares it with the record instead, and fails if anything differs.

The newest Django is found where `make matrix` has installed it. What can't be run here
is said to be not run; in CI, PostgreSQL has to be there.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from tests.comparison.cells import Cell, CellError, Environment, cells, environments
from tools.site.comparison import (
    DATABASES,
    NOT_RUN,
    TOOLS,
    Outcomes,
    load,
    save,
    tables,
)

# A cell waits for its database for most of its time.
AT_ONCE = 3


def run(chosen: list[Cell]) -> Outcomes:
    """Run cells, and return what happened."""
    outcomes: Outcomes = {}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for cell, found in zip(chosen, pool.map(Cell.run, chosen), strict=True):
            series = outcomes.setdefault(cell.environment.series, {})
            series.setdefault(cell.database, {})[cell.tool] = found
    return outcomes


def differences(recorded: Outcomes, happened: Outcomes) -> Iterator[str]:
    """Yield a line for each outcome that is not what was recorded."""
    for series, databases in happened.items():
        for database, tools in databases.items():
            for tool, found in tools.items():
                known = recorded.get(series, {}).get(database, {}).get(tool, {})
                for name in {**known, **found}:
                    before, now = known.get(name, NOT_RUN), found.get(name, NOT_RUN)
                    if before != now:
                        place = f"{tool}, {DATABASES[database]}, Django {series}"
                        yield f"{place}: {name}: recorded {before}, happened {now}"


def merged(recorded: Outcomes, happened: Outcomes) -> Outcomes:
    """Return a record in which what happened now takes the place of older things."""
    return {
        series: {**recorded.get(series, {}), **happened.get(series, {})}
        for series in {**recorded, **happened}
    }


def not_run(recorded: Outcomes, found: list[Environment]) -> Iterator[str]:
    """Yield a line for each part of the table that this machine can't run."""
    for series in sorted({*recorded} - {environment.series for environment in found}):
        yield f"{NOT_RUN}: Django {series}, which `make matrix` installs"
    for environment in found:
        if not environment.has_postgresql:
            yield f"{NOT_RUN}: PostgreSQL with Django {environment.series}"


def main(arguments: list[str] | None = None) -> int:
    """Run what can be run, and write or check the record."""
    summary, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--check", action="store_true", help="compare with the record")
    check = parser.parse_args(arguments).check
    recorded, found = load(), environments()
    missing = list(not_run(recorded, found))
    print(*missing, sep="\n")
    if os.environ.get("CI") == "true" and any("PostgreSQL" in line for line in missing):
        print("In CI there has to be a PostgreSQL server, and psycopg.")
        return 1
    chosen = cells(found)
    try:
        happened = run(chosen)
    except CellError as error:
        print(error)
        return 1
    print(tables(happened))
    if not check:
        save(merged(recorded, happened), happened)
        return 0
    wrong = list(differences(recorded, happened))
    print(*wrong, sep="\n")
    print(f"{len(chosen)} cells of {len(TOOLS)} tools, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
