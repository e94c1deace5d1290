"""Run the fuzz: `python -m tests.caching.fuzz --seconds 600 --cache memcached`."""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import time
from collections import Counter
from contextlib import ExitStack
from tempfile import TemporaryDirectory
from uuid import uuid4

from tests.caching.fuzz.floors import GROUPS, ROWS, Floors, version
from tests.caching.fuzz.worker import work
from tests.caching.matrix import DATABASES, SERVERS

# It needs several connections at a time.
FUZZED = ("postgresql", "mariadb")
CACHES = (*SERVERS, "database", "file")
KINDS = ("write", "write", "read", "read", "tasks")


def prepare(floors: Floors) -> None:
    """Make the tables and the rows."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from tests.caching.fuzz.models import VIEW, Mark, Row, Tie

    # First: each write tells the cache.
    call_command("createcachetable", database="cache")
    with connection.schema_editor() as editor:
        for model in (Mark, Row, Tie):
            editor.create_model(model)
        editor.execute(VIEW.format(group=connection.ops.quote_name("group")))
    for pk in ROWS:
        row = Row.objects.create(pk=pk, group=pk % len(GROUPS), version=version())
        floors.returned(pk, row.version, row.group)
    connection.close()


def run(seconds: float, mutant: str, seed: int) -> Counter[str]:
    """Run all processes, and return what they have counted."""
    context = multiprocessing.get_context("spawn")
    floors, results = Floors(context), context.Queue()
    prepare(floors)
    processes = [
        context.Process(
            target=work, args=(kind, mutant, floors, seed + one, seconds, results)
        )
        for one, kind in enumerate(KINDS)
    ]
    for process in processes:
        process.start()
    counted = Counter[str]()
    for _ in processes:
        found = results.get(timeout=seconds + 60)
        if isinstance(found, str):
            for process in processes:
                process.terminate()
            raise RuntimeError(found)  # noqa: TRY004  (of another process)
        counted.update(found)
    for process in processes:
        process.join()
    return counted


def main() -> None:
    """Run it on a database and on a server that are made for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--cache", choices=CACHES, default="redis")
    parser.add_argument("--database", choices=FUZZED, default="postgresql")
    parser.add_argument("--mutant", default="none")
    parser.add_argument("--seed", type=int, default=time.time_ns() % 10**6)
    arguments = parser.parse_args()
    name = f"restflow_fuzz_{uuid4().hex[:8]}"
    _, own_database = DATABASES[arguments.database]
    with ExitStack() as stack:
        stack.enter_context(own_database(name))
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "tests.caching.fuzz.settings",
            "FUZZ_CACHE": arguments.cache,
            "FUZZ_DATABASE": arguments.database,
            "FUZZ_DIRECTORY": stack.enter_context(TemporaryDirectory()),
            "FUZZ_NAME": name,
        }
        if arguments.cache in SERVERS:
            server = stack.enter_context(SERVERS[arguments.cache]())
            os.environ["FUZZ_PORT"] = str(server.port)
        counted = run(arguments.seconds, arguments.mutant, arguments.seed)
    print(json.dumps({"seed": arguments.seed, "stale": 0, **counted}))  # noqa: T201


if __name__ == "__main__":
    main()
