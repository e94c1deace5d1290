"""Threads and processes that miss the same entry at the same time.

One of them computes, and the others wait for what it returns. Where `stale` allows it,
they do not wait, and get the old result.
"""

import sys
import time
from subprocess import DEVNULL, Popen

import pytest
from django.conf import settings

pytest_plugins = ["pytester"]

REPORT = """
import os, sys, time
from concurrent.futures import ThreadPoolExecutor
import django
from django.conf import settings

backend = "django.core.cache.backends.filebased.FileBasedCache"
settings.CACHES = {"default": {"BACKEND": backend, "LOCATION": "cache"}}
django.setup()
from restflow.caching import cache_result

@cache_result(ttl=float(sys.argv[1]), stale=60)
def report():
    print("computing", flush=True)
    time.sleep(float(sys.argv[2]))
    return f"computed by {os.getpid()}"

with ThreadPoolExecutor(2) as threads:
    found = [threads.submit(report) for _ in range(2)]
    print(*{one.result() for one in found})
"""


@pytest.fixture(autouse=True)
def module(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(settings.BASE_DIR), prepend=":")
    pytester.makepyfile(report=REPORT)


def start(pytester: pytest.Pytester, ttl: float, seconds: float) -> Popen[str]:
    command = [sys.executable, "-c", "import report", str(ttl), str(seconds)]
    process: Popen[str] = pytester.popen(command, stdin=DEVNULL, text=True)
    return process


def test_one_of_them_computes(pytester: pytest.Pytester) -> None:
    workers = [start(pytester, ttl=60, seconds=1) for _ in range(3)]
    told = [worker.communicate()[0].splitlines() for worker in workers]

    assert sorted(map(len, told)) == [1, 1, 2]  # [!]
    assert len({lines[-1] for lines in told}) == 1  # [!]


def test_the_others_get_what_is_stale(pytester: pytest.Pytester) -> None:
    first, _ = start(pytester, ttl=0.1, seconds=0).communicate()
    time.sleep(0.2)

    with start(pytester, ttl=0.1, seconds=60) as slow:
        assert slow.stdout is not None
        assert slow.stdout.readline() == "computing\n"
        other, _ = start(pytester, ttl=0.1, seconds=60).communicate()
        slow.kill()
    assert first == f"computing\n{other}"  # [!]
