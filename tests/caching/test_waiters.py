"""Those who wait for somebody else's computation, and what they do if nothing comes."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from restflow.caching import cache_response, cache_result
from restflow.caching._flights import _own

MANY = 8


@pytest.fixture(autouse=True)
def _nothing_is_left(own_cache: None) -> Iterator[None]:
    del own_cache
    yield
    assert not _own.get()


def test_when_the_first_thread_fails_one_of_the_others_computes_for_all() -> None:
    computed: list[int] = []
    go = threading.Event()

    @cache_result(ttl=60)
    def number() -> int:
        computed.append(1)
        if len(computed) == 1:
            go.wait(5)
            raise LookupError
        # Long enough for all others to be done, if they did not wait.
        time.sleep(0.2)
        return 7

    with ThreadPoolExecutor(MANY + 1) as pool:
        first = pool.submit(number)
        while not computed:
            time.sleep(0.001)
        others = [pool.submit(number) for _ in range(MANY)]
        time.sleep(0.1)
        go.set()
        with pytest.raises(LookupError):
            first.result(5)
        assert [other.result(5) for other in others] == [7] * MANY
    assert len(computed) == 2


async def test_when_the_first_task_is_cancelled_one_of_the_others_computes() -> None:
    computed: list[int] = []

    @cache_result(ttl=60)
    async def number() -> int:
        computed.append(1)
        await asyncio.sleep(30 if len(computed) == 1 else 0.05)
        return 7

    first = asyncio.create_task(number())
    while not computed:  # noqa: ASYNC110
        await asyncio.sleep(0.001)
    others = [asyncio.create_task(number()) for _ in range(MANY)]
    await asyncio.sleep(0.05)
    first.cancel()
    found = await asyncio.wait_for(asyncio.gather(*others), 5)
    assert found == [7] * MANY
    assert len(computed) == 2


def test_each_fails_for_itself_if_all_of_them_fail() -> None:
    computed: list[int] = []
    barrier = threading.Barrier(MANY)

    @cache_result(ttl=60)
    def number() -> int:
        computed.append(1)
        time.sleep(0.01)
        raise LookupError

    def call(_: int) -> str:
        barrier.wait()
        try:
            return str(number())
        except LookupError:
            return "failed"

    with ThreadPoolExecutor(MANY) as pool:
        assert list(pool.map(call, range(MANY))) == ["failed"] * MANY
    assert len(computed) == MANY


def test_nobody_queues_for_what_is_of_no_use_to_others() -> None:
    computed: list[int] = []
    go, together = threading.Event(), threading.Barrier(MANY)

    @cache_response(ttl=60)
    def view(_request: HttpRequest) -> HttpResponse:
        computed.append(1)
        if len(computed) == 1:
            go.wait(5)
        else:
            # Broken if they come one after another.
            together.wait(5)
        response = HttpResponse("one's own")
        response.set_cookie("name", "value")
        return response

    def call() -> HttpResponse:
        return view(RequestFactory().get("/"))

    with ThreadPoolExecutor(MANY + 1) as pool:
        first = pool.submit(call)
        while not computed:
            time.sleep(0.001)
        others = [pool.submit(call) for _ in range(MANY)]
        time.sleep(0.1)
        go.set()
        for one in (first, *others):
            assert one.result(5).content == b"one's own"


def test_calls_of_many_threads_are_all_counted() -> None:
    times = 200

    @cache_result(ttl=60)
    def number() -> int:
        return 7

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(MANY) as pool:
            list(pool.map(lambda _: number(), range(MANY * times)))
    finally:
        sys.setswitchinterval(usual)
    assert sum(number.cache_info()) == MANY * times


FORKING = """
import os
from django.conf import settings
settings.configure()
from restflow.caching._flights import claim
flight, leads = claim(("key", ()))
assert leads
assert claim(("key", ())) == (flight, False)
pid = os.fork()
if not pid:
    # The one who computes it is not in this process.
    os._exit(0 if claim(("key", ()))[1] else 1)
assert os.waitpid(pid, 0)[1] == 0
"""


def test_nobody_waits_for_another_thread_of_the_process_that_was_forked() -> None:
    done = subprocess.run(  # noqa: S603  (our own command)
        [sys.executable, "-c", FORKING],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
