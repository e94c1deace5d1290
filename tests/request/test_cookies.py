"""Cookies, as a browser keeps and sends them (RFC 6265), in both clients."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import override_settings
from django.urls import path

from restflow.test import AsyncAPIClient, AsyncHTTPClient

View = Callable[[HttpRequest], HttpResponse]


def sets(value: str = "good", **cookie: Any) -> View:
    def view(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        response.set_cookie("access", value, **cookie)
        return response

    return view


def deletes(**cookie: Any) -> View:
    def view(_request: HttpRequest) -> HttpResponse:
        response = HttpResponse()
        response.delete_cookie("access", **cookie)
        return response

    return view


def sent(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"sent": request.META.get("HTTP_COOKIE", "")})


def leads_elsewhere(_request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=302, headers={"Location": "http://api.shop.test/"})
    response.set_cookie("access", "good", domain="shop.test")
    response.set_cookie("only", "here")
    return response


urlpatterns = [
    path("login/", sets()),
    path("login/api/", sets(path="/api/")),
    path("login/zero/", sets("0")),
    path("login/secure/", sets(secure=True)),
    path("login/past/", sets(max_age=0)),
    path("login/long-ago/", sets(expires=datetime(2001, 1, 1, tzinfo=UTC))),
    path("login/domain/", sets(domain="shop.test")),
    path("login/other-domain/", sets(domain="other.test")),
    path("login/quoted/", sets("two words; and more")),
    path("logout/", deletes()),
    path("logout/api/", deletes(path="/api/")),
    path("elsewhere/", leads_elsewhere),
    path("api/", sent),
    path("", sent),
]

pytestmark = [pytest.mark.urls(__name__)]
both = pytest.mark.parametrize("kind", [AsyncAPIClient, AsyncHTTPClient])
everywhere = override_settings(ALLOWED_HOSTS=["*"])


async def sent_by(client: Any, path: str = "/") -> str:
    found: str = (await client.get(path)).json()["sent"]
    return found


@both
@pytest.mark.parametrize(
    ("steps", "path", "expected"),
    [
        (["/login/"], "/", "access=good"),
        (["/login/", "/logout/"], "/", ""),
        (["/login/api/"], "/", ""),
        (["/login/api/"], "/api/", "access=good"),
        # A browser is still logged in: the test finds the fault.
        (["/login/api/", "/logout/"], "/api/", "access=good"),
        (["/login/api/", "/logout/api/"], "/api/", ""),
        (["/login/past/"], "/", ""),
        (["/login/", "/login/past/"], "/", ""),
        (["/login/long-ago/"], "/", ""),
        (["/login/secure/"], "/", ""),
        (["/login/other-domain/"], "/", ""),
        (["/login/quoted/"], "/", r'access="two words\073 and more"'),
        (["/login/", "/login/api/"], "/api/", "access=good; access=good"),
        (["/login/zero/", "/login/api/"], "/api/", "access=good; access=0"),
    ],
)
async def test_what_is_sent_is_what_a_browser_sends(
    kind: Any, steps: list[str], path: str, expected: str
) -> None:
    client = kind()
    for step in steps:
        await client.get(step)
    assert await sent_by(client, path) == expected


async def test_a_secure_cookie_is_sent_by_https() -> None:
    client = AsyncAPIClient()
    await client.get("/login/secure/")
    response = await client.get("/", secure=True)
    assert response.json() == {"sent": "access=good"}


@everywhere
async def test_a_cookie_of_a_domain_goes_to_its_hosts() -> None:
    client = AsyncAPIClient()
    await client.get("http://www.shop.test/login/domain/")
    assert await sent_by(client, "http://api.shop.test/") == "access=good"
    assert await sent_by(client, "http://shop.test/") == "access=good"
    assert await sent_by(client, "http://othershop.test/") == ""


@everywhere
async def test_a_cookie_of_one_host_stays_with_it() -> None:
    client = AsyncAPIClient()
    await client.get("http://www.shop.test/login/")
    assert await sent_by(client, "http://www.shop.test/") == "access=good"
    assert await sent_by(client, "http://api.shop.test/") == ""


@everywhere
async def test_a_redirect_takes_along_what_the_other_host_may_have() -> None:
    client = AsyncAPIClient()
    client.cookies["mine"] = "1"
    response = await client.get("http://www.shop.test/elsewhere/", follow=True)
    assert response.json() == {"sent": "access=good"}


async def test_a_stream_sets_cookies_too() -> None:
    client = AsyncAPIClient()
    async with client.stream("GET", "/login/api/") as response:
        await response.read()
    assert await sent_by(client) == ""
    assert await sent_by(client, "/api/") == "access=good"


# --- What the test does with `client.cookies` -----------------------------------------


async def test_what_a_test_puts_there_is_sent_everywhere() -> None:
    client = AsyncAPIClient()
    client.cookies["mine"] = "1"
    client.cookies["mine"]["secure"] = True
    client.cookies["mine"]["path"] = "/elsewhere/"
    assert await sent_by(client) == "mine=1"


async def test_it_wins_over_what_a_response_has_set() -> None:
    client = AsyncAPIClient()
    await client.get("/login/")
    client.cookies["access"] = "mine"
    assert await sent_by(client) == "access=mine"


async def test_a_value_that_is_changed_in_place_is_sent() -> None:
    client = AsyncAPIClient()
    await client.get("/login/")
    client.cookies["access"].set("access", "mine", "mine")
    assert await sent_by(client) == "access=mine"


async def test_what_a_test_takes_away_is_not_sent() -> None:
    client = AsyncAPIClient()
    await client.get("/login/")
    del client.cookies["access"]
    assert await sent_by(client) == ""
    await client.get("/login/")
    client.cookies = SimpleCookie()
    assert await sent_by(client) == ""


async def test_what_is_loaded_as_text_is_sent() -> None:
    client = AsyncAPIClient()
    client.cookies.load("a=1; b=2")
    assert await sent_by(client) == "a=1; b=2"


async def test_a_response_replaces_what_a_test_has_put_there() -> None:
    client = AsyncAPIClient()
    client.cookies["access"] = "mine"
    await client.get("/login/")
    assert await sent_by(client) == "access=good"
    await client.get("/logout/")
    assert await sent_by(client) == ""


async def test_the_client_shows_what_came_last_as_djangos_does() -> None:
    client = AsyncAPIClient()
    await client.get("/login/api/")
    assert isinstance(client.cookies, SimpleCookie)
    assert client.cookies["access"].value == "good"
    assert client.cookies["access"]["path"] == "/api/"
    await client.get("/logout/")
    assert client.cookies["access"].value == ""
    assert client.cookies["access"]["max-age"] == 0
