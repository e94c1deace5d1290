"""What a request costs with each client: `python -m tests.benchmarks.bench_client`.

Every client sends the same request to the same view, in rounds that take turns, so that
what else the machine does falls on all of them alike. Rounds are summed up by their
median. Nothing is asserted: ratios are to be compared within one run.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import statistics
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest import mock

from tests.benchmarks.project import DEFAULT_MIDDLEWARE  # isort: skip  (it configures)

import adrf
import adrf.test
import asgiref
import django
import httpx2
import rest_framework
from asgiref.sync import SyncToAsync, sync_to_async
from django.core.asgi import get_asgi_application
from django.test import AsyncClient, AsyncRequestFactory, override_settings
from django.urls import resolve
from rest_framework.test import APIClient

from restflow.test import AsyncAPIClient

BASE = "AsyncClient (Django)"
SYNCHRONOUS = "APIClient (DRF), sync view"
VIEWS = {
    "a plain async view": ("/plain/async/", "/plain/sync/"),
    "a DRF async view (adrf)": ("/drf/async/", "/drf/sync/"),
    "a plain sync view": ("/plain/sync/", "/plain/sync/"),
}
CHAINS = {"no middleware": [], "the default middleware": DEFAULT_MIDDLEWARE}


@dataclass
class Contender:
    """A way to make a request; `send` makes one, `asend` one to be awaited."""

    name: str
    send: Callable[[], Any] | None = None
    asend: Callable[[], Awaitable[Any]] | None = None
    rounds: list[float] = field(default_factory=list[float])
    hops: int = 0

    async def _arepeat(self, times: int) -> float:
        assert self.asend is not None
        start = time.perf_counter()
        for _ in range(times):
            await self.asend()
        return time.perf_counter() - start

    def _repeat(self, times: int) -> float:
        assert self.send is not None
        start = time.perf_counter()
        for _ in range(times):
            self.send()
        return time.perf_counter() - start

    def run(self, runner: asyncio.Runner, times: int) -> float:
        """Return what one request took, in microseconds."""
        if self.asend is not None:
            return runner.run(self._arepeat(times)) / times * 1e6
        return self._repeat(times) / times * 1e6

    @property
    def median(self) -> float:
        return statistics.median(self.rounds)

    @property
    def best(self) -> float:
        return min(self.rounds)


def raw(path: str) -> Callable[[], Awaitable[Any]]:
    """Call the ASGI application with nothing around it."""
    application = get_asgi_application()
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"host", b"testserver")],
        "server": ("testserver", 80),
    }

    async def send(message: Any) -> None:
        pass

    async def call() -> None:
        first = [{"type": "http.request", "body": b"", "more_body": False}]

        async def receive() -> Any:
            if first:
                return first.pop()
            # As a server does until the client is gone.
            return await asyncio.Future[Any]()

        await application({**scope}, receive, send)

    return call


def through_httpx(path: str) -> Callable[[], Awaitable[Any]]:
    application: Any = get_asgi_application()
    transport = httpx2.ASGITransport(app=application)
    client = httpx2.AsyncClient(transport=transport, base_url="http://testserver")
    return lambda: client.get(path)


def through_factory(path: str) -> Contender:
    factory, view = AsyncRequestFactory(), resolve(path).func

    async def asend() -> Any:
        return await view(factory.get(path))

    name = "AsyncRequestFactory + view"
    if path == "/plain/sync/":
        return Contender(name, send=lambda: view(factory.get(path)))
    return Contender(name, asend=asend)


def contenders(path: str, sync_path: str) -> list[Contender]:
    """List the ways to request a path; the second is the same view, synchronous."""
    ours, django_, theirs = AsyncAPIClient(), AsyncClient(), adrf.test.AsyncAPIClient()
    drf = APIClient()
    found = [
        Contender("AsyncAPIClient (restflow)", asend=lambda: ours.get(path)),
        Contender(BASE, asend=lambda: django_.get(path)),
        Contender("AsyncAPIClient (adrf)", asend=lambda: theirs.get(path)),
        Contender(SYNCHRONOUS, send=lambda: drf.get(sync_path)),
        Contender("httpx2.ASGITransport", asend=through_httpx(path)),
        Contender("the bare ASGI handler", asend=raw(path)),
        through_factory(path),
    ]
    if path != sync_path:
        same = Contender("APIClient (DRF), same view", send=lambda: drf.get(path))
        found.insert(4, same)
    return found


@contextmanager
def counted_hops() -> Iterator[list[None]]:
    """Count the times that code is handed to a thread."""
    hops: list[None] = []
    original = SyncToAsync.__call__

    async def counting(self: Any, *args: Any, **kwargs: Any) -> Any:
        hops.append(None)
        return await original(self, *args, **kwargs)

    with mock.patch.object(SyncToAsync, "__call__", counting):
        yield hops


def measure(found: list[Contender], rounds: int, times: int) -> None:
    with asyncio.Runner() as runner:
        for contender in found:
            contender.run(runner, times)
            with counted_hops() as hops:
                contender.run(runner, 1)
            contender.hops = len(hops)
        gc.collect()
        for _ in range(rounds):
            for contender in found:
                contender.rounds.append(contender.run(runner, times))


def report(title: str, found: list[Contender], hop: float) -> None:
    base = next(contender for contender in found if contender.name == BASE)
    print(f"\n{title}")  # noqa: T201
    print(f"  {'':28}{'median':>8}{'best':>8}{'hops':>6}{'faster':>9}{'at best':>9}")  # noqa: T201
    for contender in found:
        print(  # noqa: T201
            f"  {contender.name:28}{contender.median:8.0f}{contender.best:8.0f}"
            f"{contender.hops:6}{base.median / contender.median:8.2f}x"
            f"{base.best / contender.best:8.2f}x"
        )

    synchronous = next(one for one in found if one.name == SYNCHRONOUS)
    print(  # noqa: T201
        f"  ours is {found[0].best / synchronous.best:.2f} times {SYNCHRONOUS}, at best"
    )
    ours, view = found[0], found[-1]
    own = ours.hops - view.hops
    rest = max(ours.best - view.best - own * hop, 0)
    print(  # noqa: T201
        f"  ours at best: {view.best:.0f} for the request and view, {own * hop:.0f} "
        f"or more for {own} hops, {rest:.0f} or less for the client and the handler"
    )


def measure_hop(times: int) -> float:
    """Return what handing an empty function to a thread costs, in microseconds."""
    nothing = sync_to_async(lambda: None)
    with asyncio.Runner() as runner:
        contender = Contender("a hop", asend=nothing)
        return min(contender.run(runner, times) for _ in range(20))


def measure_new_client(kind: type[AsyncClient], times: int) -> float:
    """Return what a client's first request costs more than its second one."""
    kept = kind()
    once = Contender("", asend=lambda: kind().get("/plain/async/"))
    again = Contender("", asend=lambda: kept.get("/plain/async/"))
    with asyncio.Runner() as runner:
        for _ in range(20):
            once.rounds.append(once.run(runner, times))
            again.rounds.append(again.run(runner, times))
    return min(once.rounds) - min(again.rounds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--times", type=int, default=40, help="requests in a round")
    arguments = parser.parse_args()
    versions = [
        f"Python {sys.version.split()[0]}",
        *(
            f"{module.__name__} {module.__version__}"
            for module in (django, rest_framework, asgiref, httpx2)
        ),
    ]
    print(", ".join(versions))  # noqa: T201
    hop = measure_hop(1000)
    print(f"an empty hop: {hop:.0f} µs; times are µs per request")  # noqa: T201
    for chain, middleware in CHAINS.items():
        with override_settings(MIDDLEWARE=middleware):
            for view, paths in VIEWS.items():
                found = contenders(*paths)
                measure(found, arguments.rounds, arguments.times)
                report(f"{view}, {chain}", found, hop)
            for kind in (AsyncAPIClient, AsyncClient):
                cost = measure_new_client(kind, arguments.times)
                print(f"  a new {kind.__module__} costs {cost:.0f} µs more")  # noqa: T201


if __name__ == "__main__":
    main()
