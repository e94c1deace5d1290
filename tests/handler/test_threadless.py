"""Django's own middleware: what it does without a thread, and what sends it to one."""

# Django passes what a middleware or a view need not look at.
# ruff: noqa: ARG001

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from asgiref.sync import SyncToAsync
from django.contrib import messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends import signed_cookies
from django.contrib.sessions.backends.db import SessionStore as StoreInDatabase
from django.contrib.sessions.middleware import SessionMiddleware
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.middleware.security import SecurityMiddleware
from django.test import AsyncClient, override_settings
from django.urls import path
from django.utils.deprecation import MiddlewareMixin
from django.utils.module_loading import import_string
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from restflow.test import AsyncAPIClient
from restflow.test._database.queries import opened
from restflow.test._handler.threadless import CONDITIONS, threadless
from tests.handler.test_handler import DEFAULT, digest

pytestmark = pytest.mark.urls("tests.handler.test_threadless")

HERE = "tests.handler.test_threadless."
IN_SESSION = "django.contrib.messages.storage.session.SessionStorage"


async def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse("answer")


async def missing(request: HttpRequest) -> HttpResponse:
    return HttpResponse("missing", status=404)


async def write(request: HttpRequest) -> HttpResponse:
    await request.session.aset("seen", value=True)
    return HttpResponse("written")


async def say(request: HttpRequest) -> HttpResponse:
    messages.info(request, "said")
    return HttpResponse("said")


urlpatterns = [
    path("answer/", answer),
    path("missing/", missing),
    path("missing", missing),
    path("open", answer),
    path("write/", write),
    path("say/", say),
]


class SubclassedSecurity(SecurityMiddleware):
    pass


class SessionStore(signed_cookies.SessionStore):
    """A store of a project's own."""


class Storage(FallbackStorage):
    """A storage of a project's own."""


async def hops_of(url: str, **changed: Any) -> int:
    """Return how often a request with the default middleware went to a thread."""
    # What an earlier test has logged would be forgotten in a thread, by one hop more.
    for of_any_thread in opened():
        of_any_thread.queries_log.clear()
    with (
        override_settings(**{"MIDDLEWARE": DEFAULT} | changed),
        mock.patch.object(
            SyncToAsync, "__call__", autospec=True, side_effect=SyncToAsync.__call__
        ) as call,
    ):
        await AsyncAPIClient().get(url)
    return int(call.call_count)


@pytest.mark.parametrize(
    ("url", "changed", "logged"),
    [
        ("/answer/", {}, 0),
        # Django writes what is missing to the log in a thread.
        ("/missing/", {}, 1),
        ("/missing", {"APPEND_SLASH": False}, 1),
        ("/open", {"APPEND_SLASH": False}, 0),
        ("/answer/", {"SESSION_ENGINE": signed_cookies.__name__}, 0),
        ("/answer/", {"SECURE_SSL_REDIRECT": True}, 0),
        ("/answer/", {"PREPEND_WWW": True, "ALLOWED_HOSTS": ["*"]}, 0),
    ],
)
async def test_where_nothing_is_asked_no_thread_is_needed(
    url: str, changed: dict[str, Any], logged: int
) -> None:
    assert await hops_of(url, **changed) == logged


REPLACED = [
    HERE + "SubclassedSecurity" if name.endswith("SecurityMiddleware") else name
    for name in DEFAULT
]


@pytest.mark.parametrize(
    ("url", "changed"),
    [
        pytest.param("/answer/", {"MIDDLEWARE": REPLACED}, id="a subclass"),
        pytest.param("/answer/", {"SESSION_ENGINE": HERE[:-1]}, id="an own store"),
        pytest.param("/answer/", {"MESSAGE_STORAGE": HERE + "Storage"}, id="a storage"),
        pytest.param("/open", {}, id="a path without a slash"),
        pytest.param("/missing", {}, id="a slash that may be missing"),
        pytest.param(
            "/write/", {"SESSION_ENGINE": signed_cookies.__name__}, id="a session"
        ),
        pytest.param(
            "/answer/",
            {
                "SESSION_SAVE_EVERY_REQUEST": True,
                "SESSION_ENGINE": signed_cookies.__name__,
            },
            id="a session that is always saved",
        ),
        pytest.param(
            "/answer/",
            {"CSRF_USE_SESSIONS": True, "SESSION_ENGINE": signed_cookies.__name__},
            id="a secret in the session",
        ),
        pytest.param("/say/", {}, id="a message"),
    ],
)
async def test_where_something_may_be_asked_it_is_done_in_a_thread(
    url: str, changed: dict[str, Any]
) -> None:
    logged = int(url == "/missing")
    assert await hops_of(url, **changed) > logged


@contextmanager
def replaced(owner: Any, name: str) -> Generator[mock.Mock]:
    original = getattr(owner, name)
    with mock.patch.object(owner, name, autospec=True, side_effect=original) as own:
        yield own


@pytest.mark.parametrize("name", ["process_request", "process_response"])
async def test_what_is_replaced_has_its_thread(name: str) -> None:
    with replaced(SessionMiddleware, name) as own:
        assert await hops_of("/answer/") == 1
    assert own.call_count == 1
    assert await hops_of("/answer/") == 0


async def test_what_is_replaced_later_has_its_thread() -> None:
    with override_settings(MIDDLEWARE=DEFAULT):
        client = AsyncAPIClient()
        await client.get("/answer/")
        with (
            replaced(SessionMiddleware, "process_request") as own,
            replaced(SyncToAsync, "__call__") as hop,
        ):
            await client.get("/answer/")
    assert (own.call_count, hop.call_count) == (1, 1)


def test_only_djangos_own_is_known() -> None:
    assert len(threadless(SecurityMiddleware)) == 2
    assert threadless(SubclassedSecurity) == {}
    assert threadless(MiddlewareMixin) == {}


# --- With a database ------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [AsyncClient, AsyncAPIClient])
@pytest.mark.parametrize(
    ("url", "changed"),
    [
        ("/write/", {}),
        ("/answer/", {"SESSION_SAVE_EVERY_REQUEST": True}),
        ("/answer/", {"CSRF_USE_SESSIONS": True}),
        (
            "/say/",
            {"MESSAGE_STORAGE": IN_SESSION},
        ),
    ],
)
async def test_what_asks_the_database_may_do_so(
    kind: type[AsyncClient], url: str, changed: dict[str, Any]
) -> None:
    with override_settings(MIDDLEWARE=DEFAULT, **changed):
        client = kind()
        session = await client.asession()
        await session.aset("kept", value=True)
        await session.asave()
        response = await client.get(url)
    assert response.status_code == 200
    stored = await Session.objects.aget(pk=client.cookies["sessionid"].value)
    assert StoreInDatabase().decode(stored.session_data)["kept"] is True


# --- JSON -----------------------------------------------------------------------------


def json_response(data: Any, renderer: JSONRenderer | None = None) -> Response:
    response = Response(data)
    response.accepted_renderer = renderer or JSONRenderer()
    response.accepted_media_type = "application/json"
    response.renderer_context = {}  # type: ignore[attr-defined]  # views set it
    return response


class OwnRenderer(JSONRenderer):
    pass


class OwnResponse(Response):
    @property
    def rendered_content(self) -> str:
        return "own"


class Text(str):
    __slots__ = ()


def with_callback() -> Response:
    response = json_response(1)
    response.add_post_render_callback(lambda _: None)
    return response


def indented() -> Response:
    renderer = JSONRenderer()
    renderer.charset = None
    return json_response(1, renderer)


def own_response() -> Response:
    response = json_response(1)
    response.__class__ = OwnResponse
    return response


async def hops_to_render(make: Callable[[], Response]) -> int:
    async def view(request: HttpRequest) -> Response:
        return make()

    patterns = (path("view/", view),)
    return await hops_of("/view/", ROOT_URLCONF=patterns, MIDDLEWARE=[])


PLAIN = {"name": "Ada", "sizes": [1, 2.5, None], "more": ({"nested": [True]},)}


@pytest.mark.parametrize("data", [None, "text", [], PLAIN, list(range(900))])
async def test_json_of_plain_values_needs_no_thread(data: Any) -> None:
    assert await hops_to_render(lambda: json_response(data)) == 0


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda: json_response(Session.objects.none()), id="a queryset"),
        pytest.param(lambda: json_response([Text("own")]), id="a class of one's own"),
        pytest.param(lambda: json_response([0] * 1001), id="a lot"),
        pytest.param(lambda: json_response(1, OwnRenderer()), id="an own renderer"),
        pytest.param(own_response, id="an own response"),
        pytest.param(indented, id="a renderer that was changed"),
        pytest.param(with_callback, id="a callback"),
    ],
)
async def test_other_responses_are_rendered_in_a_thread(
    make: Callable[[], Response],
) -> None:
    assert await hops_to_render(make) == 1


async def test_a_renderer_that_is_replaced_has_its_thread() -> None:
    with replaced(JSONRenderer, "render"):
        assert await hops_to_render(lambda: json_response(PLAIN)) == 1


# --- What it depends on ---------------------------------------------------------------


def method(name: str) -> Any:
    kind, _, function = name.rpartition(".")
    return getattr(import_string(kind), function)


# In the order of CONDITIONS.
DIGESTS = [
    {"3a1e15356cce955b"},
    {"2e93981d638faae6"},
    {"af4e17cdc1407aab"},
    {"a79e39c6f34e1d62", "24fd6fcbece7fb57"},  # 5.2.0 has the second
    {"d57f8e487730eba2"},
    {"95d10daabbc66a5b", "99a809a459854f32"},  # 6.1 has the second
    {"29dc9343b0bcd235"},
    {"01157f187ad118db"},
    {"e97e1eacc14d1299"},
    {"d0a09e17f4d24274"},
    {"759b4eee4834fbd5"},
    {"9285dd41ef8716b4"},
]


@pytest.mark.parametrize(("name", "known"), [*zip(CONDITIONS, DIGESTS, strict=True)])
def test_what_needs_no_thread_is_as_it_was(name: str, known: set[str]) -> None:
    """Read again whether it asks nothing, then write the new number down."""
    assert digest(method(name)) in known
