"""What a view sees of each client, and when: the rows of a table, and how to fill them.

Each row is a coroutine function that is given a client, and tells what came of it.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import path, reverse

from restflow.test import AsyncAPIClient

NOTHING = "-"
LONG = 5.0
tenant: ContextVar[str] = ContextVar("tenant", default="none")
# What views note, and what they wait for.
noted: list[str] = []
barrier = threading.Barrier(2)
told = threading.Event()


def login(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.set_cookie("access", "good")
    response.set_cookie("shelf", "one", path="/shelf/")
    response.set_cookie("safe", "yes", secure=True)
    return response


def logout(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse()
    response.delete_cookie("access")
    return response


def cookies(request: HttpRequest) -> JsonResponse:
    return JsonResponse(sorted(request.COOKIES), safe=False)


def activate(_request: HttpRequest) -> HttpResponse:
    tenant.set("acme")
    return HttpResponse()


def context(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(tenant.get(), safe=False)


def meet(_request: HttpRequest) -> HttpResponse:
    try:
        barrier.wait(0.5)
    except threading.BrokenBarrierError:
        barrier.reset()
        return JsonResponse("alone", safe=False)
    return JsonResponse("together", safe=False)


def names(_request: HttpRequest) -> JsonResponse:
    return JsonResponse(reverse("names"), safe=False)


async def endless(_request: HttpRequest) -> StreamingHttpResponse:
    async def content() -> AsyncIterator[str]:
        try:
            yield "one\n"
            noted.append("after the first chunk")
            await asyncio.sleep(LONG)
            yield "two\n"
        except BaseException as error:
            noted.append(type(error).__name__)
            raise
        finally:
            told.set()

    return StreamingHttpResponse(content())


async def counting(_request: HttpRequest) -> StreamingHttpResponse:
    async def content() -> AsyncIterator[str]:
        for number in range(3):
            yield f"{number}\n"
            await asyncio.sleep(0.05)

    return StreamingHttpResponse(content())


urlpatterns = [
    path("login/", login),
    path("logout/", logout),
    path("cookies/", cookies),
    path("activate/", activate),
    path("context/", context),
    path("meet/", meet),
    path("names/", names, name="names"),
    path("endless/", endless),
    path("counting/", counting),
]


class Client:
    """One way of sending requests, as a column of the table has it."""

    def __init__(self, client: Any, *, streams: bool = True, root: str = "") -> None:
        self.streams = streams
        self._client = client
        self._root = root

    async def get(self, address: str) -> Any:
        """Return what the body says in JSON, if it says something."""
        async with self.stream(address) as response:
            body = b"".join([chunk async for chunk in chunks_of(response)])
        return json.loads(body) if body else None

    def stream(self, address: str) -> AbstractAsyncContextManager[Any]:
        opened: AbstractAsyncContextManager[Any] = self._client.stream(
            "GET", f"{self._root}{address}"
        )
        return opened


class Plain(Client):
    """The client's `get`, which has the response when the view has returned it."""

    async def get(self, address: str) -> Any:
        response = await self._client.get(address)
        return response.json() if response.content else None


def chunks_of(response: Any) -> AsyncIterator[bytes]:
    raw = getattr(response, "aiter_raw", None)
    chunks: AsyncIterator[bytes] = raw() if raw is not None else aiter(response)
    return chunks


# --- The rows -------------------------------------------------------------------------


async def cookies_after_a_logout(client: Client) -> str:
    await client.get("/login/")
    before = await client.get("/cookies/")
    await client.get("/logout/")
    after = await client.get("/cookies/")
    return f"{', '.join(before)}; then {', '.join(after) or 'none'}"


async def what_the_request_before_has_set(client: Client) -> str:
    before = tenant.get()
    await client.get("/activate/")
    found = await client.get("/context/")
    here = tenant.get()
    by_next, by_test = _seen(found != before), _seen(here != before)
    return f"{by_next} by the next, {by_test} by the test"


async def what_the_test_has_set(client: Client) -> str:
    reset = tenant.set("mine")
    try:
        found = await client.get("/context/")
    finally:
        tenant.reset(reset)
    return _seen(found == "mine")


async def synchronous_views_at_once(client: Client) -> str:
    barrier.reset()
    found = [*await asyncio.gather(client.get("/meet/"), client.get("/meet/"))]
    return "overlap" if found == ["together"] * 2 else "one after the other"


async def a_name_under_a_script_prefix(client: Client) -> str:
    return f"`{await client.get('/shop/names/')}`"


async def what_happens_between_chunks(client: Client) -> str:
    if not client.streams:
        return NOTHING
    noted.clear()
    async with client.stream("/endless/") as response:
        await anext(chunks_of(response))
        await asyncio.sleep(0.05)
        return "has happened" if noted else "waits for the reader"


async def a_stream_that_is_left(client: Client) -> str:
    if not client.streams:
        return NOTHING
    noted.clear()
    told.clear()
    async with client.stream("/endless/") as response:
        await anext(chunks_of(response))
        await asyncio.sleep(0.05)
    await asyncio.to_thread(told.wait, LONG)
    return f"`{noted[-1]}`"


async def chunks_of_a_stream(client: Client) -> str:
    if not client.streams:
        return NOTHING
    async with client.stream("/counting/") as response:
        found = [chunk async for chunk in chunks_of(response)]
    return "one by one" if len(found) == len("012") else "together"


def _seen(is_seen: bool) -> str:
    return "seen" if is_seen else "not seen"


ROWS: dict[str, Callable[[Client], Awaitable[str]]] = {
    "Cookies that are sent, before and after a logout": cookies_after_a_logout,
    "What the request before has set in context variables": (
        what_the_request_before_has_set
    ),
    "What the test has set in context variables": what_the_test_has_set,
    "Two requests to synchronous views at once": synchronous_views_at_once,
    "`reverse()` with FORCE_SCRIPT_NAME": a_name_under_a_script_prefix,
    "Chunks of a stream come": chunks_of_a_stream,
    "What a view does after a chunk that was read": what_happens_between_chunks,
    "A view whose stream is left is told by": a_stream_that_is_left,
}


def plain() -> Client:
    return Plain(AsyncAPIClient(), streams=False)
