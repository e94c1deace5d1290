"""Run the fuzz: `python -m tests.caching.fuzz --seconds 600`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections import Counter
from uuid import uuid4

os.environ.setdefault("FUZZ_DATABASE", f"restflow_fuzz_{uuid4().hex[:8]}")
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.caching.fuzz.settings"

import psycopg
from psycopg import sql

from tests.caching.fuzz.floors import GROUPS, ROWS, Floors, version
from tests.caching.fuzz.settings import POSTGRESQL, REDIS
from tests.caching.fuzz.worker import work


def administer(statement: str) -> None:
    """Create or drop the database."""
    name = sql.Identifier(os.environ["FUZZ_DATABASE"])
    with psycopg.connect(**POSTGRESQL, autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(sql.SQL(statement).format(name))


def prepare(floors: Floors) -> None:
    """Make the table and its rows."""
    import django

    django.setup()
    from django.db import connection

    from tests.caching.fuzz.models import Row

    with connection.schema_editor() as editor:
        editor.create_model(Row)
    for pk in ROWS:
        row = Row.objects.create(pk=pk, group=pk % len(GROUPS), version=version())
        floors.returned(pk, row.version, row.group)
    connection.close()


def clean_up() -> None:
    """Drop the database, and remove what is in Redis."""
    from redis import Redis

    administer("DROP DATABASE IF EXISTS {} WITH (FORCE)")
    with Redis.from_url(REDIS) as redis:
        for key in redis.scan_iter(f"{os.environ['FUZZ_DATABASE']}:*"):
            redis.delete(key)


def run(seconds: float, mutant: str, seed: int) -> Counter[str]:
    context = multiprocessing.get_context("spawn")
    floors, results = Floors(context), context.Queue()
    prepare(floors)
    # They need some time to set up.
    until = time.monotonic() + seconds + 1
    processes = [
        context.Process(
            target=work, args=(kind, mutant, floors, seed + one, until, results)
        )
        for one, kind in enumerate(["write", "write", "read", "read"])
    ]
    for process in processes:
        process.start()
    counted = Counter[str]()
    for _ in processes:
        found = results.get(timeout=seconds + 60)
        if found is None:
            for process in processes:
                process.terminate()
            raise RuntimeError("A process has failed.")
        counted.update(found)
    for process in processes:
        process.join()
    return counted


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--mutant", default="none")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    arguments = parser.parse_args()
    administer("CREATE DATABASE {}")
    try:
        counted = run(arguments.seconds, arguments.mutant, arguments.seed)
    finally:
        clean_up()
    print(json.dumps({"seed": arguments.seed, "stale": 0, **counted}))  # noqa: T201


if __name__ == "__main__":
    main()
