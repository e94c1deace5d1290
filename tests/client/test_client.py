"""The client: what each method sends, and what every request begins with."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextvars import copy_context
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.signals import got_request_exception
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.test import AsyncClient, override_settings
from django.test.client import FakePayload
from django.urls import Resolver404

from restflow.test import AsyncAPIClient, AsyncAPIRequestFactory, ClientResponse
from restflow.test._handler.capture import Captured
from tests.support.urls import Serve, page

pytestmark = pytest.mark.urls("tests.support.urls")

WITHOUT_BODY = ["get", "head", "trace"]
WITH_BODY = ["post", "put", "patch", "delete", "options"]


def sent_headers(response: ClientResponse) -> dict[str, str]:
    pairs: list[tuple[bytes, bytes]] = response.asgi_request.scope["headers"]
    names = [name for name, _ in pairs]
    assert len(names) == len(set(names)), "a header is sent twice"
    return {name.decode(): value.decode("latin-1") for name, value in pairs}


# --- Methods -------------------------------------------------------------------------


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
async def test_each_method_sends_its_own_name(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/orders/")
    assert response.status_code == 200
    assert response.data["method"] == verb.upper()
    assert response.data["rest"] == "orders/"


@pytest.mark.parametrize("verb", WITHOUT_BODY)
async def test_data_of_a_request_without_a_body_is_its_query(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/?a=1", {"b": [2, 3]})
    assert response.data["query"] == {"a": ["1"], "b": ["2", "3"]}
    assert "content-type" not in sent_headers(response)
    assert "content-length" not in sent_headers(response)


@pytest.mark.parametrize("verb", WITH_BODY)
async def test_data_of_a_request_with_a_body_is_json(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/", {"a": [1, None]})
    assert response.data["data"] == {"a": [1, None]}
    assert response.data["content_type"] == "application/json"
    assert sent_headers(response)["content-length"] == "14"


@pytest.mark.parametrize("verb", WITH_BODY)
async def test_a_request_with_a_body_may_have_a_query(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    send = getattr(async_api_client, verb)
    response = await send("/?a=1", {"c": 3}, query_params={"b": 2})
    assert response.data["query"] == {"a": ["1"], "b": ["2"]}
    assert response.data["data"] == {"c": 3}


@pytest.mark.parametrize("verb", WITH_BODY)
async def test_a_format_chooses_the_renderer(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/", {"a": 1}, format="multipart")
    assert response.data["content_type"].startswith("multipart/form-data")
    assert response.data["data"] == {"a": ["1"]}


@pytest.mark.parametrize("verb", WITH_BODY)
async def test_a_request_without_data_has_no_body(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/")
    assert sent_headers(response) == {"host": "testserver"}


@pytest.mark.parametrize("verb", WITHOUT_BODY)
async def test_data_and_query_params_are_refused_together(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    with pytest.raises(ValueError, match="Both are the query of this request"):
        await getattr(async_api_client, verb)("/", {"a": 1}, query_params={"b": 2})


@pytest.mark.parametrize("verb", WITHOUT_BODY)
async def test_query_params_are_the_query(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)("/", query_params={"b": 2})
    assert response.data["query"] == {"b": ["2"]}


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
async def test_every_method_takes_headers_variables_and_secure(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    response = await getattr(async_api_client, verb)(
        "/", secure=True, headers={"X-One": "1"}, X_TWO="2", REMOTE_ADDR="10.0.0.1"
    )
    assert response.data["scheme"] == "https"
    assert response.data["variables"]["REMOTE_ADDR"] == "10.0.0.1"
    assert response.data["headers"].items() >= {"x-one": "1", "x-two": "2"}.items()


@pytest.mark.parametrize("verb", WITHOUT_BODY + WITH_BODY)
async def test_every_method_refuses_an_unknown_keyword(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    with pytest.raises(TypeError, match="Did you mean `query_params`"):
        await getattr(async_api_client, verb)("/", query_parms={"a": 1})


@pytest.mark.parametrize("verb", WITHOUT_BODY)
async def test_a_method_without_a_body_has_no_format(
    async_api_client: AsyncAPIClient, verb: str
) -> None:
    with pytest.raises(TypeError, match="`format` has no meaning for this method"):
        await getattr(async_api_client, verb)("/", format="json")


async def test_head_answers_without_content(async_api_client: AsyncAPIClient) -> None:
    assert (await async_api_client.get("/")).content
    assert not (await async_api_client.head("/")).content


async def test_generic_sends_any_method(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.generic("PROPFIND", "/orders/")
    assert response.data["method"] == "PROPFIND"
    assert sent_headers(response) == {"host": "testserver"}


@pytest.mark.parametrize("data", ["a,ü", "a,ü".encode()], ids=["text", "bytes"])
@pytest.mark.parametrize(
    ("content_type", "sent"),
    [(None, "application/octet-stream"), ("text/csv", "text/csv")],
)
async def test_generic_sends_text_and_bytes_as_they_are(
    async_api_client: AsyncAPIClient,
    data: str | bytes,
    content_type: str | None,
    sent: str,
) -> None:
    response = await async_api_client.generic("POST", "/", data, content_type)
    assert response.data["content_type"] == sent
    assert response.data["data"].encode("latin-1") == "a,ü".encode()


async def test_generic_encodes_other_data(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.generic("POST", "/", {"a": 1})
    assert response.data["content_type"] == "application/json"
    assert response.data["data"] == {"a": 1}


async def test_generic_takes_a_format(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.generic("POST", "/", "text", format="json")
    assert response.data["content_type"] == "application/json"
    assert response.data["data"] == "text"


async def test_generic_follows_redirects(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.generic("GET", "/countdown/2/", follow=True)
    assert response.content == b"landed"


async def test_a_bare_scope_is_a_get_request_of_the_root(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.request()
    assert response.data["method"] == "GET"
    assert response.data["path"] == "/"
    assert response.data["host"] == "testserver"


async def test_a_bare_scope_is_sent_as_it_is(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.request(
        method="PUT",
        path="/orders/",
        query_string=b"a=1",
        headers=[(b"content-type", b"text/csv"), (b"content-length", b"3")],
        _body_file=FakePayload(b"x,y"),
    )
    assert response.data["method"] == "PUT"
    assert response.data["path"] == "/orders/"
    assert response.data["query"] == {"a": ["1"]}
    assert response.data["content_type"] == "text/csv"
    assert response.data["data"] == "x,y"


# --- What every request begins with --------------------------------------------------


async def test_constructor_headers_go_with_every_request() -> None:
    client = AsyncAPIClient(headers={"X-One": "1"}, HTTP_X_TWO="2")
    for response in (await client.get("/"), await client.post("/", {})):
        assert sent_headers(response).items() >= {"x-one": "1", "x-two": "2"}.items()


async def test_constructor_query_params_go_with_every_request() -> None:
    client = AsyncAPIClient(query_params={"tenant": ["a", "b"]})
    assert (await client.get("/")).data["query"] == {"tenant": ["a", "b"]}
    response = await client.post("/?c=1", {}, query_params={"d": 2})
    assert response.data["query"] == {"tenant": ["a", "b"], "c": ["1"], "d": ["2"]}


async def test_a_constructor_host_reaches_the_view() -> None:
    client = AsyncAPIClient(HTTP_HOST="api.example.com")
    assert (await client.get("/")).data["host"] == "api.example.com"


async def test_constructor_variables_go_with_every_request() -> None:
    client = AsyncAPIClient(
        REMOTE_ADDR="10.0.0.1", SERVER_NAME="api.example.com", SERVER_PORT="8000"
    )
    response = await client.get("/")
    assert response.data["variables"]["REMOTE_ADDR"] == "10.0.0.1"
    assert response.data["variables"]["SERVER_NAME"] == "api.example.com"
    assert response.data["variables"]["SERVER_PORT"] == "8000"
    assert response.data["host"] == "api.example.com:8000"


async def test_each_layer_wins_over_the_one_before() -> None:
    client = AsyncAPIClient(headers={"X-A": "made", "X-B": "made", "X-C": "made"})
    client.credentials(headers={"X-B": "stored", "X-C": "stored"})
    response = await client.get("/", headers={"x-c": "given"})
    assert sent_headers(response) == {
        "host": "testserver",
        "x-a": "made",
        "x-b": "stored",
        "x-c": "given",
    }


@pytest.mark.parametrize(
    "spelling",
    [
        {"HTTP_AUTHORIZATION": "given"},
        {"AUTHORIZATION": "given"},
        {"headers": {"authorization": "given"}},
        {"headers": {"AUTHORIZATION": "given"}},
    ],
)
async def test_a_header_of_one_call_wins_in_any_spelling(spelling: Any) -> None:
    client = AsyncAPIClient(headers={"Authorization": "made"})
    client.credentials(HTTP_AUTHORIZATION="stored")
    given = await client.get("/", **spelling)
    assert sent_headers(given)["authorization"] == "given"
    assert sent_headers(await client.get("/"))["authorization"] == "stored"


@pytest.mark.parametrize(
    ("arguments", "content_type"),
    [
        ({"data": {"a": 1}}, "application/json"),
        (
            {"data": {"a": 1}, "content_type": "application/vnd.api+json"},
            "application/vnd.api+json",
        ),
        (
            {"data": b"a", "headers": {"CONTENT-TYPE": "text/html"}},
            "text/html",
        ),
        ({}, "text/csv"),
    ],
)
async def test_a_stored_content_type_is_never_sent_twice(
    arguments: Any, content_type: str
) -> None:
    client = AsyncAPIClient(headers={"Content-Type": "text/csv"})
    response = await client.post("/", **arguments)
    assert sent_headers(response)["content-type"] == content_type


async def test_credentials_replace_those_of_an_earlier_call(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.credentials(HTTP_X_ONE="1")
    async_api_client.credentials(headers={"X-Two": "2"})
    response = await async_api_client.get("/")
    assert sent_headers(response) == {"host": "testserver", "x-two": "2"}


async def test_credentials_without_arguments_are_none(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.credentials(HTTP_X_ONE="1")
    async_api_client.credentials()
    assert sent_headers(await async_api_client.get("/")) == {"host": "testserver"}


def test_credentials_in_lower_case_are_refused(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(TypeError, match="A header is written HTTP_AUTHORIZATION="):
        async_api_client.credentials(authorization="Token abc")


def test_defaults_in_lower_case_are_refused() -> None:
    with pytest.raises(TypeError, match="A header is written HTTP_X_TENANT="):
        AsyncAPIClient(x_tenant="acme")


async def test_cookies_of_a_response_go_with_the_next_request(
    async_api_client: AsyncAPIClient,
) -> None:
    await async_api_client.get("/redirect/?cookie=yes")
    response = await async_api_client.get("/")
    assert sent_headers(response)["cookie"] == "seen=yes"


async def test_a_cookie_header_wins_over_the_clients_cookies(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.cookies["seen"] = "yes"
    response = await async_api_client.get("/", headers={"Cookie": "mine=1"})
    assert sent_headers(response)["cookie"] == "mine=1"


async def test_two_clients_share_nothing() -> None:
    one, other = AsyncAPIClient(), AsyncAPIClient()
    one.credentials(HTTP_X_ONE="1")
    one.cookies["a"] = "b"
    one.force_authenticate(User(username="ada"))
    assert sent_headers(await other.get("/")) == {"host": "testserver"}
    assert (await other.get("/who/")).data["user"] is None


# --- Who is asking -------------------------------------------------------------------


async def test_a_forced_user_is_who_the_view_sees(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="ada"), token="secret")
    for send in (async_api_client.get, async_api_client.post):
        assert (await send("/who/")).data == {"user": "ada", "token": "secret"}


async def test_a_token_alone_is_forced_as_well(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(token="secret")
    assert (await async_api_client.get("/who/")).data["token"] == "secret"


async def test_force_authenticate_without_arguments_means_anonymous(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="ada"), token="secret")
    async_api_client.force_authenticate()
    response = await async_api_client.get("/who/")
    assert response.data == {"user": None, "token": None}


async def test_an_anonymous_user_may_be_forced(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(AnonymousUser())
    async_api_client.credentials(HTTP_AUTHORIZATION="Basic nonsense")
    response = await async_api_client.get("/who/")
    assert (response.status_code, response.data["user"]) == (200, None)


async def test_a_forced_user_follows_redirects(
    async_api_client: AsyncAPIClient,
) -> None:
    async_api_client.force_authenticate(User(username="ada"))
    response = await async_api_client.get("/redirect/?to=/who/", follow=True)
    assert response.data["user"] == "ada"


# --- Exceptions ----------------------------------------------------------------------


async def test_an_exception_of_the_view_reaches_the_test(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(LookupError, match="nothing here"):
        await async_api_client.get("/fail/")


async def test_an_exception_becomes_a_response_where_the_client_says_so() -> None:
    client = AsyncAPIClient(raise_request_exception=False)
    response = await client.get("/fail/")
    assert response.status_code == 500
    assert isinstance(response.exc_info[1], LookupError)


async def test_a_client_goes_on_after_an_exception(
    async_api_client: AsyncAPIClient,
) -> None:
    with pytest.raises(LookupError):
        await async_api_client.get("/fail/")
    response = await async_api_client.get("/")
    assert response.status_code == 200
    assert response.exc_info is None


# --- Concurrency ---------------------------------------------------------------------


async def test_concurrent_requests_get_their_own_responses(
    async_api_client: AsyncAPIClient,
) -> None:
    responses = await asyncio.gather(
        *(async_api_client.post("/", {"number": number}) for number in range(5))
    )
    assert [response.data["data"] for response in responses] == [
        {"number": number} for number in range(5)
    ]


async def test_concurrent_requests_get_their_own_exceptions(
    async_api_client: AsyncAPIClient,
) -> None:
    gate, arrived = asyncio.Event(), asyncio.Event()
    raised, passed = threading.Event(), threading.Event()

    def hold(**_: Any) -> None:
        # The failing request knows of its exception, and is kept from reporting it.
        raised.set()
        passed.wait(timeout=5)

    passing = asyncio.ensure_future(
        async_api_client.request(path="/gate/", gate=gate, arrived=arrived)
    )
    await arrived.wait()
    got_request_exception.connect(hold)
    failing = asyncio.ensure_future(async_api_client.get("/fail/"))
    try:
        await asyncio.to_thread(raised.wait, 5)
        gate.set()
        (first,) = await asyncio.gather(passing, return_exceptions=True)
    finally:
        passed.set()
        (second,) = await asyncio.gather(failing, return_exceptions=True)
        got_request_exception.disconnect(hold)
    assert getattr(first, "content", first) == b"passed"
    assert isinstance(second, LookupError)


def test_a_request_that_is_abandoned_may_be_closed_in_any_context() -> None:
    # The garbage collector closes a coroutine wherever it happens to run.
    capturing = Captured()
    copy_context().run(capturing.__enter__)
    capturing.__exit__(None, None, None)


# --- What a response carries ---------------------------------------------------------


async def test_a_response_carries_what_the_client_learned(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/page/?name=Ada")
    assert response.content == b"Hello, Ada!"
    assert response.client is async_api_client
    assert response.request["path"] == "/page/"
    assert response.asgi_request.path == "/page/"
    assert response.context["name"] == "Ada"
    assert [template.name for template in response.templates] == ["hello.txt"]
    assert response.resolver_match.route == "page/"
    assert not hasattr(response, "redirect_chain")


async def test_a_json_body_is_parsed(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/", {"price": 1.5})
    assert response.json()["data"] == {"price": 1.5}
    assert response.json()["data"] == response.data["data"]


async def test_json_options_are_passed_on(async_api_client: AsyncAPIClient) -> None:
    response = await async_api_client.post("/", {"price": 1.5})
    assert response.json(parse_float=str)["data"] == {"price": "1.5"}


async def test_json_of_another_content_type_is_refused(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/guarded/")
    with pytest.raises(ValueError, match='not "application/json"') as caught:
        response.json()
    assert str(caught.value).endswith("the answer is 200 OK, and begins 'passed'.")


@pytest.mark.parametrize(
    ("path", "told"), [("/redirect/", "without a body"), ("/stream/", "a stream")]
)
async def test_json_of_no_body_is_refused(
    async_api_client: AsyncAPIClient, path: str, told: str
) -> None:
    response = await async_api_client.get(path)
    with pytest.raises(ValueError, match=rf"{told}\.$"):
        response.json()


@pytest.mark.parametrize(
    "content_type",
    ["application/json", "application/problem+json", "application/json; charset=utf-8"],
)
async def test_json_of_any_json_type_is_parsed(
    async_api_client: AsyncAPIClient, serve: Serve, content_type: str
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        return HttpResponse('{"a": "ü"}', content_type=content_type)

    serve(view)
    assert (await async_api_client.get("/")).json() == {"a": "ü"}


async def test_json_of_a_response_without_content_is_refused(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        response = HttpResponse(status=204)
        del response["Content-Type"]
        return response

    serve(view)
    response = await async_api_client.get("/")
    with pytest.raises(ValueError, match='Content-Type header is ""') as caught:
        response.json()
    assert str(caught.value).endswith("the answer is 204 No Content, without a body.")


async def test_json_of_a_page_is_refused_with_its_beginning(
    async_api_client: AsyncAPIClient,
) -> None:
    name = "a" * 100
    response = await async_api_client.get(f"/page/?name={name}")
    with pytest.raises(ValueError, match='Content-Type header is "text/html') as caught:
        response.json()
    assert f"begins 'Hello, {name[:73]}…" in str(caught.value)


async def test_json_of_binary_data_is_refused_with_its_size(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/status/418/")
    with pytest.raises(ValueError, match="418 I'm a Teapot, and begins '<2 bytes of"):
        response.json()


@pytest.mark.parametrize("body", ["", "{broken", '{"a": 1} and more'])
async def test_json_that_is_broken_is_an_error(
    async_api_client: AsyncAPIClient, serve: Serve, body: str
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        return HttpResponse(body, content_type="application/json")

    serve(view)
    response = await async_api_client.get("/")
    with pytest.raises(ValueError, match=r"line 1 column \d+"):
        response.json()


async def test_json_that_a_synchronous_view_streams_is_parsed(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    def view(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
        chunks = iter(['{"a"', ": 1}"])
        return StreamingHttpResponse(chunks, content_type="application/json")

    serve(view)
    response = await async_api_client.get("/")
    # The stream is read once; what was parsed is kept.
    assert response.json() == {"a": 1}
    assert response.json() is response.json()


async def test_json_that_an_asynchronous_view_streams_is_refused(
    async_api_client: AsyncAPIClient, serve: Serve
) -> None:
    async def chunks() -> AsyncIterator[str]:
        yield '{"a": 1}'

    async def view(request: HttpRequest) -> StreamingHttpResponse:  # noqa: ARG001  (Django passes it)
        return StreamingHttpResponse(chunks(), content_type="application/json")

    serve(view)
    response = await async_api_client.get("/")
    with pytest.raises(ValueError, match="stream"):
        response.json()
    stream: Any = response.streaming_content
    assert [chunk async for chunk in stream] == [b'{"a": 1}']


async def test_a_response_without_templates_has_no_context(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/")
    assert response.context is None
    assert response.templates == []


async def test_a_response_of_several_templates_has_their_contexts(
    async_api_client: AsyncAPIClient,
) -> None:
    response = await async_api_client.get("/page/?name=Ada&name=Grace")
    assert response.content == b"Hello, Ada!Hello, Grace!"
    assert len(response.templates) == 2
    assert len(response.context) == 2
    assert response.context["name"] == "Ada"


async def test_concurrent_requests_get_their_own_templates(
    async_api_client: AsyncAPIClient,
) -> None:
    gate, arrived = asyncio.Event(), asyncio.Event()
    waiting = asyncio.ensure_future(
        async_api_client.request(path="/gate/", gate=gate, arrived=arrived)
    )
    await arrived.wait()
    response = await async_api_client.get("/page/?name=Ada")
    gate.set()
    assert len(response.templates) == 1
    assert (await waiting).templates == []


async def test_the_pattern_of_a_path_that_matches_none_is_an_error(
    async_api_client: AsyncAPIClient,
) -> None:
    with override_settings(ROOT_URLCONF="project.urls"):
        response = await async_api_client.get("/nowhere/")
        assert response.status_code == 404
        with pytest.raises(Resolver404):
            response.resolver_match.route  # noqa: B018  (it is lazy)


async def test_requests_outside_a_client_leave_no_trace(
    async_api_rf: AsyncAPIRequestFactory, async_api_client: AsyncAPIClient
) -> None:
    got_request_exception.send(sender=None, request=async_api_rf.get("/"))
    await page(async_api_rf.get("/page/?name=Ada"))
    response = await async_api_client.get("/")
    assert response.exc_info is None
    assert response.templates == []


def test_at_run_time_a_client_response_is_any_response_of_django() -> None:
    at_run_time: type = ClientResponse
    assert at_run_time is HttpResponseBase


def test_the_client_is_djangos_own() -> None:
    assert issubclass(AsyncAPIClient, AsyncClient)


# --- CSRF ----------------------------------------------------------------------------


@pytest.mark.parametrize(("enforced", "status"), [(False, 200), (True, 403)])
async def test_csrf_tokens_are_checked_where_the_client_says_so(
    enforced: bool, status: int
) -> None:
    client = AsyncAPIClient(enforce_csrf_checks=enforced)
    assert (await client.post("/guarded/")).status_code == status


async def test_a_csrf_token_opens_the_door() -> None:
    client = AsyncAPIClient(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = token = "a" * 32
    response = await client.post("/guarded/", headers={"X-CSRFToken": token})
    assert response.status_code == 200
