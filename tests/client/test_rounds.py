"""Many requests of many kinds at once, on one client: none gets what is another's."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from itertools import count
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template import Context, Template
from django.test import override_settings

from restflow.test import AsyncAPIClient, record_exchanges
from tests.support.urls import Serve

ROUNDS = int(os.environ.get("RESTFLOW_ROUNDS", "1000"))

TEMPLATES = {
    kind: Template("Hello, {{ name }}!", name=kind)
    for kind in ("page", "landing", "thread")
}
_pauses = count()


def rendered(kind: str, name: str) -> HttpResponse:
    return HttpResponse(TEMPLATES[kind].render(Context({"name": name})))


async def pause() -> None:
    # Requests overtake each other, differently in every round.
    for _ in range(next(_pauses) % 5):
        await asyncio.sleep(0)


async def view(request: HttpRequest, rest: str) -> HttpResponseBase:  # noqa: ARG001  (Django passes it)
    kind, name = rest.split("/")
    await pause()
    response: HttpResponseBase
    match kind:
        case "fail":
            raise LookupError(name)
        case "redirect":
            response = HttpResponseRedirect(f"/landing/{name}")
        case "stream":
            response = StreamingHttpResponse(content(name))
        case "thread":
            response = await sync_to_async(rendered)(kind, name)
        case _:
            response = rendered(kind, name)
    await pause()
    response.set_cookie(kind, name)
    return response


async def content(name: str) -> AsyncIterator[str]:
    for _ in range(2):
        await pause()
        yield name


async def check_failing(client: AsyncAPIClient, name: str) -> None:
    with pytest.raises(LookupError) as caught:
        await client.get(f"/fail/{name}")
    assert caught.value.args == (name,)


async def check_page(client: AsyncAPIClient, name: str, kind: str = "page") -> None:
    response = await client.get(f"/{kind}/{name}")
    assert response.content == f"Hello, {name}!".encode()
    assert [template.name for template in response.templates] == [kind]
    assert response.context["name"] == name
    assert response.exc_info is None
    assert response.cookies[kind].value == name


async def check_thread(client: AsyncAPIClient, name: str) -> None:
    await check_page(client, name, "thread")


async def check_redirect(client: AsyncAPIClient, name: str) -> None:
    response = await client.get(f"/redirect/{name}", follow=True)
    assert response.redirect_chain == [(f"/landing/{name}", 302)]
    assert response.request["path"] == f"/landing/{name}"
    assert response.context["name"] == name
    assert [template.name for template in response.templates] == ["landing"]


async def check_stream(client: AsyncAPIClient, name: str) -> None:
    response = await client.get(f"/stream/{name}")
    chunks = [chunk async for chunk in response.streaming_content]
    assert chunks == [name.encode()] * 2
    assert response.context is None
    assert response.templates == []


async def check_live(client: AsyncAPIClient, name: str) -> None:
    async with client.stream("GET", f"/stream/{name}") as response:
        assert [chunk async for chunk in response] == [name.encode()] * 2


CHECKS: tuple[Callable[[AsyncAPIClient, str], Coroutine[Any, Any, None]], ...] = (
    check_failing,
    check_page,
    check_redirect,
    check_stream,
    check_live,
    check_thread,
)


async def one_round(client: AsyncAPIClient, number: int) -> None:
    name = str(number)
    # In another order each time, and each kind under a name of its own.
    first = number % len(CHECKS)
    checks = CHECKS[first:] + CHECKS[:first]
    await asyncio.gather(
        *(check(client, f"{name}-{check.__name__}") for check in checks)
    )
    cookies = {
        key: morsel.value.partition("-")[0] for key, morsel in client.cookies.items()
    }
    kinds = ["landing", "page", "redirect", "stream", "thread"]
    assert cookies == dict.fromkeys(kinds, name)


async def test_concurrent_requests_of_one_client_are_never_mixed_up(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(view)
    # Middleware keeps nothing of a client's, and takes most of the time.
    with override_settings(MIDDLEWARE=[]):
        for number in range(ROUNDS):
            await one_round(async_api_client, number)


async def test_concurrent_requests_are_recorded_with_their_own_responses(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    serve(view)
    with record_exchanges() as exchanges:
        await asyncio.gather(
            *(
                check(async_api_client, f"{number}-{check.__name__}")
                for number in range(20)
                for check in CHECKS
            )
        )
    assert len(exchanges) == 20 * (len(CHECKS) + 1)
    for exchange in exchanges:
        kind, name = exchange.url.rsplit("/", 2)[1:]
        if kind == "fail":
            assert exchange.exception is not None
            assert exchange.exception.args == (name,)
        elif kind == "redirect":
            assert ("Location", f"/landing/{name}") in exchange.response_headers
        else:
            assert exchange.response_body.count(name.encode()) in {1, 2}
            assert exchange.exception is None
