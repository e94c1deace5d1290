"""Which client does what: the table on the site.

Each client sends the same requests. `RESTFLOW_WRITE=1` renews the table.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from inspect import isawaitable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import AsyncClient, Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.test import APIClient

from restflow.test import (
    AsyncAPIClient,
    AsyncAPIRequestFactory,
    AsyncHTTPClient,
    AsyncSchemaClient,
    LiveASGIServer,
)
from tests.support.tables import kept
from tools.markdown import table as as_markdown

TABLE = Path(__file__).with_name("clients.md")
HEAD = (
    "Client",
    "In `async def`",
    "The view gets",
    "Middleware",
    "CSRF checks",
    "`format=`",
    "Users without a password",
    "An exception of the view",
)
OK = 200
YES, NO = "yes", "no"
BODY = {"content": {"application/json": {"schema": {"type": "object"}}}}
SCHEMA = {
    "openapi": "3.1.0",
    "info": {"title": "Of a test", "version": "1"},
    "paths": {
        "/see/": {"post": {"operationId": "see", "requestBody": BODY}},
        "/fail/": {"post": {"operationId": "fail"}},
        "/change/": {"post": {"operationId": "change"}},
    },
}

pytestmark = [
    pytest.mark.asyncio,
    pytest.mark.django_db,
    pytest.mark.urls(__name__),
]


@csrf_exempt
async def see(request: HttpRequest) -> JsonResponse:
    came = {
        "request": type(request).__name__,
        "middleware": hasattr(request, "session"),
        "json": request.content_type == "application/json",
    }
    return JsonResponse(came)


@csrf_exempt
async def fail(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


async def change(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


VIEWS = {"/see/": see, "/fail/": fail, "/change/": change}
urlpatterns = [path(where.strip("/") + "/", view) for where, view in VIEWS.items()]
Send = Callable[..., Any]


@dataclass
class Tried:
    """A client, and how it sends a POST to a path, with keyword arguments."""

    name: str
    client: Any
    post: Send


def factory_post(factory: AsyncAPIRequestFactory) -> Send:
    def post(to: str, **options: Any) -> Awaitable[Any]:
        return VIEWS[to](factory.post(to, **options))

    return post


def clients(server: LiveASGIServer, http: Any, outside: Any) -> list[Tried]:
    """Return each of the clients, in the order of the table."""
    factory, schema = AsyncAPIRequestFactory(), AsyncSchemaClient(SCHEMA)
    made = {
        "`Client`": Client(),
        "`AsyncClient`": AsyncClient(),
        "`APIClient`": APIClient(),
        "[`AsyncAPIClient`][restflow.test.AsyncAPIClient]": AsyncAPIClient(),
        "[`AsyncHTTPClient`][restflow.test.AsyncHTTPClient]": http,
    }
    return [
        *(Tried(name, client, client.post) for name, client in made.items()),
        Tried(
            "[`AsyncSchemaClient`][restflow.test.AsyncSchemaClient]",
            schema.client,
            lambda to, **options: schema.call(to.strip("/"), **options),
        ),
        Tried(
            "[`AsyncAPIRequestFactory`][restflow.test.AsyncAPIRequestFactory]",
            factory,
            factory_post(factory),
        ),
        Tried(
            "httpx, with a [live server](live.md)",
            outside,
            lambda to, **options: outside.post(f"{server}{to}", **options),
        ),
    ]


async def answered(tried: Tried, to: str, **options: Any) -> Any:
    """Send a request from where the client can."""
    if isinstance(tried.client, Client):
        return await sync_to_async(tried.post)(to, **options)
    return await tried.post(to, **options)


async def in_a_coroutine(tried: Tried) -> str:
    try:
        answer = tried.post("/see/")
    except RuntimeError:
        return NO
    if isawaitable(answer):
        await answer
        return YES
    return NO


async def takes_a_format(tried: Tried) -> str:
    try:
        response = await answered(tried, "/see/", data={"name": "Mug"}, format="json")
    except TypeError:
        return NO
    return YES if json.loads(response.content)["json"] else NO


async def failing(tried: Tried) -> str:
    try:
        response = await answered(tried, "/fail/")
    except ZeroDivisionError:
        return "reaches the test"
    return f"status {response.status_code}"


def users(tried: Tried) -> str:
    names = ("force_authenticate", "aforce_login", "force_login")
    return ", ".join(f"`{name}`" for name in names if hasattr(tried.client, name))


async def row(tried: Tried) -> list[str]:
    changed = await answered(tried, "/change/")
    came = json.loads((await answered(tried, "/see/")).content)
    return [
        tried.name,
        await in_a_coroutine(tried),
        f"`{came['request']}`",
        "runs" if came["middleware"] else "does not run",
        "off" if changed.status_code == OK else "on",
        await takes_a_format(tried),
        users(tried),
        await failing(tried),
    ]


async def test_the_table_is_what_happens(live_asgi_server: LiveASGIServer) -> None:
    async with AsyncHTTPClient() as http, httpx2.AsyncClient() as outside:
        rows = [await row(tried) for tried in clients(live_asgi_server, http, outside)]
    table = as_markdown(HEAD, rows)
    assert table == kept(TABLE, table)
