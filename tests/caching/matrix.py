"""Run the correctness cases of the cache on each backend.

    python -m tests.caching.matrix

Each backend runs all cases in a process of its own, in a project that is made for it.
How they ended is shown as a table and written into matrix.json, from which the site has
its table. `--check` compares it with the record instead, and fails if anything differs.

A case is "ok" if no read that began after a write saw what was there before it. What
can't be run here is said to be not run; in CI, Redis and PostgreSQL have to be there.
"""

# A script talks to people.
# ruff: noqa: T201

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
RECORD = HERE / "matrix.json"
REDIS = os.environ.get("RESTFLOW_REDIS", "redis://127.0.0.1:6379/9")
PATIENCE = 120
NOT_RUN = "not run"


class Backend(NamedTuple):
    """A cache and a database."""

    cache: str
    database: str
    title: str


BACKENDS = {
    f"{one.cache} {one.database}": one
    for one in (
        Backend("locmem", "sqlite", "Local memory"),
        Backend("redis", "sqlite", "Redis"),
        Backend("database", "sqlite", "Database"),
        Backend("file", "sqlite", "Files"),
        Backend("redis", "postgresql", "Redis, with PostgreSQL"),
        Backend("database", "postgresql", "Database, with PostgreSQL"),
    )
}
# Titles of cases by what they are about, and outcomes by backend and title.
Record = dict[str, Any]


class RunError(Exception):
    """The cases were not run to their end."""


def missing(backend: Backend) -> str:
    """Return why a backend can't be run here, if it can't."""
    try:
        if backend.cache == "redis":
            import redis

            redis.Redis.from_url(REDIS, socket_connect_timeout=1).ping()
        if backend.database == "postgresql":
            server("SELECT 1")
    except Exception as error:  # noqa: BLE001
        return f"{backend.title}: {error}"
    return ""


def server(sql: str) -> None:
    """Have the PostgreSQL server execute a statement."""
    import psycopg

    with psycopg.connect(
        host=os.environ.get("PGHOST", "127.0.0.1"),
        user=os.environ.get("PGUSER", "root"),
        dbname="postgres",
        autocommit=True,
        connect_timeout=3,
    ) as connection:
        connection.execute(sql)


def run(backend: Backend, *options: str) -> dict[str, Any]:
    """Run all cases on a backend.

    Raises:
        RunError: They did not come to an end.
    """
    name = f"matrix_{uuid.uuid4().hex}"
    if backend.database == "postgresql":
        server(f"CREATE DATABASE {name}")
    try:
        with tempfile.TemporaryDirectory() as directory:
            environment = {
                **os.environ,
                "DJANGO_SETTINGS_MODULE": "tests.caching.project.settings",
                "MATRIX_CACHE": backend.cache,
                "MATRIX_DATABASE": backend.database,
                "MATRIX_DIRECTORY": directory,
                "MATRIX_NAME": name,
            }
            done = subprocess.run(  # noqa: S603  (our own command)
                [sys.executable, "-m", "tests.caching.project", *options],
                cwd=ROOT,
                env=environment,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
                check=False,
            )
    finally:
        if backend.database == "postgresql":
            server(f"DROP DATABASE {name} WITH (FORCE)")
    if done.returncode:
        raise RunError(f"{backend.title}:\n{done.stdout}{done.stderr}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def load() -> Record:
    """Return what was recorded."""
    record: Record = json.loads(RECORD.read_text(encoding="utf-8"))
    return record


def save(record: Record) -> None:
    """Write the record."""
    text = json.dumps(record, indent=1, ensure_ascii=False)
    RECORD.write_text(f"{text}\n", encoding="utf-8")


def tables(record: Record) -> str:
    """Return a table for each kind of case, in Markdown."""
    titles = [backend.title for backend in BACKENDS.values()]
    lines: list[str] = []
    for group, cases in record["cases"].items():
        lines += [f"### {group}", "", f"| Case | {' | '.join(titles)} |"]
        lines += [f"| --- |{' --- |' * len(titles)}"]
        for case in cases:
            cells = [_cell(record, name, case) for name in BACKENDS]
            lines.append(f"| {case} | {' | '.join(cells)} |")
        lines.append("")
    return "\n".join(lines)


def _cell(record: Record, name: str, case: str) -> str:
    found: str = record["outcomes"].get(name, {}).get(case, NOT_RUN)
    return found if found in {"ok", "-", NOT_RUN} else f"**{found}**"


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
    recorded = load() if RECORD.exists() else {"cases": {}, "outcomes": {}}
    happened: Record = {"cases": {}, "outcomes": {}}
    for name, backend in BACKENDS.items():
        if why := missing(backend):
            print(f"{NOT_RUN}: {why}")
            if os.environ.get("CI") == "true":
                return 1
            continue
        happened["cases"], happened["outcomes"][name] = sorted_out(run(backend))
    print(tables(happened))
    if not check:
        happened["outcomes"] = {**recorded["outcomes"], **happened["outcomes"]}
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
