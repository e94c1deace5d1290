"""What a hit and a save cost: `python -m tests.benchmarks.bench_caching`.

Those that are compared take turns, so that what else the machine does falls on all of
them alike. Nothing is asserted: ratios are to be compared within one run. Peers that
are not installed are left out.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import os
import statistics
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import django
from django.conf import settings

REDIS = os.environ.get("RESTFLOW_REDIS", "redis://127.0.0.1:6379/12")
CACHES: dict[str, dict[str, Any]] = {
    "locmem": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        # Nothing is to be dropped while it is measured.
        "OPTIONS": {"MAX_ENTRIES": 10**7},
    },
    "redis": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS,
        "KEY_PREFIX": f"bench-{os.getpid()}",
    },
}
VALUE = {"id": 1, "name": "A product", "tags": ["red", "green"]}
settings.configure(
    ALLOWED_HOSTS=["*"],
    CACHES={"default": CACHES["locmem"]},
    CACHEOPS_REDIS=REDIS,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "restflow.caching",
    ],
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": [],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "UNAUTHENTICATED_USER": None,
    },
    SECRET_KEY="benchmark",
    USE_TZ=True,
)
django.setup()

# They ask for the settings.
from django.contrib.auth.models import Group  # noqa: E402
from django.core.cache import cache  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.http import HttpRequest, HttpResponse, JsonResponse  # noqa: E402
from django.test import RequestFactory, override_settings  # noqa: E402
from django.views.decorators.cache import cache_page  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402

from restflow.caching import (  # noqa: E402
    InvalidationRule,
    cache_response,
    cache_result,
)


@dataclass
class Contender:
    """A call that hits; `call` makes one, `acall` one to be awaited.

    It is compared with its peer, or else with the first of the list.
    """

    name: str
    call: Callable[[], Any] | None = None
    acall: Callable[[], Awaitable[Any]] | None = None
    peer: str = ""
    rounds: list[float] = field(default_factory=list[float])

    def run(self, runner: asyncio.Runner, times: int) -> float:
        """Return what one call took, in microseconds."""
        if self.acall is not None:
            return runner.run(self._arepeat(self.acall, times)) / times * 1e6
        assert self.call is not None
        start = time.perf_counter()
        for _ in range(times):
            self.call()
        return (time.perf_counter() - start) / times * 1e6

    @staticmethod
    async def _arepeat(call: Callable[[], Awaitable[Any]], times: int) -> float:
        start = time.perf_counter()
        for _ in range(times):
            await call()
        return time.perf_counter() - start


# --- Functions ------------------------------------------------------------------------


@cache_result(ttl=600, rules=[InvalidationRule(Group)])
def of_model(pk: int) -> Any:  # noqa: ARG001  (it is in the key)
    return VALUE


@cache_result(ttl=600, rules=[InvalidationRule(Group, pk="pk")])
def of_row(pk: int) -> Any:  # noqa: ARG001
    return VALUE


@cache_result(ttl=600, rules=[InvalidationRule(Group)])
async def aof_model(pk: int) -> Any:  # noqa: ARG001
    return VALUE


def functions() -> list[Contender]:
    """List the ways to have a result from the cache."""
    # An entry and the tokens of its rule.
    of_model_too, of_row_too = ["one", "two"], ["one", "two", "three", "four"]
    cache.set_many({"one": VALUE, **dict.fromkeys(of_row_too[1:], "token")})
    found = [
        Contender("cache.get_many of 2 (Django)", lambda: cache.get_many(of_model_too)),
        Contender("cache.get_many of 4 (Django)", lambda: cache.get_many(of_row_too)),
        Contender("cache.get (Django)", lambda: cache.get("one")),
        Contender("cache_result, a model", lambda: of_model(1)),
        Contender(
            "cache_result, a row",
            lambda: of_row(1),
            peer="cache.get_many of 4 (Django)",
        ),
        Contender(
            "cache_result, a coroutine",
            acall=lambda: aof_model(1),
            peer="cache_result, a model",
        ),
        Contender("cache.aget_many of 2", acall=lambda: cache.aget_many(of_model_too)),
    ]
    cacheops = peer("cacheops")
    if cacheops is not None:
        theirs = cacheops.cached(timeout=600)(lambda pk: VALUE)  # noqa: ARG005
        found.append(Contender("cached (cacheops, Redis)", lambda: theirs(1)))
    return found


# --- Views ----------------------------------------------------------------------------

RULES = [InvalidationRule(Group)]


def plain(request: HttpRequest) -> JsonResponse:  # noqa: ARG001  (Django passes it)
    return JsonResponse(VALUE)


async def aplain(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    return JsonResponse(VALUE)


class Ours(APIView):
    @cache_response(ttl=600, rules=RULES)
    def get(self, request: Any) -> Response:  # noqa: ARG002
        return Response(VALUE)


class Bare(APIView):
    def get(self, request: Any) -> HttpResponse:  # noqa: ARG002
        return HttpResponse(b"{}")


def views() -> list[Contender]:
    """List the views that answer from the cache."""
    factory = RequestFactory()
    whole = cache_page(600)(plain)
    ours = cache_response(ttl=600, rules=RULES)(plain)
    aours = cache_response(ttl=600, rules=RULES)(aplain)
    drf: Any = Ours.as_view()
    # What the framework itself does before a view's method is called.
    bare: Any = Bare.as_view()
    found = [
        Contender("cache_page (Django)", lambda: whole(factory.get("/"))),
        Contender("cache_response, a function", lambda: ours(factory.get("/"))),
        Contender("cache_response, a coroutine", acall=lambda: aours(factory.get("/"))),
        Contender("cache_response, an APIView", lambda: drf(factory.get("/"))),
        Contender("an APIView, no cache, no work", lambda: bare(factory.get("/"))),
    ]
    extensions = peer("rest_framework_extensions.cache.decorators")
    if extensions is not None:

        class Theirs(APIView):
            @extensions.cache_response(600)  # type: ignore[untyped-decorator]
            def get(self, request: Any) -> Response:  # noqa: ARG002
                return Response(VALUE)

        theirs: Any = Theirs.as_view()
        call = Contender("APIView (drf-extensions)", lambda: theirs(factory.get("/")))
        with suppress(Exception):
            # It may not fit the Django REST framework that is installed.
            theirs(factory.get("/"))
            found.append(call)
    return found


def peer(name: str) -> Any:
    """Return a peer, if it is there."""
    try:
        return import_module(name)
    except Exception as error:  # noqa: BLE001  (it may not fit this Django)
        print(f"  {name} is left out: {error}")  # noqa: T201
        return None


# --- Measuring ------------------------------------------------------------------------


def measure(title: str, found: list[Contender], rounds: int, times: int) -> None:
    """Measure them in turns, and print what came of it, beside the first of them."""
    with asyncio.Runner() as runner:
        for contender in found:
            contender.run(runner, times)
        gc.collect()
        for _ in range(rounds):
            for contender in found:
                contender.rounds.append(contender.run(runner, times))
    named = {contender.name: contender for contender in found}
    print(f"\n{title}")  # noqa: T201
    print(f"  {'µs a hit':30}{'median':>8}{'best':>8}{'ratio':>8}{'more':>7}")  # noqa: T201
    for contender in found:
        peer = named[contender.peer] if contender.peer else found[0]
        median, least = statistics.median(contender.rounds), min(contender.rounds)
        ratio = median / statistics.median(peer.rounds)
        told = f"  ({contender.peer})" if contender.peer else ""
        print(  # noqa: T201
            f"  {contender.name:30}{median:8.1f}{least:8.1f}{ratio:7.2f}x"
            f"{least - min(peer.rounds):+7.1f}{told}"
        )


def fill(first: int, last: int) -> None:
    """Store entries, all with the tokens of one that was computed."""
    of_model(0)
    key: Any = of_model.restflow_call  # type: ignore[attr-defined]
    entry = cache.get(key((0,), {}).key)
    for start in range(first, last, 1000):
        cache.set_many({key((pk,), {}).key: entry for pk in range(start, start + 1000)})


def measure_saves(name: str, rounds: int) -> None:
    """Print what a save costs, by how many entries depend on it."""
    print(f"\nsave(), {name}\n  {'entries':>12}{'µs a save':>12}{'best':>8}")  # noqa: T201
    group = Group.objects.create(name=f"a group, {name}")
    made = 0
    for wanted in (0, 1_000, 10_000, 100_000):
        fill(made, wanted)
        made = wanted
        taken = list[float]()
        for _ in range(rounds * 10):
            start = time.perf_counter()
            group.save()
            taken.append((time.perf_counter() - start) * 1e6)
        print(  # noqa: T201
            f"  {wanted:12,}{statistics.median(taken):12.0f}{min(taken):8.0f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--times", type=int, default=100, help="calls in a round")
    arguments = parser.parse_args()
    print(f"Python {sys.version.split()[0]}, django {django.__version__}")  # noqa: T201
    call_command("migrate", verbosity=0)
    for name, backend in CACHES.items():
        with override_settings(CACHES={"default": backend}):
            try:
                cache.set("there", 1)
            except Exception as error:  # noqa: BLE001
                print(f"\n{name} is left out: {error}")  # noqa: T201
                continue
            rounds, times = arguments.rounds, arguments.times
            measure(f"a function, {name}", functions(), rounds, times)
            measure(f"a view, {name}", views(), rounds, times)
            measure_saves(name, rounds)
            if name == "redis":
                forget()


def forget() -> None:
    """Remove from Redis what was stored there, and nothing else."""
    redis: Any = import_module("redis")
    with redis.Redis.from_url(REDIS) as client:
        keys = list(
            client.scan_iter(f"{CACHES['redis']['KEY_PREFIX']}:*", count=10_000)
        )
        for start in range(0, len(keys), 1000):
            client.delete(*keys[start : start + 1000])


if __name__ == "__main__":
    main()
