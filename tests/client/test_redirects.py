"""Redirects: where they lead, and what goes along."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from django.http import HttpRequest, HttpResponse
from django.test.client import RedirectCycleError

from restflow.test import AsyncAPIClient, ClientResponse, Exchange, record_exchanges
from tests.support.urls import Serve

pytestmark = pytest.mark.urls("tests.support.urls")


def redirect(to: str, status: int = 302, **more: str) -> str:
    return f"/redirect/?{urlencode({'to': to, 'status': status, **more})}"


def sent_headers(response: ClientResponse) -> dict[str, str]:
    pairs: list[tuple[bytes, bytes]] = response.asgi_request.scope["headers"]
    return {name.decode(): value.decode() for name, value in pairs}


async def test_a_redirect_is_not_followed_unless_asked_for(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get(redirect("/there/"))
    assert response.status_code == 302
    assert not hasattr(response, "redirect_chain")


async def test_a_response_that_is_no_redirect_has_an_empty_chain(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/", follow=True)
    assert response.redirect_chain == []


async def test_the_chain_tells_each_location_and_status(
    async_api_client: AsyncAPIClient,
) -> None:
    last = redirect("/there/", 308)
    response = await async_api_client.get(redirect(last, 301), follow=True)
    assert response.data["path"] == "/there/"
    assert response.redirect_chain == [(last, 301), ("/there/", 308)]


@pytest.mark.parametrize("status", [200, 201, 300, 304])
async def test_a_location_of_another_status_is_not_followed(
    async_api_client: AsyncAPIClient, status: int
) -> None:
    response = await async_api_client.get(redirect("/there/", status), follow=True)
    assert response.status_code == status
    assert response.redirect_chain == []


async def test_a_redirect_without_a_location_is_the_last_response(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/redirect/?status=302", follow=True)
    assert response.status_code == 302
    assert response.redirect_chain == []


@pytest.mark.parametrize("location", ["", "#top"])
async def test_a_location_without_path_and_query_keeps_both(
    async_api_client: AsyncAPIClient, serve: Serve, location: str
) -> None:
    async def view(request: HttpRequest, rest: str) -> HttpResponse:
        if request.method == "POST":
            return HttpResponse(status=303, headers={"Location": location})
        return HttpResponse(f"{rest}?{request.META['QUERY_STRING']}")

    serve(view)
    response = await async_api_client.post(
        "/list/", query_params={"page": "ü"}, follow=True
    )
    assert response.content == b"list/?page=%C3%BC"


# --- The method and the body: RFC 9110, section 15.4, as Fetch narrows it ------------


@pytest.mark.parametrize(
    ("status", "method", "followed_by"),
    [
        (301, "GET", "GET"),
        (301, "HEAD", "HEAD"),
        (301, "POST", "GET"),
        (301, "PUT", "PUT"),
        (301, "DELETE", "DELETE"),
        (302, "GET", "GET"),
        (302, "HEAD", "HEAD"),
        (302, "POST", "GET"),
        (302, "PATCH", "PATCH"),
        (302, "OPTIONS", "OPTIONS"),
        (303, "GET", "GET"),
        (303, "HEAD", "HEAD"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "DELETE", "GET"),
        (307, "GET", "GET"),
        (307, "HEAD", "HEAD"),
        (307, "POST", "POST"),
        (307, "TRACE", "TRACE"),
        (308, "POST", "POST"),
        (308, "PUT", "PUT"),
        (308, "DELETE", "DELETE"),
    ],
)
async def test_the_status_decides_on_the_next_method(
    async_api_client: AsyncAPIClient, status: int, method: str, followed_by: str
) -> None:
    send = getattr(async_api_client, method.lower())
    response = await send(redirect("/there/", status), follow=True)
    assert response.data["method"] == followed_by
    assert response.data["path"] == "/there/"


@pytest.mark.parametrize(
    ("status", "verb"), [(307, "post"), (308, "put"), (301, "patch"), (302, "delete")]
)
async def test_a_method_that_stays_keeps_its_body(
    async_api_client: AsyncAPIClient, status: int, verb: str
) -> None:
    send = getattr(async_api_client, verb)
    response = await send(redirect("/there/", status), {"a": 1}, follow=True)
    assert response.data["data"] == {"a": 1}
    assert response.data["content_type"] == "application/json"
    assert sent_headers(response)["content-length"] == "7"


async def test_a_body_outlives_several_redirects(
    async_api_client: AsyncAPIClient,
) -> None:
    path = redirect(redirect("/there/", 307), 308)
    response = await async_api_client.post(path, {"a": 1}, follow=True)
    assert response.data["data"] == {"a": 1}


@pytest.mark.parametrize(
    ("status", "verb"), [(301, "post"), (302, "post"), (303, "put")]
)
async def test_a_method_that_becomes_get_loses_its_body(
    async_api_client: AsyncAPIClient, status: int, verb: str
) -> None:
    send = getattr(async_api_client, verb)
    response = await send(redirect("/there/", status), {"a": 1}, follow=True)
    assert response.data["method"] == "GET"
    assert sent_headers(response) == {"host": "testserver"}
    assert response.data["data"] == {}


# --- The target ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "path", "query"),
    [
        ("/there/", "/there/", {}),
        ("/there/?a=1&a=2", "/there/", {"a": ["1", "2"]}),
        ("there/", "/redirect/there/", {}),
        ("../there/", "/there/", {}),
        ("?status=200&x=1", "/redirect/", None),
        ("/caf%C3%A9/", "/café/", {}),
        ("/50%25/", "/50%/", {}),
        ("/there/#part", "/there/", {}),
        ("http://testserver", "/", {}),
        ("http://testserver/there/?b=1", "/there/", {"b": ["1"]}),
        ("//testserver/there/", "/there/", {}),
    ],
)
async def test_a_location_is_relative_or_absolute(
    async_api_client: AsyncAPIClient,
    location: str,
    path: str,
    query: dict[str, list[str]] | None,
) -> None:
    response = await async_api_client.get(redirect(location), follow=True)
    assert response.asgi_request.path == path
    if query is not None:
        assert response.data["query"] == query


async def test_a_location_is_relative_to_the_path_as_it_was_sent(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/what%3F/here", follow=True)
    assert response.data["path"] == "/what?/there"


async def test_the_query_is_that_of_the_location_alone() -> None:
    client = AsyncAPIClient(query_params={"tenant": "acme"})
    response = await client.get(redirect("/there/?a=1"), follow=True)
    assert response.data["query"] == {"a": ["1"]}


@pytest.mark.parametrize(
    ("location", "scheme", "host", "port"),
    [
        ("https://testserver/", "https", "testserver", "443"),
        ("http://testserver:8000/", "http", "testserver:8000", "8000"),
        ("https://api.example.com/", "https", "api.example.com", "443"),
        ("http://api.example.com:8000/", "http", "api.example.com:8000", "8000"),
        ("http://user:secret@api.example.com/", "http", "api.example.com", "80"),
    ],
)
async def test_a_location_names_scheme_host_and_port(
    async_api_client: AsyncAPIClient, location: str, scheme: str, host: str, port: str
) -> None:
    response = await async_api_client.get(redirect(location), follow=True)
    assert response.status_code == 200
    assert response.data["scheme"] == scheme
    assert response.data["host"] == host
    assert response.data["variables"]["SERVER_PORT"] == port


async def test_a_relative_location_keeps_scheme_and_host() -> None:
    client = AsyncAPIClient()
    url = f"https://api.example.com:8443{redirect('/there/')}"
    response = await client.get(url, follow=True)
    assert response.data["scheme"] == "https"
    assert response.data["host"] == "api.example.com:8443"


# --- What goes along -----------------------------------------------------------------


async def recorded(client: AsyncAPIClient, path: str, **extra: Any) -> list[Exchange]:
    with record_exchanges() as exchanges:
        await client.get(path, follow=True, **extra)
    return exchanges


PRIVATE = {"Authorization", "Cookie", "X-Api-Key"}


@pytest.fixture
def client() -> AsyncAPIClient:
    """A client that has something to hide."""
    client = AsyncAPIClient(headers={"X-Tenant": "acme"})
    client.credentials(HTTP_X_API_KEY="secret", HTTP_AUTHORIZATION="Token secret")
    client.cookies["basket"] = "secret"
    return client


@pytest.mark.parametrize(
    "location",
    [
        "/there/",
        "http://testserver/there/",
        "http://TESTSERVER/there/",
        "https://testserver/there/",
        "http://testserver:8000/there/",
    ],
)
async def test_everything_goes_along_on_the_same_host(
    client: AsyncAPIClient, location: str
) -> None:
    first, second = await recorded(client, redirect(location))
    assert PRIVATE | {"X-Tenant"} <= first.request_headers.keys()
    assert PRIVATE | {"X-Tenant"} <= second.request_headers.keys()


async def test_nothing_private_goes_to_another_host(client: AsyncAPIClient) -> None:
    first, second = await recorded(client, redirect("http://api.example.com/there/"))
    assert first.request_headers.keys() >= PRIVATE
    assert second.request_headers == {"Host": "api.example.com", "X-Tenant": "acme"}


async def test_private_headers_of_one_call_do_not_go_to_another_host() -> None:
    _, second = await recorded(
        AsyncAPIClient(),
        redirect("http://api.example.com/there/"),
        headers={"Authorization": "Token secret", "Cookie": "a=b", "X-Tenant": "acme"},
    )
    assert second.request_headers == {"Host": "api.example.com", "X-Tenant": "acme"}


async def test_credentials_that_a_call_replaced_do_not_go_to_another_host(
    client: AsyncAPIClient,
) -> None:
    _, second = await recorded(
        client,
        redirect("http://api.example.com/there/"),
        headers={"X-Api-Key": "another secret"},
    )
    assert "X-Api-Key" not in second.request_headers


async def test_what_was_dropped_does_not_come_back(client: AsyncAPIClient) -> None:
    back = redirect("http://testserver/there/")
    *_, last = await recorded(client, redirect(f"http://api.example.com{back}"))
    assert last.url == "http://testserver/there/"
    assert not PRIVATE & last.request_headers.keys()


async def test_the_client_keeps_its_credentials(client: AsyncAPIClient) -> None:
    await recorded(client, redirect("http://api.example.com/there/"))
    (later,) = await recorded(client, "/")
    assert later.request_headers.keys() >= PRIVATE


async def test_a_cookie_set_on_the_way_goes_along(
    async_api_client: AsyncAPIClient,
) -> None:
    path = redirect("/there/", cookie="yes")
    response = await async_api_client.get(path, follow=True)
    assert sent_headers(response)["cookie"] == "seen=yes"


async def test_the_remote_address_stays(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get(
        redirect("/there/"), follow=True, REMOTE_ADDR="10.0.0.1"
    )
    assert response.data["variables"]["REMOTE_ADDR"] == "10.0.0.1"


# --- Loops ---------------------------------------------------------------------------


async def test_a_loop_is_refused(async_api_client: AsyncAPIClient) -> None:
    with pytest.raises(RedirectCycleError, match="loop") as caught:
        await async_api_client.get("/loop/", follow=True)
    assert caught.value.last_response.status_code == 302


async def test_a_chain_of_twenty_is_followed(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.get("/countdown/20/", follow=True)
    assert response.content == b"landed"
    assert len(response.redirect_chain) == 20


async def test_a_longer_chain_is_refused(async_api_client: AsyncAPIClient) -> None:
    with pytest.raises(RedirectCycleError, match="Too many redirects") as caught:
        await async_api_client.get("/countdown/21/", follow=True)
    assert len(caught.value.redirect_chain) == 21
