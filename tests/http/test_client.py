"""AsyncHTTPClient: what httpx's client finds in the project's application."""

from __future__ import annotations

import asyncio
import string
import subprocess
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

import httpx
import httpx2
import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.models import User
from django.core.signals import request_finished, request_started
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.views.decorators.csrf import csrf_exempt
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import restflow.test
from restflow.test import (
    AsyncAPIClient,
    AsyncAPITestCase,
    ForgottenAwaitError,
    record_exchanges,
)
from restflow.test._client.pending import unawaited_requests
from tests.support.urls import Serve

if TYPE_CHECKING:
    from restflow.test import AsyncHTTPClient

pytestmark = pytest.mark.urls("tests.support.urls")

LIBRARIES = {"httpx2": httpx2, "httpx": httpx}
MODULES = ("_asgi.httpx", "_asgi.connection", "_asgi.transport", "_http.client")
# What httpx sends of its own.
OWN = {"accept", "accept-encoding", "connection", "user-agent", "content-type"}


def client_class(library: str) -> type[AsyncHTTPClient]:
    """Return the class as it is where only one of the libraries is installed."""
    with patch.dict(sys.modules):
        for name in MODULES:
            sys.modules.pop(f"restflow.test.{name}", None)
        for other in LIBRARIES:
            if other != library:
                sys.modules[other] = cast("Any", None)
        module: Any = import_module("restflow.test._http.client")
        return cast("type[AsyncHTTPClient]", module.AsyncHTTPClient)


CLASSES = {library: client_class(library) for library in LIBRARIES}


@pytest.fixture(params=LIBRARIES)
def library(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def http(library: str) -> type[AsyncHTTPClient]:
    return CLASSES[library]


def run(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  (our own code)
        [sys.executable, "-W", "error", "-c", code],
        cwd=settings.BASE_DIR, capture_output=True, text=True, check=False,
    )  # fmt: skip


# --- The name ------------------------------------------------------------------------


def test_it_is_a_client_of_the_library(library: str, http: type[Any]) -> None:
    assert issubclass(http, import_module(library).AsyncClient)


def test_httpx2_goes_first_where_both_are_installed() -> None:
    assert issubclass(restflow.test.AsyncHTTPClient, httpx2.AsyncClient)


def test_neither_library_is_imported_before_the_name_is_used() -> None:
    done = run("import sys, restflow.test; print({'httpx', 'httpx2'} & {*sys.modules})")
    assert (done.stdout, done.returncode) == ("set()\n", 0), done.stderr


def test_the_error_without_a_library_says_what_to_install() -> None:
    done = run(
        "import sys; sys.modules.update(httpx=None, httpx2=None)\n"
        "import restflow.test\n"
        "from restflow.test import AsyncHTTPClient"
    )
    last = done.stderr.splitlines()[-1]
    assert last.startswith("ModuleNotFoundError: AsyncHTTPClient needs httpx2")
    assert 'pip install "restflow[http]"' in last


def test_everything_is_imported_without_a_library_but_what_needs_it() -> None:
    done = run(
        "import sys; sys.modules.update(httpx=None, httpx2=None)\n"
        "from restflow.test import *\n"
        "print(AsyncAPIClient.__name__, 'AsyncHTTPClient' in globals())"
    )
    assert (done.stdout, done.returncode) == ("AsyncAPIClient False\n", 0), done.stderr


def test_everything_is_imported_with_a_library() -> None:
    done = run("from restflow.test import *; print(AsyncHTTPClient.__name__)")
    assert (done.stdout, done.returncode) == ("AsyncHTTPClient\n", 0), done.stderr


def test_another_name_is_missing_as_ever() -> None:
    with pytest.raises(AttributeError, match="no attribute 'AsyncHTTPClients'"):
        _ = cast("Any", restflow.test).AsyncHTTPClients


@pytest.mark.parametrize(
    ("method", "arguments"),
    [("get", ["/"]), ("delete", ["/"]), ("request", ["GET", "/"])],
)
async def test_a_request_that_is_not_awaited_is_not_a_response(
    http: type[AsyncHTTPClient], method: str, arguments: list[str]
) -> None:
    async with http() as client:
        request = getattr(client, method)(*arguments)
        said = rf"AsyncHTTPClient\.{method}` in .*test_client\.py"
        with pytest.raises(ForgottenAwaitError, match=said):
            assert request.status_code == 200
        assert (await getattr(client, method)(*arguments)).status_code == 200


async def test_a_stream_that_is_not_entered_is_not_a_response(
    http: type[AsyncHTTPClient],
) -> None:
    async with http() as client:
        stream: Any = client.stream("GET", "/")
        with pytest.raises(ForgottenAwaitError, match="async with"):
            await stream
        async with client.stream("GET", "/") as response:
            assert await response.aread()


async def test_a_request_that_is_dropped_is_told_of(
    http: type[AsyncHTTPClient],
) -> None:
    with unawaited_requests() as forgotten:
        async with http() as client:
            client.get("/")  # type: ignore[unused-coroutine]
            await asyncio.gather(client.get("/"), client.get("/"))
    assert len(forgotten) == 1


@pytest.mark.parametrize("name", ["transport", "proxy"])
def test_what_leads_elsewhere_is_refused(
    http: type[AsyncHTTPClient], name: str
) -> None:
    with pytest.raises(TypeError, match=f"takes no '{name}'"):
        cast("Any", http)(**{name: "http://localhost:8080"})


# --- Requests ------------------------------------------------------------------------

TEXT = st.text(string.ascii_letters + string.digits + " äß€", max_size=8)
# By "format" a query chooses a renderer.
NAME = TEXT.filter(lambda text: text != "format")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3)
    ),
)


@pytest.mark.asyncio
@hypothesis_settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    method=st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]),
    path=TEXT,
    query=st.dictionaries(NAME, TEXT, max_size=3),
    data=JSON.filter(lambda value: value is not None),
    secure=st.booleans(),
)
async def test_the_view_sees_what_it_sees_of_the_other_client(
    http: type[AsyncHTTPClient],
    method: str,
    path: str,
    query: dict[str, str],
    data: Any,
    secure: bool,
) -> None:
    kwargs: Any = {"query_params": query, "secure": secure}
    other = await getattr(AsyncAPIClient(), method.lower())(
        f"/{path}", data, **kwargs, headers={"X-One": "1"}
    )
    async with http(base_url=f"http{'s' * secure}://testserver") as client:
        response = await client.request(
            method, f"/{path}", json=data, params=query, headers={"X-One": "1"}
        )
    assert _comparable(response.json()) == _comparable(other.json())


def _comparable(seen: dict[str, Any]) -> dict[str, Any]:
    """Return what a view saw, without what each client adds of itself."""
    own = {*OWN, "content-length", "host"}
    headers = {name: text for name, text in seen["headers"].items() if name not in own}
    variables = {**seen["variables"]}
    variables.pop("QUERY_STRING")
    return {**seen, "headers": headers, "variables": variables}


async def test_an_absolute_url_decides_about_host_and_scheme(
    http: type[AsyncHTTPClient],
) -> None:
    with override_settings(ALLOWED_HOSTS=["shop.example.com"]):
        async with http() as client:
            response = await client.get("https://shop.example.com:8443/a?b=c")
    seen = response.json()
    assert (seen["scheme"], seen["host"]) == ("https", "shop.example.com:8443")
    assert seen["variables"]["SERVER_PORT"] == "8443"


async def test_a_url_of_another_scheme_is_refused(
    http: type[AsyncHTTPClient], library: str
) -> None:
    refused = import_module(library).UnsupportedProtocol
    async with http() as client:
        with pytest.raises(refused, match="not to ws://testserver/"):
            await client.get("ws://testserver/")


async def test_files_arrive(http: type[AsyncHTTPClient]) -> None:
    async with http() as client:
        response = await client.post(
            "/", data={"name": "Mug"}, files={"photo": ("a.png", b"\x00\xff")}
        )
    seen = response.json()
    assert seen["data"] == {"name": ["Mug"]}
    assert seen["files"] == {"photo": [["a.png", "image/png", "\x00\xff"]]}


async def test_basic_authentication_is_httpx_s(http: type[AsyncHTTPClient]) -> None:
    async with http(auth=("ada", "secret")) as client:
        response = await client.get("/")
    assert response.json()["headers"]["authorization"] == "Basic YWRhOnNlY3JldA=="


@pytest.mark.django_db
async def test_a_session_lasts_and_redirects_are_followed(
    http: type[AsyncHTTPClient],
) -> None:
    await User.objects.acreate(username="ada")
    async with http(follow_redirects=True) as client:
        response = await client.get("/sign-in/")
        assert [step.status_code for step in response.history] == [302]
        assert response.json()["user"] == "ada"
        assert (await client.get("/who/")).json()["user"] == "ada"
    async with http() as nobody:
        assert (await nobody.get("/who/")).json()["user"] is None


@pytest.mark.django_db
async def test_the_session_of_another_client_is_taken_along(
    http: type[AsyncHTTPClient], async_api_client: AsyncAPIClient
) -> None:
    await async_api_client.aforce_login(await User.objects.acreate(username="ada"))
    session = async_api_client.cookies["sessionid"].value
    async with http(cookies={"sessionid": session}) as client:
        assert (await client.get("/who/")).json()["user"] == "ada"


async def test_another_host_may_be_answered_elsewhere(
    http: type[AsyncHTTPClient], library: str
) -> None:
    module = import_module(library)
    mock = module.MockTransport(lambda _request: module.Response(418))
    async with http(mounts={"all://pay.example.com": mock}) as client:
        assert (await client.get("https://pay.example.com/")).status_code == 418
        assert (await client.get("/status/200/")).status_code == 200


async def test_csrf_tokens_are_checked(http: type[AsyncHTTPClient]) -> None:
    async with http() as client:
        assert (await client.post("/guarded/")).status_code == 403


async def test_requests_at_the_same_time_meet(
    http: type[AsyncHTTPClient], serve: Serve
) -> None:
    waiting: list[asyncio.Event] = []

    async def view(request: HttpRequest) -> HttpResponse:
        waiting.append(asyncio.Event())
        if len(waiting) == 20:
            for event in waiting:
                event.set()
        await waiting[-1].wait()
        return HttpResponse(request.GET["n"])

    serve(view)
    async with http() as client:
        asked = (client.get("/", params={"n": n}) for n in range(20))
        found = await asyncio.gather(*asked)
    assert [response.text for response in found] == [str(n) for n in range(20)]


# --- Bodies --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path"),
    [("HEAD", "/astream/"), ("GET", "/status/204/"), ("GET", "/status/304/")],
)
async def test_what_has_no_body_has_none(
    http: type[AsyncHTTPClient], method: str, path: str
) -> None:
    async with http() as client:
        response = await client.request(method, path)
    assert response.content == b""


async def test_head_keeps_the_headers_of_get(
    http: type[AsyncHTTPClient], serve: Serve
) -> None:
    async def view(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  (Django passes it)
        return HttpResponse(b"x" * 1234)

    serve(view)
    async with http() as client:
        response = await client.head("/")
    assert (response.headers["content-length"], response.content) == ("1234", b"")


async def test_a_body_is_sent_while_it_is_written(http: type[AsyncHTTPClient]) -> None:
    log: list[str] = []

    async def body() -> AsyncIterator[bytes]:
        for number in range(3):
            log.append(f"written {number}")
            yield b"%d" % number

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert scope["type"] == "http"
        more = True
        while more:
            message = await receive()
            more = message["more_body"]
            log.append(f"received {message['body'].decode()}")
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"done"})

    async with http(app=app) as client:
        assert (await client.post("/", content=body())).text == "done"
    assert log == [
        "written 0", "received 0", "written 1", "received 1",
        "written 2", "received 2", "received ",
    ]  # fmt: skip


async def test_what_the_body_of_a_request_raises_reaches_the_test(
    http: type[AsyncHTTPClient],
) -> None:
    async def body() -> AsyncIterator[bytes]:
        yield b"one"
        raise ZeroDivisionError

    async with http(raise_app_exceptions=False) as client:
        with pytest.raises(ZeroDivisionError):
            await client.post("/", content=body())
        assert (await client.get("/status/200/")).status_code == 200


async def test_a_request_that_is_cancelled_closes_its_body(
    http: type[AsyncHTTPClient],
) -> None:
    log: list[str] = []
    has_begun = asyncio.Event()

    async def body() -> AsyncIterator[bytes]:
        try:
            yield b"one"
            has_begun.set()
            await asyncio.Event().wait()
        finally:
            log.append("closed")

    async with http() as client:
        request = asyncio.ensure_future(client.post("/", content=body()))
        await has_begun.wait()
        request.cancel()
        with pytest.raises(asyncio.CancelledError):
            await request
    assert log == ["closed"]


async def test_large_bodies_go_both_ways_and_are_recorded(
    http: type[AsyncHTTPClient], serve: Serve
) -> None:
    async def body() -> AsyncIterator[bytes]:
        for number in range(160):
            yield bytes([number]) * 100_000

    @csrf_exempt
    async def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.read())

    serve(view)
    whole = b"".join([chunk async for chunk in body()])
    with override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=None):
        async with http() as client:
            with record_exchanges() as exchanges:
                response = await client.post("/", content=body())
    assert response.content == whole
    assert exchanges[0].request_body == exchanges[0].response_body == whole


# --- Records -------------------------------------------------------------------------


async def test_requests_are_recorded_with_their_redirects(
    http: type[AsyncHTTPClient],
) -> None:
    with record_exchanges() as exchanges:
        async with http(follow_redirects=True) as client:
            await client.get("/countdown/1/?a=b c")
    assert [exchange.url for exchange in exchanges] == [
        "http://testserver/countdown/1/?a=b%20c",
        "http://testserver/countdown/0/",
    ]
    assert [exchange.outcome for exchange in exchanges] == ["302 Found", "200 OK"]
    assert ("Location", "/countdown/0/") in exchanges[0].response_headers
    assert exchanges[1].response_body == b"landed"


async def test_an_exception_is_recorded(http: type[AsyncHTTPClient]) -> None:
    with record_exchanges() as exchanges:
        async with http() as client:
            with pytest.raises(LookupError):
                await client.get("/fail/")
    assert exchanges[0].outcome == "raised LookupError"


# --- The application -----------------------------------------------------------------


async def test_middleware_that_a_test_puts_into_the_settings_runs(
    http: type[AsyncHTTPClient],
) -> None:
    with override_settings(MIDDLEWARE=["tests.http.test_client.marking"]):
        async with http() as client:
            response = await client.get("/status/200/")
    assert response.headers["x-marked"] == "yes"


def marking(get_response: Any) -> Any:
    def middleware(request: HttpRequest) -> HttpResponse:
        response: HttpResponse = get_response(request)
        response["X-Marked"] = "yes"
        return response

    return middleware


async def wrapper(scope: Any, receive: Any, send: Any) -> None:
    """Be an application of the project's own making."""
    assert scope["type"] == "http"
    await receive()
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body"})


async def test_the_application_is_the_one_that_the_settings_name(
    http: type[AsyncHTTPClient],
) -> None:
    with override_settings(ASGI_APPLICATION="tests.http.test_client.wrapper"):
        async with http() as client:
            assert (await client.get("/")).status_code == 418


async def test_without_a_name_it_is_django_s(http: type[AsyncHTTPClient]) -> None:
    with override_settings(ASGI_APPLICATION=None):
        async with http() as client:
            assert (await client.get("/status/201/")).status_code == 201


# --- The database --------------------------------------------------------------------


@pytest.mark.parametrize("round_", [1, 2])
@pytest.mark.django_db
async def test_requests_see_the_rows_of_a_test_that_is_rolled_back(
    http: type[AsyncHTTPClient],
    round_: int,  # noqa: ARG001  (the second round finds nothing of the first)
) -> None:
    await User.objects.acreate(username="ada")
    async with http() as client:
        assert (await client.get("/users/")).text == "ada"
    assert await User.objects.acount() == 1


@pytest.mark.django_db(transaction=True)
async def test_requests_see_rows_that_are_committed(
    http: type[AsyncHTTPClient],
) -> None:
    await User.objects.acreate(username="ada")
    async with http() as client:
        found = await asyncio.gather(*(client.get("/users/") for _ in range(3)))
    assert [response.text for response in found] == ["ada"] * 3


@pytest.mark.django_db
async def test_signals_are_sent_and_the_connection_stays_open(
    http: type[AsyncHTTPClient],
) -> None:
    seen: list[str] = []

    def note(signal: Any, **_kwargs: Any) -> None:
        seen.append("started" if signal is request_started else "finished")

    for signal in (request_started, request_finished):
        signal.connect(note)
    try:
        async with http() as client:
            before = await sync_to_async(lambda: connection.connection)()
            await client.get("/status/200/")
            after = await sync_to_async(lambda: connection.connection)()
    finally:
        for signal in (request_started, request_finished):
            signal.disconnect(note)
    assert seen == ["started", "finished"]
    assert after is before


class HTTPTests(AsyncAPITestCase):
    """The same in a test case, where `aclose` may be a cleanup."""

    async def asyncSetUp(self) -> None:
        self.http = await self.enterAsyncContext(CLASSES["httpx2"]())

    async def test_requests_see_rows_and_rows_are_rolled_back(self) -> None:
        await User.objects.acreate(username="ada")
        assert (await self.http.get("/users/")).text == "ada"

    async def test_requests_see_rows_and_rows_are_rolled_back_again(self) -> None:
        assert (await self.http.get("/users/")).text == ""
