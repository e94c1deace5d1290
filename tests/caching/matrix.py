"""Run the correctness cases of the cache on each backend.

    python -m tests.caching.matrix

Each backend runs all cases in a process of its own, in a project and on a cache server
that are made for it. How they ended is shown as a table and written into matrix.json,
from which the site has its table. `--check` compares it with the record instead, and
fails if anything differs.

A case is "ok" if no read that began after a write saw what was there before it. What
can't be run here is said to be not run; in CI, nothing may be missing.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import copy
import json
import os
import sys
import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from pathlib import Path
from typing import Any

from tests.support import forked, mariadb, services
from tools.site.caching_matrix import (
    BACKENDS,
    NOT_RUN,
    RECORD,
    Record,
    load,
    now,
    save,
    tables,
)

ROOT = Path(__file__).parents[2]
PATIENCE = 300
Missing = Callable[[], str]
Making = Callable[[str], AbstractContextManager[None]]
SERVERS: dict[str, type[services.OwnServer]] = {
    "redis": services.OwnRedis,
    "django-redis": services.OwnRedis,
    "memcached": services.OwnMemcached,
}
# What is missing of a database server, and how to make a database on it.
DATABASES: dict[str, tuple[Missing, Making]] = {
    "sqlite": (str, lambda _: nullcontext()),
    "postgresql": (services.without_postgresql, services.own_database),
    "mariadb": (mariadb.missing, mariadb.own_database),
}


class RunError(Exception):
    """The cases were not run to their end."""


def missing(backend: str) -> str:
    """Return why a backend can't be run here, if it can't."""
    cache, database = backend.split()
    of_cache = SERVERS[cache].missing() if cache in SERVERS else ""
    of_database, _ = DATABASES[database]
    return of_cache or of_database()


def run(backend: str, *options: str) -> dict[str, Any]:
    """Run all cases on a backend.

    Raises:
        RunError: They did not come to an end.
    """
    cache, database = backend.split()
    _, own_database = DATABASES[database]
    name = f"matrix_{uuid.uuid4().hex}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.caching.project.settings",
        "MATRIX_CACHE": cache,
        "MATRIX_DATABASE": database,
        "MATRIX_NAME": name,
    }
    with ExitStack() as stack:
        stack.enter_context(own_database(name))
        if cache in SERVERS:
            server = stack.enter_context(SERVERS[cache]())
            environment["MATRIX_PORT"] = str(server.port)
        directory = stack.enter_context(tempfile.TemporaryDirectory())
        environment["MATRIX_DIRECTORY"] = directory
        done = forked.run(
            [sys.executable, "-m", "tests.caching.project", *options],
            cwd=ROOT,
            env=environment,
            timeout=PATIENCE,
        )
    if done.returncode:
        raise RunError(f"{backend}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def differences(recorded: Record, happened: Record) -> Iterator[str]:
    """Yield a line for each outcome that is not what was recorded."""
    for name, found in happened["outcomes"].items():
        known = recorded["outcomes"].get(name, {})
        for case in {**known, **found}:
            before, now = known.get(case, NOT_RUN), found.get(case, NOT_RUN)
            if before != now:
                yield f"{name}: {case}: recorded {before}, happened {now}"


def main(arguments: list[str] | None = None) -> int:
    """Run what can be run, and write or check the record."""
    summary, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=summary, epilog=rest)
    parser.add_argument("--check", action="store_true", help="compare with the record")
    check = parser.parse_args(arguments).check
    empty: Record = {"cases": {}, "made_of": {}, "outcomes": {}}
    recorded = load() if RECORD.exists() else copy.deepcopy(empty)
    happened = copy.deepcopy(empty)
    for name in BACKENDS:
        if why := missing(name):
            print(f"{NOT_RUN}: {name}: {why}")
            if services.all_needed():
                return 1
            continue
        happened["cases"], happened["outcomes"][name] = sorted_out(run(name))
        happened["made_of"][name] = now()
    print(tables(happened))
    if not check:
        for part in ("made_of", "outcomes"):
            happened[part] = {**recorded[part], **happened[part]}
        save(happened)
        return 0
    wrong = list(differences(recorded, happened))
    print(*wrong, sep="\n")
    return 1 if wrong else 0


def sorted_out(found: dict[str, Any]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """Return the titles of cases by what they are about, and how the cases ended."""
    groups: dict[str, list[str]] = {}
    for title, (group, _) in found["outcomes"].items():
        groups.setdefault(group.partition(".")[0].partition(":")[0], []).append(title)
    return groups, {title: end for title, (_, end) in found["outcomes"].items()}


if __name__ == "__main__":
    sys.exit(main())
