"""A process that calls a cached function from several threads at the same time."""

from __future__ import annotations

import json
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

THREADS = 13
TTL = 30


def main(made: str) -> None:
    """Call, and print how often it was computed here.

    Args:
        made: The project's settings, as JSON.
    """
    import django
    from django.conf import settings
    from django.db import connections

    of_project = json.loads(made)
    settings.configure(INSTALLED_APPS=["restflow.caching"], **of_project)
    django.setup()
    from restflow.caching import cache_result

    computed: list[int] = []

    def compute() -> int:
        computed.append(1)
        time.sleep(0.3)
        return 7

    # A function of a script, or within another one, is each process's own.
    compute.__module__, compute.__qualname__ = "calling", "compute"
    number = cache_result(ttl=TTL, tags=["numbers"])(compute)
    print("ready", flush=True)  # noqa: T201
    sys.stdin.readline()
    barrier = threading.Barrier(THREADS)

    def call(_: int) -> int:
        for alias in of_project.get("DATABASES", ()):
            connections[alias].ensure_connection()
        barrier.wait()
        try:
            return number()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(THREADS) as pool:
        assert set(pool.map(call, range(THREADS))) == {7}
    print(len(computed), flush=True)  # noqa: T201


if __name__ == "__main__":
    main(*sys.argv[1:])
