"""Chains of middleware at random: ours does what Django's client does, and where.

Every kind of middleware that `test_handler` knows, those that `startproject` installs,
and such as write to the session, keep what is a thread's own, or set what is a
context's: in any order, with any view of `test_handler`, under settings that change
what Django's own middleware asks of the session.
"""

# Django passes what a middleware or a view need not look at.
# ruff: noqa: ARG001, ARG002

from __future__ import annotations

import asyncio
import threading
from contextlib import nullcontext
from contextvars import ContextVar
from typing import Any

import pytest
from django.contrib import messages
from django.contrib.sessions.backends import signed_cookies
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.test import AsyncClient, override_settings
from django.urls import path
from hypothesis import example, given, settings
from hypothesis import strategies as st
from rest_framework.response import Response

from restflow.test import AsyncAPIClient
from tests.handler import test_handler
from tests.handler.test_handler import (
    CHAINS,
    DEFAULT,
    NOTES,
    URLS,
    Outer,
    assert_alike,
    note,
    noted_log,
    notes_of,
    receivers,
)
from tests.handler.test_threadless import json_response

HERE = "tests.handler.test_chains."
OF_THREAD = threading.local()
SEEN: ContextVar[tuple[str, ...]] = ContextVar("seen", default=())


class KeepsOfThread(Outer):
    """Keeps something by thread, and looks for it on the way back."""

    def process_request(self, request: HttpRequest) -> Any:
        OF_THREAD.kept = request.path
        note(self.name("request"))

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        note(f"{self.name('response')} {vars(OF_THREAD).pop('kept', None)}")
        return response


class SetsVariable(Outer):
    """Sets something by context, and looks for it on the way back."""

    def process_request(self, request: HttpRequest) -> Any:
        SEEN.set((*SEEN.get(), "request"))
        note(self.name("request"))

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        note(f"{self.name('response')} {SEEN.get()}")
        return response


class WritesSession(Outer):
    def process_response(self, request: HttpRequest, response: Any) -> Any:
        if hasattr(request, "session"):
            request.session["written"] = "on the way back"
        return response


class SessionStore(signed_cookies.SessionStore):
    """A project's own, which notes where it is asked."""

    def __init__(self, session_key: str | None = None) -> None:
        note("session made")
        super().__init__(session_key)

    def load(self) -> Any:
        note("session loaded")
        return super().load()

    def save(self, must_create: bool = False) -> None:
        note("session saved")
        super().save(must_create)


async def writes(request: HttpRequest) -> HttpResponse:
    note("view")
    session: Any = getattr(request, "session", {})
    session["written"] = "in the view"
    if hasattr(request, "_messages"):
        messages.info(request, "said")
    return HttpResponse("written")


class Lazy:
    """What JSON is made of at the last moment, wherever that is."""

    def tolist(self) -> list[int]:
        note("made into JSON")
        return [1]


async def plain_json(request: HttpRequest) -> Response:
    note("view")
    return json_response({"name": "Ada", "sizes": [1, 2.5, None]})


async def lazy_json(request: HttpRequest) -> Response:
    note("view")
    return json_response({"name": Lazy()})


async def session_state(request: HttpRequest) -> JsonResponse:
    note("view")
    session: Any = getattr(request, "session", None)
    return JsonResponse({"modified": bool(session) and session.modified})


urlpatterns = [
    *test_handler.urlpatterns,
    path("writes/", writes),
    path("plain-json/", plain_json),
    path("lazy-json/", lazy_json),
    path("session/", session_state),
    path("no-slash", writes),
]

OURS = ["KeepsOfThread", "SetsVariable", "WritesSession"]
MIDDLEWARE = [
    *DEFAULT,
    *(HERE + name for name in OURS),
    *sorted({test_handler.HERE + name for chain in CHAINS.values() for name in chain}),
]
# It can't be within a synchronous one.
MIDDLEWARE.remove(test_handler.HERE + "either")
PATHS = [
    *URLS,
    "writes/",
    "plain-json/",
    "lazy-json/",
    "session/",
    "no-slash",
    "writes",
]
STORES = ["django.contrib.sessions.backends.signed_cookies", HERE[:-1]]
STORAGES = ["fallback.FallbackStorage", "session.SessionStorage"]


@settings(deadline=None)
@given(
    chain=st.one_of(
        st.lists(st.sampled_from(MIDDLEWARE), max_size=8),
        # In the order that works, with others between.
        st.lists(st.sampled_from(MIDDLEWARE), max_size=3).flatmap(
            lambda others: st.builds(
                lambda places: interspersed(DEFAULT, others, places),
                st.lists(st.integers(0, len(DEFAULT)), min_size=3, max_size=3),
            )
        ),
        st.permutations(DEFAULT),
    ),
    url=st.sampled_from(PATHS),
    enforced=st.booleans(),
    store=st.sampled_from(STORES),
    storage=st.sampled_from(STORAGES),
    always_saved=st.booleans(),
    csrf_in_session=st.booleans(),
    heard=st.booleans(),
)
@example(DEFAULT, "writes/", False, STORES[1], STORAGES[0], False, False, False)
@example(DEFAULT, "session/", False, STORES[0], STORAGES[1], True, True, True)
@example(DEFAULT, "writes", False, STORES[0], STORAGES[0], False, False, False)
@example(
    [HERE + "KeepsOfThread", *DEFAULT, HERE + "KeepsOfThread"],
    *("lazy-json/", True, STORES[1], STORAGES[0], False, False, False),
)
def test_any_chain_does_what_it_does_with_django(
    chain: list[str],
    url: str,
    enforced: bool,
    store: str,
    storage: str,
    always_saved: bool,
    csrf_in_session: bool,
    heard: bool,
) -> None:
    async def compare() -> None:
        with receivers() if heard else nullcontext():
            await assert_same(f"/{url}", enforce_csrf_checks=enforced)

    with (
        override_settings(
            ROOT_URLCONF=HERE[:-1],
            MIDDLEWARE=chain,
            SESSION_ENGINE=store,
            MESSAGE_STORAGE=f"django.contrib.messages.storage.{storage}",
            SESSION_SAVE_EVERY_REQUEST=always_saved,
            CSRF_USE_SESSIONS=csrf_in_session,
        ),
        noted_log(),
    ):
        asyncio.run(compare())


async def assert_same(url: str, **options: Any) -> None:
    raised = await asyncio.create_task(raised_by(AsyncClient, url, **options))
    if raised:
        # There is no page for the error, as making one fails too.
        assert raised == await asyncio.create_task(
            raised_by(AsyncAPIClient, url, **options)
        )
    else:
        await assert_alike(url, **options)


async def raised_by(kind: type[AsyncClient], url: str, **options: Any) -> Any:
    """Return what reaches the test, and what was noted until then."""
    try:
        await notes_of(kind, url, **options)
    except Exception as error:  # noqa: BLE001  (both have to raise the same)
        return repr(error), [*NOTES]
    return None


def interspersed(chain: list[str], others: list[str], places: list[int]) -> list[str]:
    """Put others into a chain, each at its place."""
    made = [*chain]
    for other, place in zip(others, places, strict=False):
        made.insert(place, other)
    return made


@pytest.mark.parametrize("name", OURS)
def test_a_middleware_notes_what_it_is_there_for(name: str) -> None:
    """Without it in the chain, the notes are others."""

    async def notes(chain: list[str]) -> Any:
        return await notes_of(AsyncClient, "/writes/")

    found = []
    for chain in ([], [*DEFAULT, HERE + name]):
        with override_settings(
            ROOT_URLCONF=HERE[:-1], MIDDLEWARE=chain, SESSION_ENGINE=STORES[1]
        ):
            found.append(asyncio.run(notes(chain)))
    assert found[0] != found[1]
